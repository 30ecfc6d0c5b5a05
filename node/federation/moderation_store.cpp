#include "node/federation/moderation_store.h"

#include "node/storage/connection.h"

namespace essaim::federation {

void ModerationStore::hide(const HiddenThing& thing) {
    connection_
        .query(
            "INSERT INTO hidden (id, reason, at) VALUES (?,?,?) "
            "ON CONFLICT (id) DO UPDATE SET reason = excluded.reason")
        .arg(thing.id)
        .arg(thing.reason)
        .arg(base::to_millis(thing.at))
        .run();
}

bool ModerationStore::show(const std::string& id) {
    return connection_.query("DELETE FROM hidden WHERE id = ?").arg(id).run() > 0;
}

std::vector<HiddenThing> ModerationStore::hidden() {
    std::vector<HiddenThing> all;
    auto query = connection_.query("SELECT id, reason, at FROM hidden ORDER BY at DESC, id");
    while (query.step()) {
        all.push_back({query.text(0), query.text(1), base::from_millis(query.number(2))});
    }
    return all;
}

void ModerationStore::journal(const JournalLine& line) {
    connection_.query("INSERT INTO journal (at, account, action, detail) VALUES (?,?,?,?)")
        .arg(base::to_millis(line.at))
        .arg(line.account)
        .arg(line.action)
        .arg(line.detail)
        .run();
}

std::vector<JournalLine> ModerationStore::journal(std::size_t limit) {
    std::vector<JournalLine> lines;
    auto query =
        connection_
            .query("SELECT at, account, action, detail FROM journal ORDER BY id DESC LIMIT ?")
            .arg(static_cast<std::int64_t>(limit));
    while (query.step()) {
        lines.push_back(
            {base::from_millis(query.number(0)), query.text(1), query.text(2), query.text(3)});
    }
    return lines;
}

ModerationStore::Actors ModerationStore::list(const char* sql) {
    Actors all;
    auto query = connection_.query(sql);
    while (query.step()) all.push_back(query.text(0));
    return all;
}

ModerationStore::Actors ModerationStore::followers() {
    return list("SELECT DISTINCT actor FROM follower ORDER BY actor");
}

ModerationStore::Actors ModerationStore::following() {
    return list("SELECT DISTINCT actor FROM following ORDER BY actor");
}

ModerationStore::Actors ModerationStore::severed() {
    return list("SELECT DISTINCT actor FROM severed ORDER BY actor");
}

void ModerationStore::sever(const std::string& actor, base::Instant now) {
    connection_
        .query(
            "INSERT OR REPLACE INTO severed "
            "SELECT local_name, actor, 'follower', activity, '', since, ? FROM follower "
            "WHERE actor = ? UNION ALL "
            "SELECT local_name, actor, 'following', activity, state, since, ? FROM following "
            "WHERE actor = ?")
        .arg(base::to_millis(now))
        .arg(actor)
        .arg(base::to_millis(now))
        .arg(actor)
        .run();
    connection_.query("DELETE FROM follower WHERE actor = ?").arg(actor).run();
    connection_.query("DELETE FROM following WHERE actor = ?").arg(actor).run();
}

void ModerationStore::mend(const std::string& actor) {
    connection_
        .query(
            "INSERT OR IGNORE INTO follower (local_name, actor, activity, since) "
            "SELECT local_name, actor, activity, since FROM severed "
            "WHERE actor = ? AND direction = 'follower'")
        .arg(actor)
        .run();
    connection_
        .query(
            "INSERT OR IGNORE INTO following (local_name, actor, activity, state, since) "
            "SELECT local_name, actor, activity, state, since FROM severed "
            "WHERE actor = ? AND direction = 'following'")
        .arg(actor)
        .run();
    connection_.query("DELETE FROM severed WHERE actor = ?").arg(actor).run();
}

// outbox.public: 0 was never listed, 1 is, 2 would be.
std::vector<ModerationStore::Listed> ModerationStore::outbox() {
    std::vector<Listed> rows;
    auto query = connection_.query(
        "SELECT b.activity, o.json, b.public FROM outbox b JOIN object o ON o.id = b.activity "
        "WHERE b.public > 0 AND o.deleted IS NULL");
    while (query.step()) rows.push_back({query.text(0), query.text(1), query.number(2) == 2});
    return rows;
}

void ModerationStore::keep_back(const std::string& activity, bool on) {
    connection_.query("UPDATE outbox SET public = ? WHERE activity = ?")
        .arg(on ? 2 : 1)
        .arg(activity)
        .run();
}

std::vector<std::string> ModerationStore::delivery_hosts() {
    return list("SELECT DISTINCT host FROM delivery");
}

void ModerationStore::drop_deliveries(const std::string& host) {
    connection_.query("DELETE FROM delivery WHERE host = ?").arg(host).run();
}

}  // namespace essaim::federation
