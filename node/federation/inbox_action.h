// What one incoming activity means: prepare() finds out whether its actor may
// do it, fetching what is missing; perform() does it inside the transaction
// that also marks it done. The order is that of federation.md §5.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "activitypub/vocabulary/activity.h"
#include "activitypub/vocabulary/actor.h"
#include "node/base/error.h"
#include "node/federation/inbox.h"

namespace essaim::federation {

enum class Network { No, Yes };
inline constexpr std::string_view kNeedsNetwork = "needs the network";

struct Prepared {
    activitypub::Activity activity;
    std::shared_ptr<const nlohmann::json> object;  // embedded or fetched; null if none
    std::string object_type;
    std::string stored_author;  // of the object, as we hold it; "" if unknown
    bool proven = false;        // carries its actor's own proof: may be passed on
    std::string objection;      // to a QuoteRequest; "" if there is none
    enum class Kind {
        Ignore,
        Follow,
        Answer,
        Undo,
        Publish,
        Delete,
        DeleteActor,
        Block,
        Flag,
        React,
        Move,
        Quote
    } kind = Kind::Ignore;
};

Result<Prepared> prepare(const InboxParts& parts, const std::string& actor, const std::string& body,
                         Network network);
Result<void> perform(const InboxParts& parts, storage::Connection& connection,
                     const Prepared& prepared);

}  // namespace essaim::federation
