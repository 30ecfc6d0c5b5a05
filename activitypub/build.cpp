#include "activitypub/build.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "activitypub/json_access.h"
#include "activitypub/jsonld/contexts.h"
#include "activitypub/jsonld/normalise.h"

namespace activitypub {

using nlohmann::json;

namespace {

void set_unless_empty(json& j, const char* name, const std::string& value) {
    if (!value.empty()) j[name] = value;
}

json bare(std::string_view id, std::string_view type, std::string_view actor, json object) {
    if (object.is_object()) object.erase("@context");
    json out = {{"id", id}, {"type", type}, {"actor", actor}, {"object", std::move(object)}};
    add_context(out);
    return out;
}

json make_answer(std::string_view id, std::string_view type, std::string_view actor,
                 const json& follow) {
    const std::string follower = text_or_id(follow, "actor");
    // Not the whole Follow: it may carry anything, and peers match these four.
    json original = {{"id", text(follow, "id")},
                     {"type", type_of(follow)},
                     {"actor", follower},
                     {"object", text_or_id(follow, "object")}};
    json out = bare(id, type, actor, std::move(original));
    out["to"] = json::array({follower});
    out["cc"] = json::array();
    return out;
}

json picture(const std::string& url, const std::string& media_type) {
    json out = {{"type", "Image"}, {"url", url}};
    set_unless_empty(out, "mediaType", media_type);
    return out;
}

json keys_of(const ActorDraft& draft) {
    json out = json::object();
    // One object, never an array (Lemmy, Mobilizon, Misskey).
    if (!draft.key_id.empty())
        out["publicKey"] = {
            {"id", draft.key_id}, {"owner", draft.id}, {"publicKeyPem", draft.key_pem}};
    if (draft.multikey_id.empty()) return out;
    auto& listed = out["assertionMethod"] = json::array();
    const auto add = [&](const std::string& id, const std::string& multibase) {
        listed.push_back({{"id", id},
                          {"type", "Multikey"},
                          {"controller", draft.id},
                          {"publicKeyMultibase", multibase}});
    };
    add(draft.multikey_id, draft.multibase);
    for (const auto& older : draft.older_multikeys) add(older.id, older.multibase);
    return out;
}

// FEP-844e: that we understand RFC 9421.
json capabilities() {
    return json::array({{{"href", "https://datatracker.ietf.org/doc/html/rfc9421"},
                         {"name", "RFC-9421: HTTP Message Signatures"}}});
}

json fields_of(const ActorDraft& draft) {
    json out = json::array();
    for (const auto& field : draft.fields)
        out.push_back({{"type", "PropertyValue"}, {"name", field.name}, {"value", field.value}});
    return out;
}

}  // namespace

json make_activity(std::string_view id, std::string_view type, std::string_view actor, json object,
                   const std::vector<std::string>& to, const std::vector<std::string>& cc,
                   Time published) {
    if (object.is_object() && (type == "Create" || type == "Update")) {
        object["to"] = to;
        object["cc"] = cc;
    }
    json out = bare(id, type, actor, std::move(object));
    out["to"] = to;
    out["cc"] = cc;
    out["published"] = format_date_time(published);
    return out;
}

json make_follow(std::string_view id, std::string_view actor, std::string_view whom) {
    json out = bare(id, "Follow", actor, json(whom));
    out["to"] = json::array({whom});
    out["cc"] = json::array();
    return out;
}

json make_accept(std::string_view id, std::string_view actor, const json& follow) {
    return make_answer(id, "Accept", actor, follow);
}

json make_reject(std::string_view id, std::string_view actor, const json& follow) {
    return make_answer(id, "Reject", actor, follow);
}

json make_undo(std::string_view id, std::string_view actor, json original) {
    const json* to = member(original, "to");
    const json* cc = member(original, "cc");
    json to_copy = to ? *to : json::array();
    json cc_copy = cc ? *cc : json::array();
    json out = bare(id, "Undo", actor, std::move(original));
    out["to"] = std::move(to_copy);
    out["cc"] = std::move(cc_copy);
    return out;
}

json make_tombstone(std::string_view id, std::string_view former_type, Time deleted) {
    json out = {{"id", id}, {"type", "Tombstone"}, {"deleted", format_date_time(deleted)}};
    if (!former_type.empty()) out["formerType"] = former_type;
    add_context(out);
    return out;
}

json make_actor(const ActorDraft& draft) {
    json out = {{"id", draft.id},
                {"type", draft.type},
                {"preferredUsername", draft.preferred_username},
                {"name", draft.name},
                {"inbox", draft.inbox},
                {"outbox", draft.outbox},
                {"manuallyApprovesFollowers", draft.locked},
                {"discoverable", draft.discoverable},
                {"indexable", draft.indexable},
                {"published", format_date_time(draft.published)}};
    set_unless_empty(out, "summary", draft.summary);
    set_unless_empty(out, "url", draft.url);
    set_unless_empty(out, "followers", draft.followers);
    set_unless_empty(out, "following", draft.following);
    set_unless_empty(out, "featured", draft.featured);
    set_unless_empty(out, "featuredTags", draft.featured_tags);
    set_unless_empty(out, "movedTo", draft.moved_to);
    set_unless_empty(out, "webfinger", draft.webfinger);
    if (!draft.shared_inbox.empty()) out["endpoints"] = {{"sharedInbox", draft.shared_inbox}};
    if (!draft.icon.empty()) out["icon"] = picture(draft.icon, draft.icon_media_type);
    if (!draft.image.empty()) out["image"] = picture(draft.image, draft.image_media_type);
    out["attachment"] = fields_of(draft);
    out["tag"] = json::array();
    if (!draft.also_known_as.empty()) out["alsoKnownAs"] = draft.also_known_as;
    if (!draft.attribution_domains.empty()) out["attributionDomains"] = draft.attribution_domains;
    if (draft.generator == draft.id) {
        out["implements"] = capabilities();  // the instance actor speaks for itself
    } else if (!draft.generator.empty()) {
        out["generator"] = {
            {"id", draft.generator}, {"type", "Application"}, {"implements", capabilities()}};
    }
    out.update(keys_of(draft));
    add_context(out);
    return out;
}

}  // namespace activitypub
