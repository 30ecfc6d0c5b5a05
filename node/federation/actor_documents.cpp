#include "node/federation/actor_documents.h"

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/date.h"

namespace essaim::federation {

namespace {

std::string as_html(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&': html += "&amp;"; break;
            case '<': html += "&lt;"; break;
            case '>': html += "&gt;"; break;
            case '"': html += "&quot;"; break;
            default: html += c;
        }
    }
    return html;
}

activitypub::ActorDraft common(const LocalActors& actors, const LocalActor& actor) {
    activitypub::ActorDraft draft;
    draft.id = actor.id;
    draft.preferred_username = actor.name;
    draft.url = actors.base() + "/";
    draft.inbox = actor.id + "/inbox";
    draft.outbox = actor.id + "/outbox";
    draft.followers = actor.id + "/followers";
    draft.following = actor.id + "/following";
    draft.shared_inbox = actors.base() + "/inbox";
    draft.key_id = actor.key_id();
    draft.key_pem = actor.rsa.public_key().to_pem();
    draft.multikey_id = actor.ed25519_key_id();
    draft.multibase = actor.ed25519.public_key().to_multikey();
    draft.webfinger = actor.name + "@" + actors.host();
    draft.published = activitypub::parse_date_time(actor.created).value_or(activitypub::Time{});
    return draft;
}

}  // namespace

nlohmann::json association_json(const LocalActors& actors, const Profile& profile) {
    auto draft = common(actors, actors.association());
    draft.type = "Organization";
    draft.name = profile.title;
    for (const auto& line : {profile.tagline, profile.sentence}) {
        if (!line.empty()) draft.summary += "<p>" + as_html(line) + "</p>";
    }
    draft.featured = draft.id + "/featured";
    draft.generator = actors.node().id;
    // One field: people see where the association lives, and peers get an array.
    const auto home = as_html(actors.base() + "/");
    draft.fields = {{"Site", "<a href=\"" + home + "\" rel=\"me noopener\">" + as_html(actors.host()) + "</a>"}};
    return activitypub::make_actor(draft);
}

nlohmann::json node_json(const LocalActors& actors, const Profile& profile) {
    auto draft = common(actors, actors.node());
    draft.type = "Application";
    draft.name = profile.title;
    draft.discoverable = false;
    draft.indexable = false;
    auto document = activitypub::make_actor(draft);
    // FEP-844e: here and, for who reads actors only, in their generator.
    document["implements"] =
        nlohmann::json::array({{{"href", "https://datatracker.ietf.org/doc/html/rfc9421"},
                                {"name", "RFC-9421: HTTP Message Signatures"}}});
    return document;
}

ActorDocuments::ActorDocuments(const LocalActors& actors, const Profile& profile)
    : actors_(actors) {
    rebuild(profile);
}

void ActorDocuments::rebuild(const Profile& profile) {
    Bytes made{std::make_shared<const std::string>(association_json(actors_, profile).dump()),
               std::make_shared<const std::string>(node_json(actors_, profile).dump())};
    bytes_.with([&](Bytes& bytes) { bytes = std::move(made); });
}

std::shared_ptr<const std::string> ActorDocuments::association() const {
    return bytes_.with([](const Bytes& bytes) { return bytes.association; });
}

std::shared_ptr<const std::string> ActorDocuments::node() const {
    return bytes_.with([](const Bytes& bytes) { return bytes.node; });
}

}  // namespace essaim::federation
