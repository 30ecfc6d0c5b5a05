// An actor document (federation.md §2) taken out of untrusted JSON: who it is,
// where to write to, which keys it claims. Required: id is an IRI, type is one
// of the five actor types (else Unsupported). Addresses that are no IRI read
// as "". A key says who it thinks owns it; believing that is the business of
// signature verification, which compares owner and id (security.md A6).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "activitypub/date.h"
#include "activitypub/result.h"

namespace activitypub {

struct ActorKey {
    std::string id;
    std::string owner;
    std::string pem;
    bool operator==(const ActorKey&) const = default;
};

struct Multikey {  // FEP-521a
    std::string id;
    std::string controller;
    std::string multibase;
    bool operator==(const Multikey&) const = default;
};

struct ActorField {  // PropertyValue
    std::string name;
    std::string value;  // HTML, as received
    bool operator==(const ActorField&) const = default;
};

struct Actor {
    std::string id;
    std::string type;
    std::string preferred_username;
    std::string name;
    std::string summary;  // HTML, as received
    std::string url;
    std::string inbox;
    std::string shared_inbox;
    std::string outbox;
    std::string followers;
    std::string following;
    std::string featured;
    std::string moderators;  // Group: attributedTo
    std::string icon;
    std::string image;
    std::string moved_to;
    std::string webfinger;  // "user@host" as claimed (FEP-2c59)
    std::vector<std::string> also_known_as;
    std::vector<ActorKey> keys;
    std::vector<Multikey> multikeys;
    std::vector<ActorField> fields;
    std::vector<std::string> implements;  // hrefs (FEP-844e), its generator's too
    bool locked = false;                  // manuallyApprovesFollowers
    bool discoverable = false;
    bool indexable = false;
    std::optional<Time> published;

    // Where one delivery serves the whole host.
    const std::string& best_inbox() const { return shared_inbox.empty() ? inbox : shared_inbox; }
};

Result<Actor> parse_actor(const nlohmann::json& document);

// The keys in whatever a keyId led to: an actor, GoToSocial's stub of one, or
// a bare key {id, owner, publicKeyPem}. Malformed if there is none.
struct KeyDocument {
    std::string owner;  // the actor to fetch next
    std::vector<ActorKey> keys;
    std::vector<Multikey> multikeys;
};
Result<KeyDocument> parse_key_document(const nlohmann::json& document);

}  // namespace activitypub
