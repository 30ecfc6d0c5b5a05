#include "node/federation/arrival_store.h"

#include "node/storage/connection.h"

namespace essaim::federation {

void ArrivalStore::arrived(const std::string& activity, const std::string& host,
                           std::int64_t most) {
    const auto added =
        connection_
            .query(
                "INSERT OR IGNORE INTO reached (object, host) SELECT a.subject, ? FROM object a "
                "WHERE a.id = ? AND a.type = 'Create' AND a.local = 1 AND a.subject IS NOT NULL "
                "AND (SELECT count(*) FROM reached r WHERE r.object = a.subject) < ?")
            .arg(host)
            .arg(activity)
            .arg(most)
            .run();
    if (added == 0) return;
    connection_
        .query("INSERT OR IGNORE INTO peer_software (host, name, asked_at) VALUES (?, '', 0)")
        .arg(host)
        .run();
}

std::map<std::string, std::int64_t> ArrivalStore::by_software(const std::string& object) {
    std::map<std::string, std::int64_t> counts;
    auto query = connection_
                     .query(
                         "SELECT coalesce(s.name, ''), count(*) FROM reached r "
                         "LEFT JOIN peer_software s ON s.host = r.host "
                         "WHERE r.object = ? GROUP BY 1")
                     .arg(object);
    while (query.step()) counts.emplace(query.text(0), query.number(1));
    return counts;
}

std::vector<std::string> ArrivalStore::unknown(base::Instant before, std::size_t limit) {
    std::vector<std::string> hosts;
    auto query = connection_.query(
        "SELECT host FROM peer_software WHERE asked_at < ? ORDER BY asked_at LIMIT ?");
    query.arg(base::to_millis(before)).arg(static_cast<std::int64_t>(limit));
    while (query.step()) hosts.push_back(query.text(0));
    return hosts;
}

void ArrivalStore::save(const std::string& host, const std::string& software, base::Instant now) {
    connection_
        .query(
            "INSERT INTO peer_software (host, name, asked_at) VALUES (?, ?, ?) "
            "ON CONFLICT (host) DO UPDATE SET asked_at = excluded.asked_at, "
            "name = iif(excluded.name = '', name, excluded.name)")
        .arg(host)
        .arg(software)
        .arg(base::to_millis(now))
        .run();
    connection_
        .query(
            "DELETE FROM peer_software WHERE NOT EXISTS "
            "(SELECT 1 FROM reached r WHERE r.host = peer_software.host)")
        .run();
}

}  // namespace essaim::federation
