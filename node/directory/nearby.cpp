#include "node/directory/nearby.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "node/directory/initiative.h"

namespace essaim::directory {

namespace {

constexpr double kRadian = std::numbers::pi / 180;
constexpr double kEarth = 6371;  // kilometres

}  // namespace

const KnownTown* town_named(const std::vector<KnownTown>& towns, const std::string& name) {
    const auto found = std::ranges::find(towns, folded(name), &KnownTown::folded);
    return found == towns.end() ? nullptr : &*found;
}

double kilometres_between(double lat_a, double lon_a, double lat_b, double lon_b) {
    const double half_lat = std::sin((lat_b - lat_a) * kRadian / 2);
    const double half_lon = std::sin((lon_b - lon_a) * kRadian / 2);
    const double a = half_lat * half_lat +
                     std::cos(lat_a * kRadian) * std::cos(lat_b * kRadian) * half_lon * half_lon;
    return 2 * kEarth * std::asin(std::min(1.0, std::sqrt(a)));
}

Box box_around(double latitude, double longitude, double kilometres) {
    const double half = 1.001 * kilometres / (kEarth * kRadian);  // rounding is on the safe side
    Box box{.south = latitude - half, .north = latitude + half};
    // Degrees of longitude are the shortest at the edge nearest to a pole.
    const double edge = std::max(std::abs(box.south), std::abs(box.north));
    if (edge >= 89) return box;
    const double wide = half / std::cos(edge * kRadian);
    // Across the 180th meridian no two bounds would do.
    if (longitude - wide < -180 || longitude + wide > 180) return box;
    box.west = longitude - wide;
    box.east = longitude + wide;
    return box;
}

}  // namespace essaim::directory
