#include "node/federation/authenticate.h"

#include "activitypub/iri.h"
#include "activitypub/signatures/request_signature.h"
#include "node/federation/domain_policy.h"
#include "node/federation/remote_actors.h"

namespace essaim::federation {

namespace {

activitypub::HttpMessage message_of(const web::Request& request, const LocalActors& actors) {
    const auto scheme = actors.base().substr(0, actors.base().find(':'));
    return {request.method, request.target, scheme, actors.host(), request.headers, request.body};
}

}  // namespace

std::string claimed_host(const web::Request& request, const LocalActors& actors) {
    const auto claimed = activitypub::claimed_signature(message_of(request, actors));
    return claimed ? activitypub::host_of(claimed->key_id) : "";
}

bool claims_blocked_key(const web::Request& request, const LocalActors& actors,
                        const DomainPolicy& policy) {
    if (!request.header("signature")) return false;
    const auto claimed = activitypub::claimed_signature(message_of(request, actors));
    return claimed && policy.blocks(activitypub::host_of(claimed->key_id));
}

bool is_signed_by_us(const web::Request& request, const LocalActors& actors, base::Instant now) {
    const auto message = message_of(request, actors);
    const auto claimed = activitypub::claimed_signature(message);
    if (!claimed) return false;
    const auto* actor = actors.by_id(activitypub::without_fragment(claimed->key_id));
    return actor != nullptr && claimed->key_id == actor->key_id() &&
           activitypub::verify_request(message, *claimed, actor->rsa.public_key(), now).has_value();
}

Result<Authentication> authenticate(const web::Request& request, const LocalActors& actors,
                                    const RemoteActors& remote, const DomainPolicy& policy,
                                    base::Instant now) {
    const auto message = message_of(request, actors);
    auto claimed = activitypub::claimed_signature(message);
    if (!claimed) return refuse(Fault::Unauthorized, claimed.error().detail);
    const auto host = activitypub::host_of(claimed->key_id);
    if (host.empty()) return refuse(Fault::Unauthorized, "keyId is no address");
    if (policy.blocks(host)) return refuse(Fault::Forbidden, "blocked server " + host);
    const auto known = remote.key(claimed->key_id);
    if (!known) return Authentication{Authentication::Outcome::KeyUnknown, claimed->key_id, ""};
    if (policy.blocks(activitypub::host_of(known->owner)))
        return refuse(Fault::Forbidden, "blocked server");
    auto verified = activitypub::verify_request(message, *claimed, known->key, now);
    if (verified)
        return Authentication{Authentication::Outcome::Verified, claimed->key_id, known->owner};
    if (verified.error().detail == "the signature does not verify") {
        return Authentication{Authentication::Outcome::KeyStale, claimed->key_id, known->owner};
    }
    return refuse(Fault::Unauthorized, verified.error().detail);
}

}  // namespace essaim::federation
