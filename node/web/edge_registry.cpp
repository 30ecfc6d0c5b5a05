#include "node/web/edge_registry.h"

#include <unistd.h>

#include <algorithm>

#include "node/web/client_address.h"

namespace essaim::web {

EdgeRegistry::Shared EdgeRegistry::admit(int socket, const std::string& peer,
                                         const EdgeOptions& options) {
    const auto client = client_key(peer);
    const bool unbounded =
        options.connections_per_client == 0 ||
        std::ranges::find(options.trusted_proxies, peer) != options.trusted_proxies.end();
    const std::lock_guard lock(mutex_);
    const auto known = per_client_.find(client);
    const auto from_here = known == per_client_.end() ? 0 : known->second;
    if (connections_.size() >= options.connections ||
        (!unbounded && from_here >= options.connections_per_client)) {
        ::close(socket);
        return nullptr;
    }
    auto connection = std::make_shared<EdgeConnection>(socket, next_id_++, peer);
    connections_.emplace(connection->id, connection);
    ++per_client_[client];
    return connection;
}

EdgeRegistry::Shared EdgeRegistry::find(std::uint64_t id) const {
    const std::lock_guard lock(mutex_);
    const auto found = connections_.find(id);
    return found == connections_.end() ? nullptr : found->second;
}

void EdgeRegistry::remove(const EdgeConnection& connection) {
    const auto client = client_key(connection.peer);
    Shared last;  // freed, if this was the last, after the lock
    const std::lock_guard lock(mutex_);
    const auto found = connections_.find(connection.id);
    if (found == connections_.end()) return;
    last = std::move(found->second);
    connections_.erase(found);
    const auto counted = per_client_.find(client);
    if (counted != per_client_.end() && --counted->second == 0) per_client_.erase(counted);
}

std::vector<EdgeRegistry::Shared> EdgeRegistry::all() const {
    std::vector<Shared> every;
    const std::lock_guard lock(mutex_);
    every.reserve(connections_.size());
    for (const auto& [id, connection] : connections_) every.push_back(connection);
    return every;
}

void EdgeRegistry::clear() {
    const std::lock_guard lock(mutex_);
    connections_.clear();
    per_client_.clear();
}

}  // namespace essaim::web
