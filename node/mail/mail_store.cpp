#include "node/mail/mail_store.h"

#include "node/storage/connection.h"

namespace essaim::mail {

void MailStore::add_content(const std::string& id, const Content& content) {
    connection_.query("INSERT INTO mail_content (id, subject, text, html) VALUES (?, ?, ?, ?)")
        .arg(id)
        .arg(content.subject)
        .arg(content.text)
        .arg(content.html)
        .run();
}

void MailStore::add(const std::string& id, const std::string& content, const Letter& letter,
                    base::Instant now) {
    connection_
        .query(
            "INSERT INTO mail (id, kind, recipient, content, unsubscribe, urgent, made_at, "
            "run_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .arg(id)
        .arg(letter.kind)
        .arg(letter.to)
        .arg(content)
        .arg(letter.unsubscribe)
        .arg(letter.urgent ? 1 : 0)
        .arg(base::to_millis(now))
        .arg(base::to_millis(now))
        .arg(base::to_millis(now + letter.valid))
        .run();
}

std::int64_t MailStore::count_waiting() {
    auto query = connection_.query("SELECT count(*) FROM mail WHERE state = 'waiting'");
    query.step();
    return query.number(0);
}

std::optional<Waiting> MailStore::next(base::Instant now) {
    auto query = connection_.query(
        "SELECT m.id, m.kind, m.recipient, m.unsubscribe, c.subject, c.text, c.html, m.made_at, "
        "m.attempts, m.urgent FROM mail m JOIN mail_content c ON c.id = m.content "
        "WHERE m.state = 'waiting' AND m.run_at <= ? ORDER BY m.urgent DESC, m.run_at LIMIT 1");
    query.arg(base::to_millis(now));
    if (!query.step()) return std::nullopt;
    return Waiting{.id = query.text(0),
                   .kind = query.text(1),
                   .to = query.text(2),
                   .unsubscribe = query.text(3),
                   .content = {query.text(4), query.text(5), query.text(6)},
                   .urgent = query.number(9) != 0,
                   .made = base::from_millis(query.number(7)),
                   .attempts = query.number(8)};
}

std::optional<base::Instant> MailStore::next_time() {
    auto query = connection_.query("SELECT min(run_at) FROM mail WHERE state = 'waiting'");
    if (!query.step() || query.is_null(0)) return std::nullopt;
    return base::from_millis(query.number(0));
}

void MailStore::hand_over(const std::string& id) {
    connection_.query("UPDATE mail SET state = 'handing' WHERE id = ?").arg(id).run();
}

void MailStore::take_back_unsure(const std::string& error) {
    connection_
        .query(
            "UPDATE mail SET state = 'unsure', error = ?, content = iif(urgent, NULL, content) "
            "WHERE state = 'handing'")
        .arg(error)
        .run();
}

void MailStore::sent(const std::string& id, base::Instant now) {
    connection_.query("DELETE FROM mail WHERE id = ?").arg(id).run();
    connection_.query("INSERT INTO mail_left (at) VALUES (?)").arg(base::to_millis(now)).run();
}

void MailStore::put_off(const std::string& id, base::Instant until, const std::string& error,
                        bool counts) {
    connection_
        .query(
            "UPDATE mail SET state = 'waiting', run_at = ?, error = ?, attempts = attempts + ? "
            "WHERE id = ?")
        .arg(base::to_millis(until))
        .arg(error)
        .arg(counts ? 1 : 0)
        .arg(id)
        .run();
}

void MailStore::fail(const std::string& id, const std::string& error, bool unsure) {
    // What somebody waited for holds a link: nothing of it stays.
    connection_
        .query(
            "UPDATE mail SET state = ?, error = ?, content = iif(urgent, NULL, content) "
            "WHERE id = ?")
        .arg(unsure ? "unsure" : "failed")
        .arg(error)
        .arg(id)
        .run();
}

void MailStore::expire(base::Instant now, const std::string& error) {
    connection_
        .query(
            "UPDATE mail SET state = 'failed', error = ?, content = NULL "
            "WHERE state = 'waiting' AND expires_at <= ?")
        .arg(error)
        .arg(base::to_millis(now))
        .run();
}

std::int64_t MailStore::left_since(base::Instant since) {
    connection_.query("DELETE FROM mail_left WHERE at <= ?").arg(base::to_millis(since)).run();
    auto query = connection_.query("SELECT count(*) FROM mail_left");
    query.step();
    return query.number(0);
}

std::optional<base::Instant> MailStore::first_left_since(base::Instant since) {
    auto query = connection_.query("SELECT min(at) FROM mail_left WHERE at > ?");
    query.arg(base::to_millis(since));
    if (!query.step() || query.is_null(0)) return std::nullopt;
    return base::from_millis(query.number(0));
}

std::vector<Stuck> MailStore::stuck(std::size_t limit) {
    std::vector<Stuck> found;
    auto query = connection_.query(
        "SELECT id, kind, recipient, error, made_at, state = 'unsure', content IS NOT NULL "
        "FROM mail WHERE state IN ('failed', 'unsure') ORDER BY made_at DESC, id LIMIT ?");
    query.arg(static_cast<std::int64_t>(limit));
    while (query.step()) {
        found.push_back({query.text(0), query.text(1), query.text(2), query.text(3),
                         base::from_millis(query.number(4)), query.number(5) != 0,
                         query.number(6) != 0});
    }
    return found;
}

MailCounts MailStore::counts() {
    MailCounts counts;
    auto query = connection_.query("SELECT state, count(*), min(made_at) FROM mail GROUP BY state");
    while (query.step()) {
        const auto state = query.text(0);
        if (state == "failed") counts.failed = query.number(1);
        if (state == "unsure") counts.unsure = query.number(1);
        if (state == "waiting") {
            counts.waiting = query.number(1);
            counts.oldest = base::from_millis(query.number(2));
        }
    }
    auto subscribers =
        connection_.query("SELECT count(*) FROM subscriber WHERE confirm_hash IS NULL");
    if (subscribers.step()) counts.subscribers = subscribers.number(0);
    return counts;
}

bool MailStore::retry(const std::string& id, base::Instant now, base::Instant expires) {
    return connection_
               .query(
                   "UPDATE mail SET state = 'waiting', run_at = ?, expires_at = ?, attempts = 0 "
                   "WHERE id = ? AND state IN ('failed', 'unsure') AND content IS NOT NULL")
               .arg(base::to_millis(now))
               .arg(base::to_millis(expires))
               .arg(id)
               .run() == 1;
}

void MailStore::drop(const std::string& id) {
    connection_.query("DELETE FROM mail WHERE id = ? AND state IN ('failed', 'unsure')")
        .arg(id)
        .run();
}

void MailStore::drop_for(const std::string& address, const std::string& kind) {
    connection_.query("DELETE FROM mail WHERE recipient = ? AND kind = ? AND state <> 'handing'")
        .arg(address)
        .arg(kind)
        .run();
}

bool MailStore::may_ask(const std::string& address_hash, base::Instant now, base::Instant since,
                        std::int64_t most) {
    auto query =
        connection_.query("SELECT count(*) FROM mail_asked WHERE address_hash = ? AND at > ?");
    query.arg(address_hash).arg(base::to_millis(since));
    query.step();
    if (query.number(0) >= most) return false;
    connection_.query("INSERT INTO mail_asked (address_hash, at) VALUES (?, ?)")
        .arg(address_hash)
        .arg(base::to_millis(now))
        .run();
    return true;
}

void MailStore::forget(base::Instant stuck_before, base::Instant asked_before) {
    connection_.query("DELETE FROM mail WHERE state IN ('failed', 'unsure') AND made_at < ?")
        .arg(base::to_millis(stuck_before))
        .run();
    connection_.query("DELETE FROM mail_asked WHERE at < ?")
        .arg(base::to_millis(asked_before))
        .run();
}

std::optional<std::string> MailStore::setting(const std::string& name) {
    auto query = connection_.query("SELECT value FROM setting WHERE name = ?");
    query.arg(name);
    if (!query.step()) return std::nullopt;
    return query.text(0);
}

void MailStore::put_in_letter(const std::string& url, base::Instant now) {
    connection_.query("INSERT OR IGNORE INTO in_letter (url, at) VALUES (?, ?)")
        .arg(url)
        .arg(base::to_millis(now))
        .run();
}

bool MailStore::was_in_letter(const std::string& url) {
    return connection_.query("SELECT 1 FROM in_letter WHERE url = ?").arg(url).step();
}

void MailStore::set_setting(const std::string& name, const std::string& value) {
    connection_
        .query(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET "
            "value = excluded.value")
        .arg(name)
        .arg(value)
        .run();
}

void MailStore::remove_setting(const std::string& name) {
    connection_.query("DELETE FROM setting WHERE name = ?").arg(name).run();
}

}  // namespace essaim::mail
