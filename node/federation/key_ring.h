// Public keys of other servers, parsed, in memory: parsing one costs more than
// using it. Sharded and bounded; what was not used for long goes first. A miss
// only means that the database must be asked. Any thread.
#pragma once

#include <array>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "activitypub/signatures/key.h"
#include "node/base/clock.h"
#include "node/base/guarded.h"

namespace essaim::federation {

struct KnownKey {
    std::string owner;  // the actor whose own document lists this key
    activitypub::PublicKey key;
    base::Instant fetched;
};
using KeyPointer = std::shared_ptr<const KnownKey>;

class KeyRing {
  public:
    KeyPointer find(const std::string& id) const;
    void put(const std::string& id, KeyPointer key);
    void forget_owner(const std::string& owner);

  private:
    static constexpr std::size_t kShards = 16;
    static constexpr std::size_t kKeysPerShard = 1024;
    using Entry = std::pair<std::string, KeyPointer>;
    struct Shard {
        std::list<Entry> by_use;  // latest first
        std::unordered_map<std::string_view, std::list<Entry>::iterator>
            by_id;  // views into by_use
    };
    base::Guarded<Shard>& shard(std::string_view id) const;
    mutable std::array<base::Guarded<Shard>, kShards> shards_;
};

}  // namespace essaim::federation
