// The documents we emit: complete, with @context, dates in Z, to and cc always
// arrays, one publicKey object (federation.md §2, §3). Ids are the caller's.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/date.h"
#include "activitypub/vocabulary/actor.h"

namespace activitypub {

// `object` is an IRI (a JSON string) or an embedded object, whose own @context
// is dropped. A Create or Update gives its object the same to and cc.
nlohmann::json make_activity(std::string_view id, std::string_view type, std::string_view actor,
                             nlohmann::json object, const std::vector<std::string>& to,
                             const std::vector<std::string>& cc, Time published);

nlohmann::json make_follow(std::string_view id, std::string_view actor, std::string_view whom);
// Embeds id, type, actor and object of the Follow: what peers match it by.
nlohmann::json make_accept(std::string_view id, std::string_view actor,
                           const nlohmann::json& follow);
nlohmann::json make_reject(std::string_view id, std::string_view actor,
                           const nlohmann::json& follow);
// Embeds the complete original, with the same to and cc.
nlohmann::json make_undo(std::string_view id, std::string_view actor, nlohmann::json original);
nlohmann::json make_tombstone(std::string_view id, std::string_view former_type, Time deleted);

struct ActorDraft {
    std::string id;
    std::string type;  // Organization, Group, Person, Application
    std::string preferred_username;
    std::string name;
    std::string summary;  // HTML
    std::string url;
    std::string inbox;
    std::string outbox;
    std::string followers;  // "" leaves a member out, here and below
    std::string following;
    std::string featured;
    std::string featured_tags;
    std::string shared_inbox;
    std::string icon;
    std::string icon_media_type;
    std::string image;
    std::string image_media_type;
    std::string key_id;  // "<id>#main-key"
    std::string key_pem;
    std::string multikey_id;                // "<id>#ed25519-key"
    std::string multibase;                  // "z6Mk…"
    std::vector<Multikey> older_multikeys;  // still good for what was signed before
    std::string webfinger;                  // "user@host"
    std::string generator;                  // the instance actor
    std::vector<ActorField> fields;
    std::vector<std::string> also_known_as;
    std::string moved_to;
    std::vector<std::string> attribution_domains;  // whose pages may name it as their author
    bool locked = false;
    bool discoverable = true;
    bool indexable = true;
    Time published{};
};
nlohmann::json make_actor(const ActorDraft& draft);

}  // namespace activitypub
