#include "node/mail/thread_follow_store.h"

#include "node/storage/connection.h"

namespace essaim::mail {

bool ThreadFollowStore::has_room(const std::string& account) {
    auto query = connection_.query("SELECT count(*) FROM thread_follow WHERE account = ?");
    query.arg(account);
    query.step();
    return query.number(0) < kMostOfOne;
}

void ThreadFollowStore::add(const ThreadFollow& follow, base::Instant now) {
    connection_
        .query(
            "INSERT INTO thread_follow (id, account, thread, since) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (account, thread) DO NOTHING")
        .arg(follow.id)
        .arg(follow.account)
        .arg(follow.thread)
        .arg(base::to_millis(now))
        .run();
}

std::optional<ThreadFollow> ThreadFollowStore::find(const std::string& account,
                                                    const std::string& thread) {
    auto query = connection_.query("SELECT id FROM thread_follow WHERE account = ? AND thread = ?");
    query.arg(account).arg(thread);
    if (!query.step()) return std::nullopt;
    return ThreadFollow{query.text(0), account, thread};
}

std::vector<ThreadFollow> ThreadFollowStore::of(const std::string& account) {
    std::vector<ThreadFollow> all;
    auto query = connection_.query(
        "SELECT id, thread FROM thread_follow WHERE account = ? ORDER BY since DESC, id DESC");
    query.arg(account);
    while (query.step()) all.push_back({query.text(0), account, query.text(1)});
    return all;
}

void ThreadFollowStore::remove(const std::string& id) {
    connection_.query("DELETE FROM thread_follow WHERE id = ?").arg(id).run();
}

void ThreadFollowStore::remove(const std::string& account, const std::string& thread) {
    connection_.query("DELETE FROM thread_follow WHERE account = ? AND thread = ?")
        .arg(account)
        .arg(thread)
        .run();
}

std::vector<ThreadFollow> ThreadFollowStore::readers(const std::string& thread) {
    std::vector<ThreadFollow> all;
    auto query = connection_.query(
        "SELECT f.id, f.account, a.email, a.language FROM thread_follow f JOIN account a "
        "ON a.id = f.account WHERE f.thread = ? AND a.disabled_at IS NULL "
        "AND a.address_verified_at IS NOT NULL ORDER BY f.id");
    query.arg(thread);
    while (query.step()) {
        all.push_back({query.text(0), query.text(1), thread, query.text(2), query.text(3)});
    }
    return all;
}

std::vector<ThreadNews> ThreadFollowStore::news(std::size_t limit) {
    std::vector<ThreadNews> all;
    auto query = connection_.query(
        "SELECT n.object, n.thread FROM thread_news n LEFT JOIN thread_item t ON t.object = "
        "n.object ORDER BY n.thread, t.published, n.object LIMIT ?");
    query.arg(static_cast<std::int64_t>(limit));
    while (query.step()) all.push_back({query.text(0), query.text(1)});
    return all;
}

void ThreadFollowStore::told(const std::string& object) {
    connection_.query("DELETE FROM thread_news WHERE object = ?").arg(object).run();
}

}  // namespace essaim::mail
