#include "node/federation/threads.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kMostAdopted = 1000;

std::vector<ThreadItem> read(storage::Query query) {
    std::vector<ThreadItem> items;
    while (query.step()) {
        items.push_back(
            {query.text(0), query.text(1), query.text(2), base::from_millis(query.number(3))});
    }
    return items;
}

std::string swapped(const std::string& iri, const std::string& from, const std::string& to) {
    if (!iri.starts_with(from) || iri.size() == from.size()) return {};
    return to + iri.substr(from.size());
}

}  // namespace

std::string Threads::thread_begun_by(const std::string& base, const std::string& object) {
    return swapped(object, base + "/o/", base + "/t/");
}

std::string Threads::beginning_of(const std::string& base, const std::string& thread) {
    return swapped(thread, base + "/t/", base + "/o/");
}

bool Threads::is_thread(const std::string& iri) {
    const auto beginning = beginning_of(base_, iri);
    if (beginning.empty()) return false;
    return connection_.query("SELECT 1 FROM thread_item WHERE object = ? AND thread = ?")
        .arg(beginning)
        .arg(iri)
        .step();
}

bool Threads::has_room(const std::string& thread) {
    return !connection_
                .query(
                    "SELECT 1 FROM thread_item WHERE thread = ? AND thread <> '' "
                    "LIMIT 1 OFFSET ?")
                .arg(thread)
                .arg(kMostPerThread - 1)
                .step();
}

// The thread its author says it belongs to, if that is one of ours.
std::string Threads::claimed(const nlohmann::json& object) {
    for (const auto* name : {"context", "conversation"}) {
        if (auto iri = activitypub::text_or_id(object, name); is_thread(iri)) return iri;
    }
    return {};
}

std::string Threads::thread_of(const std::string& object) {
    auto query = connection_.query("SELECT thread FROM thread_item WHERE object = ?").arg(object);
    auto thread = query.step() ? query.text(0) : std::string();
    return is_thread(thread) ? thread : std::string();
}

void Threads::place(const nlohmann::json& object, base::Instant now) {
    const auto id = activitypub::text(object, "id");
    const auto parent = activitypub::text_or_id(object, "inReplyTo");
    auto thread = parent.empty() ? thread_begun_by(base_, id) : thread_of(parent);
    if (thread.empty()) thread = claimed(object);
    if (!thread.empty() && !has_room(thread)) thread.clear();
    // What claims to come from the future counts from now.
    const auto published =
        std::min<base::Instant>(activitypub::date(object, "published").value_or(now), now);
    connection_
        .query(
            "INSERT INTO thread_item (object, actor, parent, thread, published) "
            "VALUES (?,?,?,?,?) ON CONFLICT (object) DO UPDATE SET parent = excluded.parent, "
            "thread = excluded.thread")
        .arg(id)
        .arg(activitypub::text_or_id(object, "attributedTo"))
        .arg(parent)
        .arg(thread)
        .arg(base::to_millis(published))
        .run();
    if (!thread.empty()) adopt(id, thread);
}

void Threads::adopt(const std::string& object, const std::string& thread) {
    std::vector<std::string> parents = {object};
    for (std::size_t at = 0; at < parents.size() && parents.size() < kMostAdopted; ++at) {
        const auto before = parents.size();
        {
            auto query = connection_
                             .query(
                                 "SELECT object FROM thread_item WHERE parent = ? "
                                 "AND parent <> '' AND thread <> ? LIMIT 200")
                             .arg(parents[at])
                             .arg(thread);
            while (query.step()) parents.push_back(query.text(0));
        }
        for (auto i = before; i < parents.size(); ++i) {
            connection_.query("UPDATE thread_item SET thread = ? WHERE object = ?")
                .arg(thread)
                .arg(parents[i])
                .run();
        }
    }
}

std::vector<ThreadItem> Threads::items(const std::string& thread) {
    return read(connection_
                    .query("SELECT object, actor, parent, published FROM thread_item "
                           "WHERE thread = ? AND thread <> '' ORDER BY published, object")
                    .arg(thread));
}

std::vector<ThreadItem> Threads::replies(const std::string& object) {
    return read(connection_
                    .query("SELECT object, actor, parent, published FROM thread_item "
                           "WHERE parent = ? AND parent <> '' ORDER BY published, object "
                           "LIMIT 10000")
                    .arg(object));
}

}  // namespace essaim::federation
