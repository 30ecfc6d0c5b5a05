#include "node/federation/domain_name.h"

#include <algorithm>

#include "activitypub/iri.h"
#include "node/base/text.h"
#include "node/net/ascii_host.h"

namespace essaim::federation {

Result<std::string> domain_in(std::string_view typed) {
    auto text = base::trim(typed);
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (base::ascii_lower(text.substr(0, scheme.size())) == scheme) {
            text.remove_prefix(scheme.size());
        }
    }
    text = text.substr(0, std::min(text.find_first_of("/?#"), text.size()));
    if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
    if (text.starts_with("*.")) text.remove_prefix(2);
    const auto ascii = net::ascii_host(without_port(text));
    if (ascii && ascii->find('.') != std::string::npos && activitypub::parse_host(*ascii)) {
        return *ascii;
    }
    return refuse(Fault::Unprocessable,
                  "Écrivez un nom de domaine entier, par exemple publicite.example.");
}

bool covers(std::string_view domain, std::string_view host) {
    if (host == domain) return true;
    return host.size() > domain.size() && host.ends_with(domain) &&
           host[host.size() - domain.size() - 1] == '.';
}

std::string_view without_port(std::string_view host) {
    const auto colon = host.rfind(':');
    const auto bracket = host.rfind(']');
    const bool port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    return port ? host.substr(0, colon) : host;
}

}  // namespace essaim::federation
