#include "node/federation/delivery_post.h"

#include "activitypub/iri.h"
#include "activitypub/media_type.h"
#include "activitypub/signatures/request_signature.h"

namespace essaim::federation {

namespace {

constexpr std::chrono::milliseconds kTimeout{15'000};
constexpr std::size_t kMostAnswer = 64 * 1024;

}  // namespace

net::HttpRequest delivery_request(const DueDelivery& delivery, const Body& body) {
    net::HttpRequest request;
    request.method = "POST";
    request.url = delivery.inbox;
    request.headers = {{"Content-Type", std::string(activitypub::kActivityJson)}};
    request.body = *body;
    request.max_bytes = kMostAnswer;
    request.timeout = kTimeout;
    return request;
}

net::Headers delivery_signature(const std::string& url, const std::string& body,
                                activitypub::Scheme scheme, const LocalActor& sender,
                                base::Instant now) {
    const auto iri = activitypub::parse_iri(url);
    if (!iri) return {};
    const activitypub::HttpMessage message{
        .method = "POST",
        .target = iri->target(),
        .scheme = iri->scheme,
        .authority = iri->host,
        .headers = {{"host", iri->host},
                    {"content-type", std::string(activitypub::kActivityJson)}},
        .body = body};
    return activitypub::sign_request(message, scheme, sender.key_id(), sender.rsa, now);
}

}  // namespace essaim::federation
