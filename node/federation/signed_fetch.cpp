#include "node/federation/signed_fetch.h"

#include <nlohmann/json.hpp>

#include "activitypub/authority.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/json_guard.h"
#include "activitypub/media_type.h"
#include "activitypub/signatures/request_signature.h"
#include "node/federation/domain_policy.h"

namespace essaim::federation {

namespace {
constexpr int kRedirects = 3;
}

Result<void> SignedFetch::may_ask(const std::string& url) const {
    const auto host = activitypub::host_of(url);
    if (host.empty()) return refuse(Fault::Malformed, "not an address: " + url);
    if (policy_.blocks(host)) return refuse(Fault::Forbidden, "blocked host " + host);
    if (host == actors_.host())
        return refuse(Fault::Forbidden, "a node does not fetch from itself");
    if (!budget_.spend(host)) return refuse(Fault::Unavailable, "asked too often: " + host);
    return {};
}

Result<net::HttpRequest> SignedFetch::request(const std::string& url) const {
    TRY(may_ask(url));
    net::HttpRequest request;
    request.url = std::string(activitypub::without_fragment(url));
    request.headers = {{"Accept", std::string(activitypub::kAcceptActivityJson)}};
    request.redirects = kRedirects;
    request.allow = [this](const std::string& hop) { return may_ask(hop); };
    request.sign = [this](const std::string& hop) -> net::Headers {
        const auto iri = activitypub::parse_iri(hop);
        if (!iri) return {};
        activitypub::HttpMessage message{"GET",     iri->target(),         iri->scheme,
                                         iri->host, {{"host", iri->host}}, {}};
        const auto& node = actors_.node();
        const bool old = node.previous && uses_old_key_ && uses_old_key_(node, iri->host);
        return activitypub::sign_request(message, activitypub::Scheme::Cavage,
                                         old ? node.previous_key_id() : node.key_id(),
                                         old ? node.previous->rsa : node.rsa, clock_.now());
    };
    return request;
}

Result<nlohmann::json> SignedFetch::document(const net::HttpAnswer& answer) {
    if (answer.status == 410) return refuse(Fault::Gone, "gone: " + answer.url);
    if (answer.status == 404) return refuse(Fault::NotFound, "not found: " + answer.url);
    if (answer.status == 429 || answer.status >= 500)
        return refuse(Fault::Unavailable, std::to_string(answer.status) + " from " + answer.url);
    if (answer.status != 200)
        return refuse(Fault::NotFound, std::to_string(answer.status) + " from " + answer.url);
    if (!activitypub::is_activity_json(answer.header("content-type")))
        return refuse(Fault::UnsupportedMedia, "not an ActivityStreams document: " + answer.url);
    return TRY(activitypub::parse_document(answer.body));
}

Result<nlohmann::json> SignedFetch::get(const std::string& url, std::string& final_url) const {
    const auto asked = TRY(request(url));
    const auto answer = TRY(http_.send(asked));
    final_url = answer.url.empty() ? url : answer.url;
    return document(answer);
}

Result<nlohmann::json> SignedFetch::fetch(const std::string& url) const {
    std::string address;
    auto fetched = TRY(get(url, address));
    const auto id = activitypub::text(fetched, "id");
    if (activitypub::is_what_was_fetched(address, id)) return fetched;
    // An address for people led to the object: ask at the place it names (A7).
    auto again = TRY(get(id, address));
    if (auto same = activitypub::is_what_was_fetched(address, activitypub::text(again, "id"));
        !same)
        return std::unexpected(Error(same.error()));
    return again;
}

Result<SignedFetch::Changed> SignedFetch::fetch_if_changed(const std::string& url,
                                                           const std::string& tag) const {
    auto asked = TRY(request(url));
    if (!tag.empty()) asked.headers.emplace_back("If-None-Match", tag);
    auto answer = TRY(http_.send(asked));
    if (answer.status == 304) return Changed{.changed = false, .tag = tag};
    // Kept from us is not gone: who compares what they hold must know which of the two it is.
    if (answer.status == 401 || answer.status == 403)
        return refuse(Fault::Forbidden, std::to_string(answer.status) + " from " + answer.url);
    TRY(document(answer));
    return Changed{
        .changed = true, .tag = std::string(answer.header("etag")), .body = std::move(answer.body)};
}

Result<nlohmann::json> SignedFetch::fetch_plain_json(const std::string& url) const {
    auto plain = TRY(request(url));
    plain.headers = {{"Accept", "application/jrd+json, application/json"}};
    plain.sign = nullptr;
    const auto answer = TRY(http_.send(plain));
    if (answer.status != 200)
        return refuse(answer.status >= 500 ? Fault::Unavailable : Fault::NotFound,
                      std::to_string(answer.status) + " from " + url);
    return TRY(activitypub::parse_document(answer.body));
}

}  // namespace essaim::federation
