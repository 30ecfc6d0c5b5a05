#include "node/federation/notice_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/base/text.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kMostTags = 100;  // looked at (security.md D1)

bool mentions_us(const nlohmann::json& object, const LocalActors& actors) {
    std::size_t looked_at = 0;
    for (const auto* tag : activitypub::values(object, "tag")) {
        if (++looked_at > kMostTags) return false;
        if (tag->is_object() && activitypub::text(*tag, "type") == "Mention" &&
            actors.by_id(activitypub::text(*tag, "href")) != nullptr) {
            return true;
        }
    }
    return false;
}

}  // namespace

void NoticeStore::add_mention(const nlohmann::json& object, const LocalActors& actors,
                              base::Instant now) {
    if (!activitypub::text_or_id(object, "inReplyTo").empty()) return;
    if (!mentions_us(object, actors)) return;
    connection_
        .query(
            "INSERT INTO notice (kind, local_name, actor, object, about, at) "
            "VALUES ('mention', '', ?, ?, '', ?) ON CONFLICT DO NOTHING")
        .arg(activitypub::text_or_id(object, "attributedTo"))
        .arg(activitypub::text(object, "id"))
        .arg(base::to_millis(now))
        .run();
}

std::vector<StoredNotice> NoticeStore::newest(std::size_t limit) {
    std::vector<StoredNotice> all;
    auto query = connection_.query(
        "SELECT id, kind, local_name, actor, object, about, at FROM notice ORDER BY id DESC "
        "LIMIT ?");
    query.arg(static_cast<std::int64_t>(limit));
    while (query.step()) {
        all.push_back({query.number(0), query.text(1), query.text(2), query.text(3), query.text(4),
                       query.text(5), base::from_millis(query.number(6))});
    }
    return all;
}

NoticeReader NoticeStore::reader(const std::string& account) {
    NoticeReader reader;
    auto query = connection_.query("SELECT seen, unwanted FROM notice_reader WHERE account = ?");
    query.arg(account);
    if (!query.step()) return reader;
    reader.seen = query.number(0);
    const auto unwanted = query.text(1);
    for (const auto kind : base::split(unwanted, ',')) {
        if (!kind.empty()) reader.unwanted.emplace(kind);
    }
    return reader;
}

void NoticeStore::see(const std::string& account, std::int64_t until) {
    connection_
        .query(
            "UPDATE notice_reader SET seen = max(seen, min(?, (SELECT coalesce(max(id), 0) FROM "
            "notice))) WHERE account = ?")
        .arg(until)
        .arg(account)
        .run();
}

void NoticeStore::choose(const std::string& account, const std::set<std::string>& unwanted) {
    std::string list;
    for (const auto& kind : unwanted) list += kind + ",";
    connection_.query("UPDATE notice_reader SET unwanted = ? WHERE account = ?")
        .arg(list)
        .arg(account)
        .run();
}

std::string NoticeStore::account_of(const std::string& local_name) {
    auto query = connection_.query("SELECT coalesce(account, '') FROM local_actor WHERE name = ?");
    query.arg(local_name);
    return query.step() ? query.text(0) : std::string();
}

std::string NoticeStore::document(const std::string& object) {
    auto query = connection_.query("SELECT json FROM object WHERE id = ? AND deleted IS NULL");
    query.arg(object);
    return query.step() ? query.text(0) : std::string();
}

}  // namespace essaim::federation
