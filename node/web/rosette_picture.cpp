#include "node/web/rosette_picture.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "node/web/png.h"

namespace essaim::web {

namespace {

constexpr int kWidth = 256;
constexpr double kScale = kWidth / 100.0;  // the drawing is 100 wide, its middle is 0
constexpr double kStroke = 1.4 * kScale;
constexpr int kShades = 16;
constexpr int kSteps = 72;                     // straight lines in one round
constexpr Colour kPaper = {0xFD, 0xFC, 0xF9};  // --paper of static/essaim.css

struct Point {
    double x;
    double y;
};
using Line = std::vector<Point>;  // closed

// How dark each pixel is, 0 to 15; where lines cross, no darker.
class Sheet {
  public:
    void draw(const Line& line, double degrees) {
        const double turn = degrees * std::numbers::pi / 180;
        const auto placed = [&](const Point& p) {
            return Point{kWidth / 2.0 + kScale * (p.x * std::cos(turn) - p.y * std::sin(turn)),
                         kWidth / 2.0 + kScale * (p.x * std::sin(turn) + p.y * std::cos(turn))};
        };
        for (std::size_t i = 0; i < line.size(); ++i) {
            stroke(placed(line[i]), placed(line[(i + 1) % line.size()]));
        }
    }
    const std::vector<std::uint8_t>& pixels() const { return pixels_; }

  private:
    void stroke(Point a, Point b) {
        const double reach = kStroke / 2 + 1;
        const auto first = [&](double u, double v) {
            return std::max(0, static_cast<int>(std::min(u, v) - reach));
        };
        const auto last = [&](double u, double v) {
            return std::min(kWidth - 1, static_cast<int>(std::max(u, v) + reach));
        };
        for (int y = first(a.y, b.y); y <= last(a.y, b.y); ++y) {
            for (int x = first(a.x, b.x); x <= last(a.x, b.x); ++x) {
                const double covered =
                    std::clamp(kStroke / 2 + .5 - distance({x + .5, y + .5}, a, b), 0.0, 1.0);
                auto& pixel = pixels_[static_cast<std::size_t>(y * kWidth + x)];
                pixel = std::max(pixel,
                                 static_cast<std::uint8_t>(std::lround(covered * (kShades - 1))));
            }
        }
    }
    static double distance(Point p, Point a, Point b) {
        const Point along{b.x - a.x, b.y - a.y};
        const double square = along.x * along.x + along.y * along.y;
        const double part =
            square == 0 ? 0 : ((p.x - a.x) * along.x + (p.y - a.y) * along.y) / square;
        const double t = std::clamp(part, 0.0, 1.0);
        return std::hypot(p.x - a.x - t * along.x, p.y - a.y - t * along.y);
    }
    std::vector<std::uint8_t> pixels_ = std::vector<std::uint8_t>(kWidth * kWidth, 0);
};

Line ellipse(Point middle, double rx, double ry) {
    Line line;
    for (int i = 0; i < kSteps; ++i) {
        const double angle = 2 * std::numbers::pi * i / kSteps;
        line.push_back({middle.x + rx * std::cos(angle), middle.y + ry * std::sin(angle)});
    }
    return line;
}

Line rounded_square(double half, double corner) {
    Line line;
    const double inner = half - corner;
    for (int i = 0; i < kSteps; ++i) {
        const double angle = 2 * std::numbers::pi * (i + .5) / kSteps;
        const Point centre{std::copysign(inner, std::cos(angle)),
                           std::copysign(inner, std::sin(angle))};
        line.push_back({centre.x + corner * std::cos(angle), centre.y + corner * std::sin(angle)});
    }
    return line;
}

// Two quadratic curves, there and back.
Line petal(double from, double middle, double to, double height) {
    Line line;
    for (int i = 0; i < kSteps; ++i) {
        const double t = 2.0 * i / kSteps;
        const double along = t < 1 ? t : 2 - t;
        const double side = t < 1 ? -height : height;
        const double rest = 1 - along;
        line.push_back({rest * rest * from + 2 * rest * along * middle + along * along * to,
                        2 * rest * along * side});
    }
    return line;
}

void draw(Sheet& sheet, const RosetteLayer& layer) {
    const auto [figure, radius, count, shape] = layer;
    const double half = radius * .78;
    const Line line = figure == 0 ? ellipse({0, 0}, radius, radius * shape)
                      : figure == 1
                          ? ellipse({radius * (1 - shape), 0}, radius * shape, radius * shape)
                      : figure == 2 ? rounded_square(half, half * shape)
                                    : petal(radius * .12, radius * .55, radius, radius * shape);
    const double span = figure == 0 ? 180 : figure == 2 ? 90 : 360;
    for (int k = 0; k < count; ++k) sheet.draw(line, span / count * k);
}

Colour colour_of(std::string_view hex) {
    Colour colour{};
    for (std::size_t i = 0; i < colour.size(); ++i) {
        const auto* at = hex.data() + 1 + 2 * i;
        std::from_chars(at, at + 2, colour[i], 16);
    }
    return colour;
}

}  // namespace

std::string rosette_picture(std::string_view key, int hue) {
    Sheet sheet;
    for (const auto& layer : rosette_layers(key, false)) draw(sheet, layer);
    const auto ink = colour_of(rosette_colours(hue)[0]);
    std::array<Colour, kShades> palette{};
    for (int shade = 0; shade < kShades; ++shade) {
        for (std::size_t i = 0; i < ink.size(); ++i) {
            palette[static_cast<std::size_t>(shade)][i] =
                static_cast<std::uint8_t>(kPaper[i] + (ink[i] - kPaper[i]) * shade / (kShades - 1));
        }
    }
    return png(kWidth, sheet.pixels(), palette);
}

}  // namespace essaim::web
