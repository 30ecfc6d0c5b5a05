// The departments and regions of France (INSEE, regions of 2016): the codes
// that cards name and the names that people read. Constants; any thread.
#pragma once

#include <span>
#include <string_view>

namespace essaim::directory {

struct Department {
    std::string_view code;
    std::string_view name;
    std::string_view region;
};
struct Region {
    std::string_view code;
    std::string_view name;
};

std::span<const Department> departments();            // by code
std::span<const Region> regions();                    // by name
const Department* department(std::string_view code);  // null: no such
std::string_view region_name(std::string_view code);  // "": no such

}  // namespace essaim::directory
