#include "activitypub/discovery/webfinger.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/media_type.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {

using nlohmann::json;

namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

bool is_user(std::string_view user) {
    return !user.empty() && user.size() <= 128 && std::ranges::all_of(user, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || c == '.' || c == '-';
    });
}

bool is_self_type(std::string_view type) { return is_activity_json(type); }

}  // namespace

Result<Handle> parse_handle(std::string_view text) {
    const auto malformed = [] { return refuse(Fault::Malformed, "handle"); };
    if (text.size() > 400) return malformed();
    if (text.starts_with("acct:")) {
        text.remove_prefix(5);
    } else if (text.starts_with('@')) {
        text.remove_prefix(1);
    }
    const auto at = text.find('@');
    if (at == std::string_view::npos) return malformed();
    const auto user = text.substr(0, at);
    if (!is_user(user)) return malformed();
    auto host = parse_host(text.substr(at + 1));
    if (!host) return malformed();
    if (host->ends_with(":443")) host->resize(host->size() - 4);
    return Handle{std::string(user), *std::move(host)};
}

std::string to_string(const Handle& handle) { return handle.user + "@" + handle.host; }

std::string webfinger_url(const Handle& handle, std::string_view scheme) {
    std::string host;  // "name:8080" inside a query
    for (const char c : handle.host) c == ':' ? host += "%3A" : host += c;
    return std::string(scheme) + "://" + handle.host + "/.well-known/webfinger?resource=acct%3A" +
           handle.user + "%40" + host;
}

Result<Resource> parse_resource(std::string_view text) {
    if (auto handle = parse_handle(text)) return Resource{*std::move(handle), {}};
    if (!is_iri(text)) return refuse(Fault::Malformed, "resource");
    return Resource{std::nullopt, std::string(text)};
}

json make_jrd(const JrdDraft& draft) {
    json links = json::array();
    links.push_back({{"rel", "self"}, {"type", kActivityJson}, {"href", draft.actor_id}});
    links.push_back({{"rel", "self"}, {"type", kLdJsonProfile}, {"href", draft.actor_id}});
    if (!draft.profile_url.empty())
        links.push_back({{"rel", "http://webfinger.net/rel/profile-page"},
                         {"type", "text/html"},
                         {"href", draft.profile_url}});
    if (draft.is_server)
        links.push_back({{"rel", kServiceRel}, {"type", kActivityJson}, {"href", draft.actor_id}});
    if (!draft.avatar.empty()) {
        json avatar = {{"rel", "http://webfinger.net/rel/avatar"}, {"href", draft.avatar}};
        if (!draft.avatar_media_type.empty()) avatar["type"] = draft.avatar_media_type;
        links.push_back(std::move(avatar));
    }
    if (!draft.interact_address.empty()) {
        const auto with = [&](std::string_view variable) {
            return draft.interact_address + "?uri={" + std::string(variable) + "}";
        };
        links.push_back(
            {{"rel", "http://ostatus.org/schema/1.0/subscribe"}, {"template", with("uri")}});
        // FEP-3b86: where to come back to for looking at, or following, a thing.
        links.push_back(
            {{"rel", "https://w3id.org/fep/3b86/Object"}, {"template", with("object")}});
        links.push_back(
            {{"rel", "https://w3id.org/fep/3b86/Follow"}, {"template", with("object")}});
    }
    if (!draft.write_address.empty())
        links.push_back({{"rel", "https://w3id.org/fep/3b86/Create"},
                         {"template", draft.write_address + "{content}"}});
    json aliases = json::array({draft.actor_id});
    if (!draft.profile_url.empty() && draft.profile_url != draft.actor_id)
        aliases.push_back(draft.profile_url);
    return {{"subject", "acct:" + to_string(draft.handle)},
            {"aliases", std::move(aliases)},
            {"links", std::move(links)}};
}

json make_jrd(const Handle& handle, std::string_view actor_id) {
    JrdDraft draft;
    draft.handle = handle;
    draft.actor_id = actor_id;
    return make_jrd(draft);
}

Result<std::string> actor_id_in_jrd(const json& jrd) {
    for (const json* entry : values(jrd, "links")) {
        if (text(*entry, "rel") != "self" || !is_self_type(text(*entry, "type"))) continue;
        std::string href = text(*entry, "href");
        if (is_iri(href)) return href;
    }
    return refuse(Fault::Malformed, "JRD names no actor");
}

Result<Handle> own_handle(const Actor& actor) {
    return parse_handle(actor.preferred_username + "@" + host_of(actor.id));
}

bool handle_is_mutual(const Handle& handle, std::string_view named, const Actor& actor) {
    if (named != actor.id || !equal_ignoring_case(handle.user, actor.preferred_username))
        return false;
    if (handle.host == host_of(actor.id)) return true;
    // A split domain: only if the actor itself claims that handle (FEP-2c59).
    const auto claimed = parse_handle(actor.webfinger);
    return claimed && claimed->host == handle.host &&
           equal_ignoring_case(claimed->user, handle.user);
}

}  // namespace activitypub
