#include "node/federation/own_quotes.h"

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/vocabulary/quote.h"
#include "activitypub/vocabulary/terms.h"
#include "node/federation/object_store.h"
#include "node/federation/outbox.h"
#include "node/federation/quotes.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

Result<void> revoke_quote(storage::Database& database, const LocalActors& actors, Outbox& outbox,
                          const std::string& authorization, base::Instant now) {
    return database.write([&](storage::Connection& connection) -> Result<void> {
        Quotes quotes(connection);
        const auto granted = quotes.granted(authorization);
        const auto post = granted ? ObjectStore(connection).find(granted->post) : std::nullopt;
        const auto* author = post ? actors.by_id(post->actor) : nullptr;
        if (author == nullptr || !quotes.revoke(authorization, now))
            return refuse(Fault::NotFound, "no such authorization in force");
        return outbox.publish(connection,
                              activitypub::make_activity(
                                  outbox.new_activity_id(now), "Delete", author->id,
                                  activitypub::make_quote_authorization(
                                      {granted->id, author->id, granted->quoting, granted->post}),
                                  {std::string(activitypub::kPublic)},
                                  {author->id + "/followers", granted->actor}, now),
                              Listing::Unlisted, now);
    });
}

}  // namespace essaim::federation
