#include "activitypub/vocabulary/actor.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/normalise.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {

using nlohmann::json;

namespace {

std::string iri_in(const json& j, std::string_view name) {
    std::string iri = text_or_id(j, name);
    return is_iri(iri) ? iri : std::string();
}

bool take_key(const json& j, std::vector<ActorKey>& keys) {
    if (keys.size() == kMaxKeys) return false;
    ActorKey key{text(j, "id"), text_or_id(j, "owner"), text(j, "publicKeyPem")};
    if (!is_iri(key.id) || !is_iri(key.owner)) return false;
    if (key.pem.empty() || key.pem.size() > kMaxPemBytes) return false;
    keys.push_back(std::move(key));
    return true;
}

void take_multikey(const json& j, std::vector<Multikey>& keys) {
    if (keys.size() == kMaxKeys || type_of(j) != "Multikey") return;
    Multikey key{text(j, "id"), text_or_id(j, "controller"), text(j, "publicKeyMultibase")};
    if (!is_iri(key.id) || !is_iri(key.controller)) return;
    if (key.multibase.empty() || key.multibase.size() > kMaxPemBytes) return;
    keys.push_back(std::move(key));
}

void take_keys(const json& j, std::vector<ActorKey>& keys, std::vector<Multikey>& multikeys) {
    for (const json* key : values(j, "publicKey")) take_key(*key, keys);
    for (const json* key : values(j, "assertionMethod")) take_multikey(*key, multikeys);
}

void take_capabilities(const json& j, std::vector<std::string>& out) {
    for (const json* entry : values(j, "implements")) {
        std::string href = entry->is_string() ? text_or_id(*entry) : text(*entry, "href");
        if (href.empty() && entry->is_object()) href = text(*entry, "id");
        if (is_iri(href) && out.size() < kMaxFields) out.push_back(std::move(href));
    }
}

void take_profile(const json& j, Actor& out) {
    out.preferred_username = shortened(text(j, "preferredUsername"), 256);
    out.name = shortened(text(j, "name"), kMaxNameBytes);
    out.summary = text(j, "summary");
    if (out.summary.size() > kMaxContentBytes) out.summary.clear();
    out.url = link(j, "url");
    out.icon = link(j, "icon");
    out.image = link(j, "image");
    out.webfinger = shortened(text(j, "webfinger"), 512);
    for (const json* field : values(j, "attachment")) {
        if (out.fields.size() == kMaxFields) break;
        if (type_of(*field) != "PropertyValue" && type_of(*field) != "schema:PropertyValue")
            continue;
        out.fields.push_back({shortened(text(*field, "name"), kMaxNameBytes),
                              shortened(text(*field, "value"), kMaxNameBytes)});
    }
}

}  // namespace

Result<Actor> parse_actor(const json& j) {
    Actor out;
    out.id = text(j, "id");
    if (!is_iri(out.id)) return refuse(Fault::Malformed, "actor id is no IRI");
    out.type = type_of(j);
    if (!is_actor_type(out.type)) return refuse(Fault::Unsupported, "not an actor: " + out.type);
    take_profile(j, out);
    out.inbox = iri_in(j, "inbox");
    out.outbox = iri_in(j, "outbox");
    out.followers = iri_in(j, "followers");
    out.following = iri_in(j, "following");
    out.featured = iri_in(j, "featured");
    if (const json* endpoints = object(j, "endpoints"))
        out.shared_inbox = iri_in(*endpoints, "sharedInbox");
    if (out.type == "Group") out.moderators = iri_in(j, "attributedTo");
    out.moved_to = iri_in(j, "movedTo");
    for (auto& alias : list(j, "alsoKnownAs"))
        if (out.also_known_as.size() < kMaxAliases && is_iri(alias))
            out.also_known_as.push_back(std::move(alias));
    take_keys(j, out.keys, out.multikeys);
    take_capabilities(j, out.implements);
    if (const json* generator = object(j, "generator"))
        take_capabilities(*generator, out.implements);
    out.locked = boolean(j, "manuallyApprovesFollowers");
    out.discoverable = boolean(j, "discoverable");
    out.indexable = boolean(j, "indexable");
    out.published = date(j, "published");
    return out;
}

Result<KeyDocument> parse_key_document(const json& j) {
    KeyDocument out;
    if (member(j, "publicKeyPem")) {
        (void)take_key(j, out.keys);
    } else {
        take_multikey(j, out.multikeys);
        take_keys(j, out.keys, out.multikeys);
    }
    if (!out.keys.empty()) {
        out.owner = out.keys.front().owner;
    } else if (!out.multikeys.empty()) {
        out.owner = out.multikeys.front().controller;
    } else {
        return refuse(Fault::Malformed, "document without a key");
    }
    return out;
}

}  // namespace activitypub
