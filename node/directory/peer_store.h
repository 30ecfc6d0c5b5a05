// What we know of other nodes' directories: SQL only. Borrows a connection; the
// caller commits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

struct DirectoryPeer {
    std::string host = {};
    std::string actor = {};
    std::string address = {};      // of its collection
    std::string tag = {};          // of what we have of it
    std::string figures_tag = {};  // the same of its figures
    base::Instant asked{};
    std::optional<base::Instant> answered = {};
    base::Instant whole{};       // when all of its cards were read last,
    std::string whole_tag = {};  // and `tag` then
    std::int64_t taken = 0;
    std::int64_t refused = 0;
    std::string problem = {};
};

class PeerStore {
  public:
    explicit PeerStore(storage::Connection& connection) : connection_(connection) {}
    // Actors whose nodes may have a directory: whom we follow, who had one, whose cards we
    // hold, then who follows us. Of each server one comes first; no other pushes it out.
    std::vector<std::string> actors(std::size_t most);  // of each of these, at most
    bool is_followed(const std::string& actor);         // by us, and they agreed
    std::optional<DirectoryPeer> find(const std::string& host);
    void save(const DirectoryPeer& peer);
    std::vector<DirectoryPeer> all(std::size_t most);  // latest asked first

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::directory
