#include "node/federation/signed_get.h"

#include "node/federation/authenticate.h"
#include "node/federation/remote_actors.h"

namespace essaim::federation {

namespace {

web::Response refused(int status) {
    return web::Response::text(
               status, status == 403 ? "Not welcome here.\n" : "A valid signature is needed.\n")
        .with("Cache-Control", "private, no-store")
        .with("Vary", "Accept, Signature");
}

}  // namespace

std::expected<std::string, web::Response> signer_of(const web::Request& request,
                                                    const InboxParts& parts, InboxLimits& limits) {
    using Outcome = Authentication::Outcome;
    const auto who =
        authenticate(request, parts.actors, parts.remote, parts.policy, parts.clock.now());
    if (!who) return std::unexpected(refused(who.error().fault == Fault::Forbidden ? 403 : 401));
    if (who->outcome == Outcome::Verified) return who->owner;
    const bool unknown = who->outcome == Outcome::KeyUnknown;
    if (unknown ? parts.remote.failure(who->key_id).has_value()
                : !parts.remote.may_refetch(who->key_id)) {
        return std::unexpected(refused(401));
    }
    if (!parts.remote.is_being_fetched(who->key_id)) {
        if (auto too_many = limits.for_key(request.client))
            return std::unexpected(std::move(*too_many));
    }
    auto response = web::Response::text(503, "Try again later.\n").with("Retry-After", "30");
    response.wait = std::make_shared<web::Wait>();
    response.parked = true;
    parts.remote.fetch_key(who->key_id, [wait = response.wait](const Result<void>& outcome) {
        const bool later = !outcome && outcome.error().fault == Fault::Unavailable;
        wait->finish(later ? web::Wait::Outcome::Fail : web::Wait::Outcome::Retry);
    });
    return std::unexpected(std::move(response));
}

}  // namespace essaim::federation
