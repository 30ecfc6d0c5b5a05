// The rows that expire: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct OldObject {
    std::string id;
    std::int64_t received = 0;  // milliseconds
    bool followed = false;      // by an actor whom we follow
};

class RetentionStore {
  public:
    explicit RetentionStore(storage::Connection& connection) : connection_(connection) {}

    // Others' objects, oldest first, from behind this one on.
    std::vector<OldObject> objects_after(std::int64_t received, const std::string& id,
                                         base::Instant before, std::size_t limit);
    // When the oldest of the newest `most` came; 0 if there are not so many.
    std::int64_t received_within(std::int64_t most);
    // It answers one of ours or is answered by one, however far up or down.
    bool is_in_talk_with_ours(const std::string& id);
    bool has_reaction_of(const std::string& id, const std::string& host);
    void remove_object(const std::string& id);

    void forget_tombstones(base::Instant before);
    void forget_profiles(base::Instant before, std::int64_t most);
    void forget_hosts();  // nobody there, nothing waiting
    void forget_severed(base::Instant before);
    void forget_reports(base::Instant before, std::int64_t most);
    void forget_journal(base::Instant before, std::int64_t most);
    void forget_failures(base::Instant before, std::int64_t most);
    void forget_forms(base::Instant before);
    void forget_join_requests(base::Instant before);
    void forget_moves(base::Instant before, const std::string& base);
    void limit_reactions(std::int64_t most);
    void limit_memory(std::int64_t undone, std::int64_t handled);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::federation
