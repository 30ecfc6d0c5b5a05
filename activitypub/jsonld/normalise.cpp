#include "activitypub/jsonld/normalise.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {

using nlohmann::json;

bool is_public(std::string_view iri) {
    return iri == kPublic || iri == "as:Public" || iri == "Public";
}

std::string normalise_recipient(std::string_view iri) {
    return std::string(is_public(iri) ? kPublic : iri);
}

std::string normalise_type(std::string_view type) {
    if (type.starts_with("as:")) return std::string(type.substr(3));
    if (type.starts_with(kAs2) && type.size() > kAs2.size() + 1 && type[kAs2.size()] == '#')
        return std::string(type.substr(kAs2.size() + 1));
    return std::string(type);
}

std::string type_of(const json& j) {
    for (const json* type : values(j, "type"))
        if (type->is_string()) return normalise_type(type->get_ref<const json::string_t&>());
    return {};
}

std::vector<std::string> recipients_in(const json& j, std::string_view property) {
    std::vector<std::string> out;
    for (const auto& entry : list(j, property)) {
        // At most 10 000 of them (json_guard), and the parsers stop at 500.
        std::string recipient = normalise_recipient(entry);
        if (out.size() > kMaxRecipients) break;
        if (std::ranges::find(out, recipient) == out.end()) out.push_back(std::move(recipient));
    }
    return out;
}

}  // namespace activitypub
