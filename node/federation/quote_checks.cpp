#include "node/federation/quote_checks.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/quote.h"
#include "node/base/log.h"
#include "node/federation/object_store.h"
#include "node/federation/quotes.h"
#include "node/federation/signed_fetch.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kAttempts = 3;
constexpr auto kPause = 10min;

std::string held_author(const InboxParts& parts, const std::string& id) {
    auto reader = parts.database.read();
    const auto held = ObjectStore(*reader).find(id);
    return held && !held->deleted ? held->actor : std::string();
}

Result<std::string> author_of(const InboxParts& parts, const std::string& quoted) {
    if (auto held = held_author(parts, quoted); !held.empty()) return held;
    return activitypub::text(TRY(parts.fetch.fetch(quoted)), "attributedTo");
}

bool was_taken_back(const InboxParts& parts, const std::string& id, const std::string& author) {
    auto reader = parts.database.read();
    return ObjectStore(*reader).is_undone(id, author);
}

// The author who agreed.
Result<std::string> verified(const InboxParts& parts, const QuoteToCheck& quote) {
    auto author = TRY(author_of(parts, quote.quoted));
    if (!activitypub::same_origin(author, quote.quoted))
        return refuse(Fault::Forbidden, "written by nobody there: " + quote.quoted);
    if (quote.authorization.empty()) {
        if (author == held_author(parts, quote.object)) return author;
        return refuse(Fault::Forbidden, "quotes another without an authorization");
    }
    const auto document = TRY(parts.fetch.fetch(quote.authorization));
    const activitypub::QuoteAuthorization expected{quote.authorization, author, quote.object,
                                                   quote.quoted};
    if (TRY(activitypub::parse_quote_authorization(document)) != expected)
        return refuse(Fault::Forbidden, "the authorization is of other posts");
    if (was_taken_back(parts, quote.authorization, author))
        return refuse(Fault::Gone, "the authorization was taken back");
    return author;
}

}  // namespace

bool check_next_quote(const InboxParts& parts) {
    std::optional<QuoteToCheck> next;
    {
        auto reader = parts.database.read();
        next = Quotes(*reader).next_to_check(parts.clock.now());
    }
    if (!next) return false;
    const auto author = verified(parts, *next);
    if (!author) {
        base::log::info("quote not verified",
                        {{"object", next->object}, {"why", author.error().detail}});
    }
    const bool will_pass = !author && (author.error().fault == Fault::Unavailable ||
                                       author.error().fault == Fault::TooMany);
    std::ignore = parts.database.write([&](storage::Connection& connection) -> Result<void> {
        Quotes quotes(connection);
        if (will_pass && next->attempts + 1 < kAttempts) {
            const auto pause = next->attempts == 0 ? kPause : 6 * kPause;
            quotes.check_again(*next, parts.clock.now() + pause);
        } else {
            quotes.settle(*next, author.value_or(""));
        }
        return {};
    });
    return true;
}

}  // namespace essaim::federation
