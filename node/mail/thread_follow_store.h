// Who gets the replies in a thread of ours by mail, and which replies wait to be
// told: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::mail {

struct ThreadFollow {
    std::string id;
    std::string account;
    std::string thread;  // collection of ours
    std::string email = {};
    std::string language = {};
};

struct ThreadNews {
    std::string object;  // IRI of the reply
    std::string thread;
};

class ThreadFollowStore {
  public:
    static constexpr std::int64_t kMostOfOne = 500;  // threads that one person follows

    explicit ThreadFollowStore(storage::Connection& connection) : connection_(connection) {}

    bool has_room(const std::string& account);
    void add(const ThreadFollow& follow, base::Instant now);
    std::optional<ThreadFollow> find(const std::string& account, const std::string& thread);
    std::vector<ThreadFollow> of(const std::string& account);  // newest first
    void remove(const std::string& id);
    void remove(const std::string& account, const std::string& thread);
    // Those who may be written to: a confirmed address, an open account.
    std::vector<ThreadFollow> readers(const std::string& thread);

    std::vector<ThreadNews> news(std::size_t limit);
    void told(const std::string& object);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::mail
