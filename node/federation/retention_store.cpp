#include "node/federation/retention_store.h"

#include "node/storage/connection.h"

namespace essaim::federation {

std::vector<OldObject> RetentionStore::objects_after(std::int64_t received, const std::string& id,
                                                     base::Instant before, std::size_t limit) {
    std::vector<OldObject> objects;
    auto query =
        connection_
            .query(
                "SELECT id, published, EXISTS (SELECT 1 FROM following f WHERE f.actor = o.actor) "
                "OR EXISTS (SELECT 1 FROM severed s WHERE s.actor = o.actor AND s.direction = "
                "'following') "
                "FROM object o WHERE local = 0 AND published < ? AND (published, id) > (?, ?) "
                "AND deleted IS NULL ORDER BY published, id LIMIT ?")
            .arg(base::to_millis(before))
            .arg(received)
            .arg(id)
            .arg(static_cast<std::int64_t>(limit));
    while (query.step()) objects.push_back({query.text(0), query.number(1), query.number(2) != 0});
    return objects;
}

std::int64_t RetentionStore::received_within(std::int64_t most) {
    auto query = connection_
                     .query(
                         "SELECT published FROM object WHERE local = 0 AND deleted IS NULL "
                         "ORDER BY published DESC LIMIT 1 OFFSET ?")
                     .arg(most - 1);
    return query.step() ? query.number(0) : 0;
}

bool RetentionStore::is_in_talk_with_ours(const std::string& id) {
    if (connection_.query("SELECT 1 FROM thread_item WHERE object = ? AND thread <> ''")
            .arg(id)
            .step())
        return true;
    return connection_
        .query(
            "WITH RECURSIVE talk (id) AS (SELECT ? "
            "UNION SELECT t.parent FROM thread_item t JOIN talk ON t.object = talk.id WHERE "
            "t.parent <> '' "
            "UNION SELECT t.object FROM thread_item t JOIN talk ON t.parent = talk.id) "
            "SELECT 1 FROM talk JOIN object o ON o.id = talk.id WHERE o.local = 1 LIMIT 1")
        .arg(id)
        .step();
}

bool RetentionStore::has_reaction_of(const std::string& id, const std::string& host) {
    return connection_.query("SELECT 1 FROM reaction WHERE object = ? AND host = ?")
        .arg(id)
        .arg(host)
        .step();
}

void RetentionStore::remove_object(const std::string& id) {
    connection_.query("DELETE FROM object WHERE id = ? AND local = 0").arg(id).run();
}

void RetentionStore::forget_tombstones(base::Instant before) {
    connection_.query("DELETE FROM object WHERE local = 0 AND deleted < ?")
        .arg(base::to_millis(before))
        .run();
    connection_.query("DELETE FROM undone WHERE at < ?").arg(base::to_millis(before)).run();
}

// Whoever wrote or did something that is still shown keeps their name.
void RetentionStore::forget_profiles(base::Instant before, std::int64_t most) {
    connection_
        .query(
            "DELETE FROM remote_actor WHERE id IN (SELECT id FROM remote_actor r "
            "WHERE r.id NOT IN (SELECT actor FROM follower) AND r.id NOT IN (SELECT actor FROM "
            "following) "
            "AND r.id NOT IN (SELECT actor FROM severed) "
            "AND NOT EXISTS (SELECT 1 FROM object o WHERE o.actor = r.id) "
            "AND NOT EXISTS (SELECT 1 FROM reaction x WHERE x.actor = r.id) "
            "AND NOT EXISTS (SELECT 1 FROM quote_authorization q WHERE q.actor = r.id) "
            "AND NOT EXISTS (SELECT 1 FROM report p WHERE p.author = r.id AND p.state = 'open') "
            "AND r.fetched_at < max(?, coalesce((SELECT fetched_at FROM remote_actor "
            "ORDER BY fetched_at DESC LIMIT 1 OFFSET ?), 0)))")
        .arg(base::to_millis(before))
        .arg(most - 1)
        .run();
    connection_.query("DELETE FROM remote_key WHERE owner NOT IN (SELECT id FROM remote_actor)")
        .run();
}

void RetentionStore::forget_hosts() {
    connection_
        .query(
            "DELETE FROM peer_host WHERE host NOT IN (SELECT host FROM remote_actor) "
            "AND host NOT IN (SELECT host FROM delivery)")
        .run();
}

void RetentionStore::forget_severed(base::Instant before) {
    connection_.query("DELETE FROM severed WHERE at < ?").arg(base::to_millis(before)).run();
}

void RetentionStore::forget_reports(base::Instant before, std::int64_t most) {
    connection_.query("DELETE FROM report WHERE state = 'closed' AND closed_at < ?")
        .arg(base::to_millis(before))
        .run();
    connection_
        .query(
            "DELETE FROM report WHERE id IN (SELECT id FROM report WHERE state = 'closed' "
            "ORDER BY closed_at DESC, id DESC LIMIT -1 OFFSET ?)")
        .arg(most)
        .run();
}

void RetentionStore::forget_journal(base::Instant before, std::int64_t most) {
    connection_.query("DELETE FROM journal WHERE at < ? OR id <= (SELECT max(id) FROM journal) - ?")
        .arg(base::to_millis(before))
        .arg(most)
        .run();
}

void RetentionStore::forget_failures(base::Instant before, std::int64_t most) {
    connection_.query("DELETE FROM delivery WHERE state = 'failed' AND next_at < ?")
        .arg(base::to_millis(before))
        .run();
    connection_
        .query(
            "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE state = 'failed' "
            "ORDER BY next_at DESC, id DESC LIMIT -1 OFFSET ?)")
        .arg(most)
        .run();
    connection_.query("DELETE FROM job WHERE state = 'failed' AND run_at < ?")
        .arg(base::to_millis(before))
        .run();
}

void RetentionStore::forget_forms(base::Instant before) {
    connection_.query("DELETE FROM form_once WHERE at < ?").arg(base::to_millis(before)).run();
}

void RetentionStore::forget_join_requests(base::Instant before) {
    connection_.query("DELETE FROM join_request WHERE at < ?").arg(base::to_millis(before)).run();
}

// Of others; where we went ourselves is for ever.
void RetentionStore::forget_moves(base::Instant before, const std::string& base) {
    connection_.query("DELETE FROM moved WHERE at < ? AND NOT (actor >= ? AND actor < ?)")
        .arg(base::to_millis(before))
        .arg(base + "/")
        .arg(base + "0")  // the character after '/'
        .run();
}

void RetentionStore::limit_reactions(std::int64_t most) {
    connection_
        .query(
            "DELETE FROM reaction WHERE at < coalesce((SELECT at FROM reaction "
            "ORDER BY at DESC LIMIT 1 OFFSET ?), 0)")
        .arg(most - 1)
        .run();
}

void RetentionStore::limit_memory(std::int64_t undone, std::int64_t handled) {
    connection_
        .query(
            "DELETE FROM undone WHERE at < coalesce((SELECT at FROM undone "
            "ORDER BY at DESC LIMIT 1 OFFSET ?), 0)")
        .arg(undone - 1)
        .run();
    connection_
        .query(
            "DELETE FROM inbox WHERE state <> 'waiting' AND received_at < coalesce((SELECT "
            "received_at "
            "FROM inbox WHERE state <> 'waiting' ORDER BY received_at DESC LIMIT 1 OFFSET ?), 0)")
        .arg(handled - 1)
        .run();
}

}  // namespace essaim::federation
