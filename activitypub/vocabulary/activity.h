// An activity (ActivityPub §3, federation.md §5) taken out of untrusted JSON.
// Required: id and actor are IRIs, type is a string; at most 500 recipients.
// Unknown types are kept. Whether the actor may do it: authority.h.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/date.h"
#include "activitypub/result.h"

namespace activitypub {

struct Activity {
    std::string id;
    std::string type;  // "Create": without prefix
    std::string actor;

    std::string object_id;                // of the (first) object; "" if it has none
    std::string object_type;              // "" if the object is only an IRI
    std::vector<std::string> object_ids;  // Flag names several
    // The embedded (first) object; null if it is only an IRI. Shared, because
    // it is a part of `document` and must not outlive it.
    std::shared_ptr<const nlohmann::json> object;
    std::shared_ptr<const nlohmann::json> document;  // the whole activity

    std::string target;      // Add, Remove, Move, Block
    std::string instrument;  // QuoteRequest: the quoting post
    std::string result;      // Accept of a QuoteRequest: the authorization
    std::string summary;
    std::string content;
    std::vector<std::string> to;  // Public aliases written out
    std::vector<std::string> cc;
    std::vector<std::string> audience;
    std::optional<Time> published;
    std::optional<Time> updated;
};

Result<Activity> parse_activity(const nlohmann::json& document);
Result<Activity> parse_activity(nlohmann::json&& document);

}  // namespace activitypub
