// What was read out of a text, for pages that list by it and for the next
// Update: its hashtags and whom it mentions; and its categories. SQL only; the
// caller commits.
#pragma once

#include <string>

#include "node/news/post.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::news {

class MarksStore {
  public:
    explicit MarksStore(storage::Connection& connection) : connection_(connection) {}

    void save(const Post& post);  // instead of what it had
    void fill(Post& post);
    void remove(const std::string& post);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::news
