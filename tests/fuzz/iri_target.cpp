// Addresses: read, written and read again they are the same, and everybody who
// takes an address apart in this program (the page's links, the HTTP client)
// sees the same host as the reader of IRIs, or refuses it.
#include "activitypub/iri.h"

#include <algorithm>

#include "activitypub/discovery/webfinger.h"
#include "node/net/url.h"
#include "node/web/url_policy.h"
#include "tests/fuzz/fuzz.h"

using namespace activitypub;
using essaim::fuzz::promise;

namespace {

std::string without_port(const std::string& host) {
    const auto colon = host.find(':', host.starts_with('[') ? host.find(']') : 0);
    std::string name = host.substr(0, colon);
    if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
    return name;
}

// "127.1" is the resolver's to read, and the guard's to refuse after that.
bool may_be_ipv4(std::string_view host) {
    const auto last = host.substr(host.rfind('.') + 1);
    return !last.empty() && last.front() >= '0' && last.front() <= '9';
}

void check_others(std::string_view text, const Iri& iri) {
    const auto host = without_port(iri.host);
    auto shown = essaim::web::host_of(text);
    if (shown.starts_with('[')) shown = shown.substr(1, shown.size() - 2);
    promise(shown == host, "the page reads the host of the IRI");
    const auto asked = essaim::net::parse_url(std::string(text));
    if (!asked || may_be_ipv4(host) || iri.host.starts_with('[')) return;
    promise(asked->host == host, "the client reads the host of the IRI: " + asked->host);
    promise(asked->scheme == iri.scheme, "the client reads the scheme of the IRI");
    promise(!asked->has_user, "an IRI has no user name");
}

}  // namespace

FUZZ_TARGET(iri) {
    const auto handle = parse_handle(bytes);
    if (handle) {
        const auto again = parse_handle(to_string(*handle));
        promise(again && *again == *handle, "a handle written is read back");
        const auto address = parse_iri(webfinger_url(*handle));
        promise(address && address->host == parse_iri("https://" + handle->host)->host,
                "WebFinger is asked at the handle's host");
    }
    (void)parse_resource(bytes);
    const auto iri = parse_iri(bytes);
    promise(is_iri(bytes) == iri.has_value(), "is_iri() and parse_iri() agree");
    if (!iri) {
        promise(origin_of(bytes).empty() && !same_origin(bytes, bytes), "no IRI has no origin");
        return;
    }
    promise(bytes.size() <= kMaxIriBytes, "an IRI has at most 2048 bytes");
    promise(std::ranges::none_of(bytes, [](char c) { return (c >= 0 && c <= ' ') || c == '\\'; }),
            "an IRI has no blank, control or backslash");
    const auto written = to_string(*iri);
    const auto again = parse_iri(written);
    promise(again && *again == *iri, "an IRI written is read back");
    promise(to_string(*again) == written, "an IRI has one spelling of ours");
    promise(same_origin(bytes, written) && origin_of(bytes) == iri->origin(), "one origin");
    promise(is_iri(iri->origin()), "an origin is an IRI");
    promise(parse_host(iri->host).value_or("") == iri->host, "a host written is read back");
    promise(iri->target().starts_with('/'), "a request line begins with a slash");
    promise(is_iri(without_fragment(bytes)), "without its fragment it is an IRI still");
    check_others(bytes, *iri);
}
