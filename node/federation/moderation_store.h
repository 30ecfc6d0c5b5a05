// The tables of moderation: hidden things, relations that a block ended, the
// journal. SQL only; borrows a connection, the caller commits.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct HiddenThing {
    std::string id;  // IRI of an object or of an actor
    std::string reason;
    base::Instant at;
};

struct JournalLine {
    base::Instant at;
    std::string account;  // id, "cli" or "node"
    std::string action;   // "server.block"
    std::string detail;
};

class ModerationStore {
  public:
    explicit ModerationStore(storage::Connection& connection) : connection_(connection) {}

    void hide(const HiddenThing& thing);
    bool show(const std::string& id);  // false: it was not hidden
    std::vector<HiddenThing> hidden();

    void journal(const JournalLine& line);
    std::vector<JournalLine> journal(std::size_t limit);

    using Actors = std::vector<std::string>;
    Actors followers();
    Actors following();
    Actors severed();
    void sever(const std::string& actor, base::Instant now);  // both directions
    void mend(const std::string& actor);

    struct Listed {  // in the outbox collection, or kept back from it for now
        std::string activity;
        std::string json;
        bool kept_back = false;
    };
    std::vector<Listed> outbox();
    void keep_back(const std::string& activity, bool on);

    std::vector<std::string> delivery_hosts();
    void drop_deliveries(const std::string& host);

  private:
    Actors list(const char* sql);
    storage::Connection& connection_;
};

}  // namespace essaim::federation
