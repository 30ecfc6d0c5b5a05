// Who answers what, and the threads that begin with a text of ours: one
// collection each, "<base>/t/<id>" (FEP-7888, FEP-f228). A projection of the
// table `object`. SQL only; borrows a connection, the caller commits.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct ThreadItem {
    std::string object;  // IRI
    std::string actor;   // IRI
    std::string parent;  // "" for the first one
    base::Instant published;
};

class Threads {
  public:
    static constexpr std::int64_t kMostPerThread = 10'000;  // security.md §0.11

    // `base` is our origin without a slash.
    Threads(storage::Connection& connection, std::string base)
        : connection_(connection), base_(std::move(base)) {}

    // Its place, and that of the replies to it that came before it.
    void place(const nlohmann::json& object, base::Instant now);
    // The thread of ours it belongs to; "" for none, or one whose first text is gone.
    std::string thread_of(const std::string& object);
    bool is_thread(const std::string& iri);  // one of ours, that has begun
    // Oldest first.
    std::vector<ThreadItem> items(const std::string& thread);
    std::vector<ThreadItem> replies(const std::string& object);

    // "<base>/o/X" begins the thread "<base>/t/X", and back.
    static std::string thread_begun_by(const std::string& base, const std::string& object);
    static std::string beginning_of(const std::string& base, const std::string& thread);

  private:
    bool has_room(const std::string& thread);
    std::string claimed(const nlohmann::json& object);
    void adopt(const std::string& object, const std::string& thread);

    storage::Connection& connection_;
    std::string base_;
};

}  // namespace essaim::federation
