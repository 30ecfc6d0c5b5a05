// The open connections of the edge server, all together and per client. Only
// the epoll thread admits; any thread may find and remove.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "node/web/edge_connection.h"

namespace essaim::web {

class EdgeRegistry {
  public:
    using Shared = std::shared_ptr<EdgeConnection>;  // a worker may hold what was removed
    static constexpr std::uint64_t kFirstId = 2;     // 0 and 1 are the server's own

    // Null when the client, or everybody together, has enough. The socket is
    // the registry's from here on.
    Shared admit(int socket, const std::string& peer, const EdgeOptions& options);
    Shared find(std::uint64_t id) const;
    void remove(const EdgeConnection& connection);
    std::vector<Shared> all() const;
    void clear();

  private:
    mutable std::mutex mutex_;
    std::unordered_map<std::uint64_t, Shared> connections_;
    std::map<std::string, std::size_t> per_client_;
    std::uint64_t next_id_ = kFirstId;
};

}  // namespace essaim::web
