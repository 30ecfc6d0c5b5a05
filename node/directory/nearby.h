// Around a town: which towns the directory knows, and how far from one a card is. Pure; any
// thread.
#pragma once

#include <string>
#include <vector>

namespace essaim::directory {

// A town that some card is in.
struct KnownTown {
    std::string name = {};
    std::string folded = {};  // as it is looked for
    double latitude = 0;      // degrees
    double longitude = 0;
};
const KnownTown* town_named(const std::vector<KnownTown>& towns, const std::string& name);

double kilometres_between(double lat_a, double lon_a, double lat_b, double lon_b);

// Everything that near, and a little more: what the index is asked before distances are taken.
struct Box {
    double south = -90;
    double north = 90;
    double west = -180;
    double east = 180;
};
Box box_around(double latitude, double longitude, double kilometres);

}  // namespace essaim::directory
