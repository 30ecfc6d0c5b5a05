#include "node/federation/verbs/refresh.h"

#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "activitypub/vocabulary/quote.h"
#include "node/federation/quotes.h"
#include "node/storage/connection.h"

namespace essaim::federation::verbs {

Result<void> refresh(const InboxParts& parts, storage::Connection& connection,
                     const Prepared& prepared, const StoredObject& held) {
    const auto& object = *prepared.object;
    const auto now = parts.clock.now();
    const auto before = nlohmann::json::parse(held.json, nullptr, false);
    const auto quoted = activitypub::quoted_by(object);
    if (!quoted.empty() && quoted == activitypub::quoted_by(before))
        Quotes(connection).place(object, parts.actors.base(), now);
    if (held.type != "Question" || prepared.object_type != "Question") return {};
    const auto* handler = parts.registry.find("Recount", "Question");
    if (handler == nullptr) return {};
    return (*handler)(connection, {prepared.activity, &object, held.type, now});
}

}  // namespace essaim::federation::verbs
