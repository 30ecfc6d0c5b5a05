#include "node/federation/delivery_post.h"

#include "activitypub/iri.h"
#include "activitypub/media_type.h"
#include "activitypub/signatures/request_signature.h"
#include "node/federation/delivery_bodies.h"
#include "node/federation/delivery_store.h"
#include "node/federation/followers_digest.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

constexpr std::chrono::milliseconds kTimeout{15'000};
constexpr std::size_t kMostAnswer = 64 * 1024;
constexpr const char* kSynchronization = "Collection-Synchronization";

}  // namespace

Outgoing outgoing_of(const DueDelivery& delivery, const LocalActor& sender, Bodies& bodies,
                     storage::Connection& connection) {
    const auto found = bodies.of(delivery.activity, connection);
    Outgoing outgoing{
        .body = found.body, .key_id = sender.key_id(), .key = &sender.rsa, .synchronization = {}};
    if (sender.previous && DeliveryStore(connection).is_waiting(sender.rotation, delivery.host)) {
        outgoing.key_id = sender.previous_key_id();
        outgoing.key = &sender.previous->rsa;
    }
    if (found.followers_only) {
        outgoing.synchronization = synchronization_header(connection, sender, delivery.inbox);
    }
    return outgoing;
}

net::HttpRequest delivery_request(const DueDelivery& delivery, const Outgoing& outgoing) {
    net::HttpRequest request;
    request.method = "POST";
    request.url = delivery.inbox;
    request.headers = {{"Content-Type", std::string(activitypub::kActivityJson)}};
    if (!outgoing.synchronization.empty()) {
        request.headers.emplace_back(kSynchronization, outgoing.synchronization);
    }
    request.body = *outgoing.body;
    request.max_bytes = kMostAnswer;
    request.timeout = kTimeout;
    return request;
}

net::Headers delivery_signature(const std::string& url, const Outgoing& outgoing,
                                activitypub::Scheme scheme, base::Instant now) {
    const auto iri = activitypub::parse_iri(url);
    if (!iri) return {};
    activitypub::HttpMessage message{
        .method = "POST",
        .target = iri->target(),
        .scheme = iri->scheme,
        .authority = iri->host,
        .headers = {{"host", iri->host}, {"content-type", std::string(activitypub::kActivityJson)}},
        .body = *outgoing.body};
    if (!outgoing.synchronization.empty()) {
        message.headers.emplace_back("collection-synchronization", outgoing.synchronization);
    }
    return activitypub::sign_request(message, scheme, outgoing.key_id, *outgoing.key, now);
}

}  // namespace essaim::federation
