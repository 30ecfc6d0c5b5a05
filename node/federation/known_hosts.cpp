#include "node/federation/known_hosts.h"

#include "node/storage/connection.h"

namespace essaim::federation {

std::map<std::string, std::string> known_hosts(storage::Connection& connection) {
    std::map<std::string, std::string> hosts;
    auto query = connection
                     .query(
                         "SELECT host, coalesce(max(shared_inbox), max(inbox)) FROM remote_actor "
                         "WHERE gone_at IS NULL AND inbox <> '' GROUP BY host "
                         "ORDER BY max(fetched_at) DESC LIMIT ?")
                     .arg(kMostKnownHosts);
    while (query.step()) hosts.emplace(query.text(0), query.text(1));
    return hosts;
}

}  // namespace essaim::federation
