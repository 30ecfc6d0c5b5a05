// Reading the directories of the nodes we know, their cards and their figures, and of
// those they know: bounded, with conditional requests; a card or figure counts only with
// its author's signature, or from its author's own server, and is taken back here when that
// one no longer has it (domain.md §0.6, issue "directory"). So a node that knows one peer
// holds what the whole network says, and a node that is gone for good has still said what it
// said. Waits for the network: from a job.
#pragma once

#include <cstdint>

#include "node/feature.h"

namespace essaim::directory {

inline constexpr std::size_t kMostPeers = 1'500;      // asked in one round
inline constexpr std::size_t kMostPages = 600;        // of one peer, a hundred cards each
inline constexpr std::size_t kMostWhole = 20;         // peers of whom all is read in one round
inline constexpr std::size_t kMostQuiet = 2;          // pages without news, of all others
inline constexpr std::size_t kMostFigurePages = 400;  // of one peer, three hundred figures each
inline constexpr std::size_t kMostOfPage = 500;       // cards or figures read of one page
inline constexpr std::size_t kMostFaults = 500;       // of what a peer itself says, then it is left
inline constexpr std::size_t kMostDoubtful = 100;     // of a peer, asked for in one round
inline constexpr std::size_t kMostNewAuthors = 200;   // met in one round
inline constexpr std::int64_t kMostTold = 100;  // refusals of a peer in the log, by kind of reason
inline constexpr const char* kCrawlJob = "directory.crawl";

struct Round {
    std::size_t peers = 0;      // that answered
    std::size_t unchanged = 0;  // of those
    std::size_t pages = 0;      // of all of them
    std::int64_t taken = 0;
    std::int64_t refused = 0;
};
Round crawl(Services& services);

void add_crawl_job(Services& services);  // every six hours, and soon after a start

}  // namespace essaim::directory
