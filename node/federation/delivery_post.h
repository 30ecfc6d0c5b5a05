// One delivery as an HTTP request, signed anew for every try: a fresh Date is
// part of what is signed (federation.md §4.1, case 25). Any thread.
#pragma once

#include <memory>
#include <string>

#include "node/base/clock.h"
#include "node/federation/delivery_lanes.h"
#include "node/federation/local_actors.h"
#include "node/net/http_client.h"

namespace essaim::federation {

using Body = std::shared_ptr<const std::string>;  // shared by all deliveries of an activity

net::HttpRequest delivery_request(const DueDelivery& delivery, const Body& body);
// Date, Digest and Signature for `url`; none if it is no address.
net::Headers delivery_signature(const std::string& url, const std::string& body,
                                activitypub::Scheme scheme, const LocalActor& sender,
                                base::Instant now);

}  // namespace essaim::federation
