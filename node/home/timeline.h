// What the front page and the network's page share: the newest items of every
// feature, and the neighbours with their rosettes.
#pragma once

#include <string>
#include <vector>

#include "node/feature.h"

namespace essaim::home {

using Timelines = decltype(Plug::timelines);

std::vector<TimelineItem> newest(const Timelines& timelines, Plug::Origin origin, std::size_t limit,
                                 const federation::Sight& sight);

// TITLE, LANG, SUMMARY, URL and ISO of one item; the date is the page's affair.
void describe(web::Page& row, const TimelineItem& item);

// Section PEERS with a PEER for `most` of the associations we follow, from the
// one at `from` on, and MORE with the number of all when there are more; nothing
// when there is none.
void show_neighbours(Services& services, web::Page& page, web::Language language, std::size_t most,
                     std::size_t from = 0);

}  // namespace essaim::home
