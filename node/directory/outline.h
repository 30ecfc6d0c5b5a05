// A card as counts, the map and charts need it: of thousands only this is read, of the
// few that a list shows the rest (cards.h). Rules only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/directory/card.h"
#include "node/directory/filter.h"

namespace essaim::directory {

struct Outline {
    std::int64_t id = 0;
    bool self = false;
    KindGroup group = KindGroup::Partner;
    bool currency = false;  // is_currency()
    std::string department = {};
    std::string country = {};
    std::string launched = {};
    std::string node = {};  // IRI of who keeps it, if its association does
    std::optional<double> latitude = {};
    std::optional<double> longitude = {};
    std::optional<double> distance = {};  // km, when a town was asked for
};

Outline outline_of(const Card& card);
std::vector<Outline> outlines_of(const std::vector<Card>& cards);

}  // namespace essaim::directory
