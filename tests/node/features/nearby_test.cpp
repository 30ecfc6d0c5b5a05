// Around a town: distances, and the box in which everything that near lies.
#include "node/directory/nearby.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace essaim::directory;

namespace {

bool within(const Box& box, double latitude, double longitude) {
    return latitude >= box.south && latitude <= box.north && longitude >= box.west &&
           longitude <= box.east;
}

}  // namespace

TEST_CASE("a distance is along the ground, whichever way it is asked") {
    struct Case {
        const char* what;
        double lat_a, lon_a, lat_b, lon_b, kilometres;
    };
    for (const auto& one : {Case{"the same place", 48.86, 2.35, 48.86, 2.35, 0},
                            Case{"Paris and Lyon", 48.8566, 2.3522, 45.7640, 4.8357, 392},
                            Case{"across the 180th meridian", 0, 179.5, 0, -179.5, 111},
                            Case{"the poles", 90, 0, -90, 0, 20015}}) {
        CAPTURE(one.what);
        CHECK(std::abs(kilometres_between(one.lat_a, one.lon_a, one.lat_b, one.lon_b) -
                       one.kilometres) < 1);
        CHECK(std::abs(kilometres_between(one.lat_b, one.lon_b, one.lat_a, one.lon_a) -
                       one.kilometres) < 1);
    }
}

TEST_CASE("everything that near lies in the box, and the box is little more") {
    for (const double latitude : {0.0, 43.5, -21.1, 68.0, 88.7, 89.9, -89.9})
        for (const double longitude : {-180.0, -61.5, 0.0, 2.35, 179.9})
            for (const double kilometres : {1.0, 50.0, 200.0}) {
                CAPTURE(latitude);
                CAPTURE(longitude);
                CAPTURE(kilometres);
                const auto box = box_around(latitude, longitude, kilometres);
                int near = 0;
                for (double lat = latitude - 4; lat <= latitude + 4; lat += 0.25)
                    for (double lon = -180; lon <= 180; lon += 0.5) {
                        if (lat < -90 || lat > 90) continue;
                        if (kilometres_between(latitude, longitude, lat, lon) > kilometres)
                            continue;
                        ++near;
                        if (!within(box, lat, lon)) FAIL("outside: " << lat << " " << lon);
                    }
                if (kilometres >= 50) CHECK(near > 0);
            }
    const auto pau = box_around(43.3, -0.37, 50);
    CHECK_FALSE(within(pau, 43.3 + 0.5, -0.37));
    CHECK_FALSE(within(pau, 43.3, -0.37 + 0.7));
}

TEST_CASE("a town is found however it is typed, and the one with the most cards first") {
    const std::vector<KnownTown> towns = {{"Évreux", "evreux", 49, 1}, {"Evreux", "evreux", 1, 1}};
    REQUIRE(town_named(towns, "  ÉVREUX ") != nullptr);
    CHECK(town_named(towns, "evreux")->latitude == 49);
    CHECK(town_named(towns, "Evry") == nullptr);
    CHECK(town_named({}, "") == nullptr);
}
