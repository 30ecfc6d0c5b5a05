// Cards that may be the same initiative: the same site, or names that look alike
// in one department or within two kilometres. Only suggested: people decide, and
// what they decided is not asked again (domain.md §2.6). Surer pairs come first, and
// of those the ones on public pages; of a site of many, a few at a time.
#pragma once

#include <vector>

#include "node/directory/card.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

struct Twins {
    Card a;
    Card b;
};
bool look_alike(const Card& a, const Card& b);  // by name and place
std::vector<Twins> suggested_twins(storage::Connection& connection, const std::vector<Card>& cards,
                                   std::size_t most);

}  // namespace essaim::directory
