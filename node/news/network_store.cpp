#include "node/news/network_store.h"

#include <algorithm>

#include "node/news/post_store.h"
#include "node/storage/connection.h"

namespace essaim::news {

namespace {

constexpr std::int64_t kMostRead = 2000;  // to find those that are in sight

NetworkItem* find(std::vector<NetworkItem>& items, const std::string& id) {
    const auto found = std::ranges::find(items, id, [](const auto& item) { return item.post.id; });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

void NetworkStore::add_written(std::vector<NetworkItem>& items, std::size_t limit,
                               const federation::Sight& sight) {
    auto query = connection_
                     .query(
                         "SELECT id, author FROM post WHERE state = 'published' AND local = 0 "
                         "AND in_reply_to IS NULL AND author IN "
                         "(SELECT actor FROM following WHERE state = 'accepted') "
                         "ORDER BY published DESC LIMIT ?")
                     .arg(kMostRead);
    PostStore store(connection_);
    while (items.size() < limit && query.step()) {
        const auto id = query.text(0);
        if (!sight.sees({.id = id, .author = query.text(1)})) continue;
        if (auto post = store.by_id(id)) items.push_back({*post, post->published, {}});
    }
}

void NetworkStore::add_shared(std::vector<NetworkItem>& items, std::size_t limit,
                              const federation::Sight& sight) {
    auto query = connection_
                     .query(
                         "SELECT r.object, r.actor, r.at, p.author FROM reaction r "
                         "CROSS JOIN post p ON p.id = r.object WHERE r.kind = 'boost' "
                         "AND p.local = 0 AND p.state = 'published' AND r.actor IN "
                         "(SELECT actor FROM following WHERE state = 'accepted') "
                         "ORDER BY r.at DESC LIMIT ?")
                     .arg(kMostRead);
    PostStore store(connection_);
    for (std::size_t added = 0; added < limit && query.step();) {
        const auto id = query.text(0);
        const auto by = query.text(1);
        if (!sight.sees_actor(by) || !sight.sees({.id = id, .author = query.text(3)})) continue;
        if (auto* known = find(items, id)) {
            if (known->post.author != by) known->shared_by.push_back(by);
            continue;
        }
        if (auto post = store.by_id(id)) {
            items.push_back({*post, base::from_millis(query.number(2)), {by}});
            ++added;
        }
    }
}

std::vector<NetworkItem> NetworkStore::newest(std::size_t limit, const federation::Sight& sight) {
    std::vector<NetworkItem> items;
    add_written(items, limit, sight);
    add_shared(items, limit, sight);
    std::ranges::stable_sort(items, std::greater{}, &NetworkItem::at);
    if (items.size() > limit) items.resize(limit);
    return items;
}

}  // namespace essaim::news
