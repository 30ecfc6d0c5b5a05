// The map of the directory, drawn here: departments, one mark per card, overseas
// insets. A picture of the list, never the only way to it (ux.md §4.6). The
// shapes of the base map are the static file france.svg.
#pragma once

#include <vector>

#include "node/directory/outline.h"
#include "node/feature.h"

namespace essaim::directory {

struct Point {
    double x = 0;
    double y = 0;
};
inline constexpr double kMapLeft = -12;
inline constexpr double kMapTop = -30;
inline constexpr double kMapWidth = 664;
inline constexpr double kMapHeight = 630;

Point project(double latitude, double longitude);  // Mercator, as france.svg was drawn
bool is_on_map(const Point& point);
// Pushes marks apart that would hide one another; the same input, the same picture.
void spread(std::vector<Point>& points);

// Of more marks than can be told apart, one stands for those on its spot.
web::SafeHtml map_part(Services& services, web::Language language,
                       const std::vector<Outline>& cards);

}  // namespace essaim::directory
