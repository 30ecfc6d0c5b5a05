#include "node/directory/card.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"

namespace essaim::directory {

std::string_view method_name(Method method) {
    switch (method) {
        case Method::Self:
            return "self";
        case Method::ThirdParty:
            return "thirdParty";
        case Method::Import:
            break;
    }
    return "import";
}

Method method_from(std::string_view name) {
    if (name == "self") return Method::Self;
    return name == "import" ? Method::Import : Method::ThirdParty;
}

bool counts_more(const Claim& a, const Claim& b) {
    if (a.method != b.method) return a.method < b.method;
    if (a.said_at != b.said_at) return a.said_at > b.said_at;
    return a.iri < b.iri;  // every node decides alike
}

bool speaks_for(std::string_view author, std::string_view website) {
    auto node = activitypub::host_of(author);
    auto site = activitypub::host_of(website);
    if (node.empty() || site.empty()) return false;
    if (site.starts_with("www.")) site.erase(0, 4);
    return node == site || (site.find('.') != std::string::npos && node.ends_with("." + site));
}

base::Instant vouched_at(const nlohmann::json& document, base::Instant said_at) {
    const auto confirmed = activitypub::date(document, "confirmedAt");
    return confirmed ? std::min<base::Instant>(*confirmed, said_at) : said_at;
}

int year_of_source(std::string_view source) {
    const auto open = source.rfind('[');
    if (open == std::string_view::npos || source.size() < open + 6 || source[open + 5] != ']')
        return 0;
    int year = 0;
    const auto [end, fault] =
        std::from_chars(source.data() + open + 1, source.data() + open + 5, year);
    return fault == std::errc{} && end == source.data() + open + 5 ? year : 0;
}

bool is_stale(const Card& card, base::Instant now) { return card.said_at + kStale < now; }

}  // namespace essaim::directory
