#include "node/federation/key_ring.h"

#include <functional>

namespace essaim::federation {

base::Guarded<KeyRing::Shard>& KeyRing::shard(std::string_view id) const {
    return shards_[std::hash<std::string_view>{}(id) % kShards];
}

KeyPointer KeyRing::find(const std::string& id) const {
    return shard(id).with([&](Shard& keys) -> KeyPointer {
        const auto found = keys.by_id.find(id);
        if (found == keys.by_id.end()) return nullptr;
        keys.by_use.splice(keys.by_use.begin(), keys.by_use, found->second);
        return found->second->second;
    });
}

void KeyRing::put(const std::string& id, KeyPointer key) {
    shard(id).with([&](Shard& keys) {
        if (const auto found = keys.by_id.find(id); found != keys.by_id.end()) {
            found->second->second = std::move(key);
            keys.by_use.splice(keys.by_use.begin(), keys.by_use, found->second);
            return;
        }
        if (keys.by_use.size() >= kKeysPerShard) {
            keys.by_id.erase(keys.by_use.back().first);
            keys.by_use.pop_back();
        }
        keys.by_use.emplace_front(id, std::move(key));
        keys.by_id.emplace(keys.by_use.front().first, keys.by_use.begin());
    });
}

void KeyRing::forget_owner(const std::string& owner) {
    for (auto& guarded : shards_) {
        guarded.with([&](Shard& keys) {
            for (auto entry = keys.by_use.begin(); entry != keys.by_use.end();) {
                if (entry->second->owner != owner) {
                    ++entry;
                    continue;
                }
                keys.by_id.erase(entry->first);
                entry = keys.by_use.erase(entry);
            }
        });
    }
}

}  // namespace essaim::federation
