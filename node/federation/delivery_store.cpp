#include "node/federation/delivery_store.h"

#include <algorithm>

#include "node/storage/connection.h"

namespace essaim::federation {

std::vector<WaitingHost> DeliveryStore::waiting_hosts(base::Instant now) {
    std::vector<WaitingHost> hosts;
    // From host to host along the index, however long the queues are.
    auto query = connection_.query(
        "WITH RECURSIVE waiting (host) AS ("
        "SELECT min(host) FROM delivery WHERE state = 'waiting' UNION ALL "
        "SELECT (SELECT min(d.host) FROM delivery d WHERE d.state = 'waiting' AND d.host > w.host) "
        "FROM waiting w WHERE w.host IS NOT NULL) "
        "SELECT w.host, coalesce(h.scheme, 'cavage') FROM waiting w "
        "LEFT JOIN peer_host h ON h.host = w.host "
        "WHERE w.host IS NOT NULL AND coalesce(h.retry_at, 0) <= ?");
    query.arg(base::to_millis(now));
    while (query.step()) hosts.push_back({query.text(0), query.text(1)});
    return hosts;
}

std::vector<std::string> DeliveryStore::troubled_hosts() {
    std::vector<std::string> hosts;
    auto query = connection_.query("SELECT host FROM peer_host WHERE failures > 0 OR retry_at > 0");
    while (query.step()) hosts.push_back(query.text(0));
    return hosts;
}

std::vector<DueDelivery> DeliveryStore::due(const std::string& host, base::Instant now,
                                            std::size_t limit) {
    std::vector<DueDelivery> rows;
    auto query = connection_.query(
        "SELECT id, activity, sender, inbox, attempts, "
        "activity IN (SELECT rotation FROM local_actor WHERE rotation <> '') FROM delivery "
        "WHERE host = ? AND state = 'waiting' AND next_at <= ? ORDER BY id LIMIT ?");
    query.arg(host).arg(base::to_millis(now)).arg(static_cast<std::int64_t>(limit));
    while (query.step()) {
        rows.push_back({query.number(0), query.text(1), query.text(2), query.text(3), host,
                        query.number(4), query.number(5) != 0});
    }
    return rows;
}

bool DeliveryStore::still_due(std::int64_t id, base::Instant now) {
    return connection_
        .query("SELECT 1 FROM delivery WHERE id = ? AND state = 'waiting' AND next_at <= ?")
        .arg(id)
        .arg(base::to_millis(now))
        .step();
}

std::int64_t DeliveryStore::next_at(base::Instant after) {
    auto query = connection_.query(
        "SELECT min(max(d.next_at, coalesce(h.retry_at, 0))) FROM delivery d "
        "LEFT JOIN peer_host h ON h.host = d.host "
        "WHERE d.state = 'waiting' AND max(d.next_at, coalesce(h.retry_at, 0)) > ?");
    query.arg(base::to_millis(after));
    return query.step() ? query.number(0) : 0;
}

bool DeliveryStore::is_waiting(const std::string& activity, const std::string& host) {
    return connection_
        .query("SELECT 1 FROM delivery WHERE activity = ? AND host = ? AND state = 'waiting'")
        .arg(activity)
        .arg(host)
        .step();
}

bool DeliveryStore::is_waiting(const std::string& activity) {
    return connection_.query("SELECT 1 FROM delivery WHERE activity = ? AND state = 'waiting'")
        .arg(activity)
        .step();
}

void DeliveryStore::suspect(const std::string& inbox) {
    connection_.query("UPDATE remote_actor SET fetched_at = 0 WHERE inbox = ?").arg(inbox).run();
}

void DeliveryStore::add(const DueDelivery& delivery, base::Instant now, base::Instant due) {
    connection_
        .query(
            "INSERT OR IGNORE INTO delivery (activity, sender, inbox, host, state, next_at, "
            "created_at) VALUES (?,?,?,?,'waiting',?,?)")
        .arg(delivery.activity)
        .arg(delivery.sender)
        .arg(delivery.inbox)
        .arg(delivery.host)
        .arg(base::to_millis(std::max(now, due)))
        .arg(base::to_millis(now))
        .run();
}

void DeliveryStore::done(std::int64_t id) {
    connection_.query("DELETE FROM delivery WHERE id = ?").arg(id).run();
}

void DeliveryStore::later(std::int64_t id, base::Instant at, const std::string& error) {
    connection_
        .query("UPDATE delivery SET attempts = attempts + 1, next_at = ?, error = ? WHERE id = ?")
        .arg(base::to_millis(at))
        .arg(error)
        .arg(id)
        .run();
}

void DeliveryStore::hold(std::int64_t id, base::Instant at, const std::string& error) {
    connection_.query("UPDATE delivery SET next_at = ?, error = ? WHERE id = ?")
        .arg(base::to_millis(at))
        .arg(error)
        .arg(id)
        .run();
}

void DeliveryStore::failed(std::int64_t id, base::Instant now, const std::string& error) {
    connection_
        .query(
            "UPDATE delivery SET state = 'failed', attempts = attempts + 1, next_at = ?, "
            "error = ? WHERE id = ?")
        .arg(base::to_millis(now))
        .arg(error)
        .arg(id)
        .run();
}

void DeliveryStore::all_failed(const std::string& host, base::Instant now,
                               const std::string& error) {
    connection_
        .query(
            "UPDATE delivery SET state = 'failed', next_at = ?, error = ? "
            "WHERE host = ? AND state = 'waiting'")
        .arg(base::to_millis(now))
        .arg(error)
        .arg(host)
        .run();
}

void DeliveryStore::all_due(const std::string& host, base::Instant now) {
    connection_.query("UPDATE delivery SET next_at = ? WHERE host = ? AND state = 'waiting'")
        .arg(base::to_millis(now))
        .arg(host)
        .run();
}

std::int64_t DeliveryStore::renew(const std::string& host, base::Instant now) {
    save_host(host, {this->host(host).scheme, 0, 0, 0});
    return connection_
        .query("UPDATE delivery SET state = 'waiting', attempts = 0, next_at = ? WHERE host = ?")
        .arg(base::to_millis(now))
        .arg(host)
        .run();
}

std::int64_t DeliveryStore::drop(const std::string& host) {
    return connection_.query("DELETE FROM delivery WHERE host = ?").arg(host).run();
}

void DeliveryStore::forget_failed(base::Instant before) {
    connection_.query("DELETE FROM delivery WHERE state = 'failed' AND next_at < ?")
        .arg(base::to_millis(before))
        .run();
}

PeerHost DeliveryStore::host(const std::string& host) {
    auto query = connection_.query(
        "SELECT scheme, failures, coalesce(silent_since, 0), retry_at FROM peer_host "
        "WHERE host = ?");
    query.arg(host);
    if (!query.step()) return {};
    return {query.text(0), query.number(1), query.number(2), query.number(3)};
}

void DeliveryStore::save_host(const std::string& host, const PeerHost& state) {
    connection_
        .query(
            "INSERT INTO peer_host (host, scheme, failures, silent_since, retry_at) "
            "VALUES (?,?,?,?,?) ON CONFLICT (host) DO UPDATE SET scheme = excluded.scheme, "
            "failures = excluded.failures, silent_since = excluded.silent_since, "
            "retry_at = excluded.retry_at")
        .arg(host)
        .arg(state.scheme)
        .arg(state.failures)
        .arg(state.silent_since)
        .arg(state.retry_at)
        .run();
}

}  // namespace essaim::federation
