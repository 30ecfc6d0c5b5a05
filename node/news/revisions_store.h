// What edits replaced: the earlier versions of a text, ours or another's, a
// few of each. They go with their text and are seen by whoever may see it.
// SQL only; the caller commits.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/news/post.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::news {

struct Revision {
    base::Instant at;  // when this version was said
    std::string title;
    std::string summary;
    std::string html;  // clean
    std::string warning;
    std::string language;
};

class RevisionsStore {
  public:
    static constexpr std::size_t kMostOfOurs = 20;
    static constexpr std::size_t kMostOfOthers = 5;  // up to 100 KB each, by anybody

    explicit RevisionsStore(storage::Connection& connection) : connection_(connection) {}

    // Before `now` is stored instead of `before`: keeps that one, if what people
    // read differs, and lets the oldest go beyond the limit.
    void replace(const Post& before, const Post& now);
    std::vector<Revision> of(const std::string& post);  // newest first
    bool any(const std::string& post);
    void remove(const std::string& post);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::news
