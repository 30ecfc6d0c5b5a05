// The names of ActivityStreams 2.0 and its extensions that essaim writes or
// compares. Types are compared after jsonld/normalise.h took their prefix off.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace activitypub {

inline constexpr std::string_view kAs2 = "https://www.w3.org/ns/activitystreams";
inline constexpr std::string_view kPublic = "https://www.w3.org/ns/activitystreams#Public";
inline constexpr std::string_view kServiceRel = "https://www.w3.org/ns/activitystreams#Service";
inline constexpr std::string_view kApplicationRel =
    "https://www.w3.org/ns/activitystreams#Application";

inline constexpr std::array<std::string_view, 5> kActorTypes = {
    "Application", "Group", "Organization", "Person", "Service"};
inline bool is_actor_type(std::string_view type) {
    return std::ranges::find(kActorTypes, type) != kActorTypes.end();
}

inline constexpr std::array<std::string_view, 4> kCollectionTypes = {
    "Collection", "CollectionPage", "OrderedCollection", "OrderedCollectionPage"};
inline bool is_collection_type(std::string_view type) {
    return std::ranges::find(kCollectionTypes, type) != kCollectionTypes.end();
}

// Limits on what a stranger may say (security.md D1).
inline constexpr std::size_t kMaxRecipients = 500;
inline constexpr std::size_t kMaxTags = 100;
inline constexpr std::size_t kMaxAttachments = 16;
inline constexpr std::size_t kMaxOptions = 20;
inline constexpr std::size_t kMaxContentBytes = 100 * 1024;
inline constexpr std::size_t kMaxNameBytes = 2048;
inline constexpr std::size_t kMaxKeys = 10;
inline constexpr std::size_t kMaxPemBytes = 8 * 1024;
inline constexpr std::size_t kMaxFields = 50;
inline constexpr std::size_t kMaxAliases = 256;

}  // namespace activitypub
