// One delivery as an HTTP request, signed anew for every try: a fresh Date is
// part of what is signed (federation.md §4.1, case 25). Any thread.
#pragma once

#include <memory>
#include <string>

#include "node/base/clock.h"
#include "node/federation/delivery_lanes.h"
#include "node/federation/local_actors.h"
#include "node/net/http_client.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

class Bodies;

using Body = std::shared_ptr<const std::string>;  // shared by all deliveries of an activity

struct Outgoing {
    Body body;  // null: withdrawn
    std::string key_id;
    const activitypub::PrivateKey* key = nullptr;  // of an actor, which is kept to the end
    std::string synchronization;  // FEP-8fcf, of what only followers may read; or ""
};

// Until the announcement of a new key has arrived at a host, all that goes
// there is signed with the old one; afterwards nothing is (case 26).
Outgoing outgoing_of(const DueDelivery& delivery, const LocalActor& sender, Bodies& bodies,
                     storage::Connection& connection);

net::HttpRequest delivery_request(const DueDelivery& delivery, const Outgoing& outgoing);
// Date, Digest and Signature for `url`; none if it is no address.
net::Headers delivery_signature(const std::string& url, const Outgoing& outgoing,
                                activitypub::Scheme scheme, base::Instant now);

}  // namespace essaim::federation
