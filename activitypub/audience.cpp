#include "activitypub/audience.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "activitypub/jsonld/normalise.h"

namespace activitypub {

using nlohmann::json;

namespace {

bool names_public(const std::vector<std::string>& list) {
    return std::ranges::any_of(list, [](const std::string& iri) { return is_public(iri); });
}

}  // namespace

Visibility visibility_of(const std::vector<std::string>& to, const std::vector<std::string>& cc,
                         std::string_view followers) {
    if (names_public(to)) return Visibility::Public;
    if (names_public(cc)) return Visibility::Unlisted;
    const auto is_followers = [&](const std::string& iri) {
        return followers.empty() ? iri.ends_with("/followers") : iri == followers;
    };
    if (std::ranges::any_of(to, is_followers) || std::ranges::any_of(cc, is_followers))
        return Visibility::Followers;
    return Visibility::Direct;
}

bool is_public_audience(const std::vector<std::string>& to, const std::vector<std::string>& cc) {
    return names_public(to) || names_public(cc);
}

void strip_private(json& document) {
    if (document.is_array()) {
        for (json& element : document) strip_private(element);
    } else if (document.is_object()) {
        document.erase("bto");
        document.erase("bcc");
        for (auto& [name, value] : document.items()) strip_private(value);
    }
}

std::vector<std::string> recipients(const json& activity) {
    std::vector<std::string> out;
    for (const auto* property : {"to", "cc", "bto", "bcc", "audience"})
        for (auto& iri : recipients_in(activity, property))
            if (!is_public(iri) && std::ranges::find(out, iri) == out.end())
                out.push_back(std::move(iri));
    return out;
}

}  // namespace activitypub
