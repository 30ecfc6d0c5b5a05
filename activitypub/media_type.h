// Content-Type and Accept (RFC 9110 §8.3, §12.5.1), parsed, never searched for
// a substring: "text/plain; x=application/activity+json" must not pass
// (security.md B2). Which media types carry ActivityStreams: federation.md §1.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activitypub/result.h"

namespace activitypub {

inline constexpr std::string_view kActivityJson = "application/activity+json";
inline constexpr std::string_view kLdJson = "application/ld+json";
inline constexpr std::string_view kLdJsonProfile =
    "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
// What we put into Accept when fetching a document.
inline constexpr std::string_view kAcceptActivityJson =
    "application/activity+json, application/ld+json; "
    "profile=\"https://www.w3.org/ns/activitystreams\"";

struct MediaType {
    std::string type;                                             // "text/html", lower case
    std::vector<std::pair<std::string, std::string>> parameters;  // names lower case
    const std::string* parameter(std::string_view name) const;
    bool operator==(const MediaType&) const = default;
};

Result<MediaType> parse_media_type(std::string_view text);

// May a fetched document be taken as an ActivityStreams object?
bool is_activity_json(std::string_view content_type);
// As above; ld+json without a profile too, for the signature vouches for it.
bool acceptable_in_inbox(std::string_view content_type);
// Does this Accept header ask for the JSON rather than the page? "*/*", text/*
// and an absent header want the page.
bool prefers_activity_json(std::string_view accept);

}  // namespace activitypub
