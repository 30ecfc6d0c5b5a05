// Feeds of our texts with all of their words (RFC 4287): /actualites.atom, and
// those of lists that other files make.
#pragma once

#include <string>
#include <vector>

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

inline constexpr std::size_t kFeedEntries = 30;

struct FeedWords {
    std::string path;        // of the feed
    std::string page;        // where people read the same
    std::string about = {};  // what it is of; empty: all
};

void add_feed_routes(Services& services, web::Router& router);
web::Response feed_of(Services& services, storage::Connection& connection,
                      const std::vector<Post>& posts, const FeedWords& words);

}  // namespace essaim::news
