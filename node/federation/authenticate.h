// Who sent this request? Verifies the signature with a key that the claimed
// actor's own document lists. Never fetches: a key that is not known is asked
// for elsewhere while the request waits (security.md §0.3). Any thread.
#pragma once

#include <string>

#include "activitypub/signatures/http_message.h"
#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/local_actors.h"
#include "node/web/request.h"

namespace essaim::federation {

class DomainPolicy;
class RemoteActors;

struct Authentication {
    enum class Outcome {
        Verified,    // `owner` signed it
        KeyUnknown,  // `key_id` must be fetched
        KeyStale,    // does not verify with the key we hold: fetch it once more
    };
    Outcome outcome = Outcome::Verified;
    std::string key_id;
    std::string owner;
};

// Faults: Unauthorized (no or wrong signature), Forbidden (blocked server).
Result<Authentication> authenticate(const web::Request& request, const LocalActors& actors,
                                    const RemoteActors& remote, const DomainPolicy& policy,
                                    base::Instant now);

// Of the key the request names, unverified; "" if it names none.
std::string claimed_host(const web::Request& request, const LocalActors& actors);

// Signed with the present key of one of ours: our own word that comes back.
bool is_signed_by_us(const web::Request& request, const LocalActors& actors, base::Instant now);

// Does the request say it comes from a blocked server? Nothing is verified or
// fetched: whoever claims to be blocked may be treated so (A11).
bool claims_blocked_key(const web::Request& request, const LocalActors& actors,
                        const DomainPolicy& policy);

}  // namespace essaim::federation
