#include "node/federation/actor_documents.h"

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/date.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"
#include "node/web/rosette.h"
#include "node/web/rosette_picture.h"
#include "node/web/url_policy.h"

namespace essaim::federation {

namespace {

std::string as_html(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

// What is an address becomes a link that says "this is me too": the page there
// may say so back, and the field is then shown as verified.
std::string value_of(const std::string& text) {
    const auto address = text.starts_with("https://") ? web::link_url(text) : std::nullopt;
    if (!address) return as_html(text);
    return "<a href=\"" + as_html(*address) + "\" rel=\"me nofollow noopener\" target=\"_blank\">" +
           as_html(address->substr(8)) + "</a>";
}

activitypub::ActorDraft common(const LocalActors& actors, const LocalActor& actor) {
    activitypub::ActorDraft draft;
    draft.id = actor.id;
    draft.preferred_username = actor.name;
    draft.url = page_of(actors, actor);
    draft.inbox = actor.id + "/inbox";
    draft.outbox = actor.id + "/outbox";
    draft.followers = actor.id + "/followers";
    draft.following = actor.id + "/following";
    draft.shared_inbox = actors.base() + "/inbox";
    draft.key_id = actor.key_id();
    draft.key_pem = actor.rsa.public_key().to_pem();
    draft.multikey_id = actor.ed25519_key_id();
    draft.multibase = actor.ed25519.public_key().to_multikey();
    if (actor.previous) {  // proofs made before the change stay good for a while
        draft.older_multikeys.push_back(
            {.id = actor.previous_ed25519_key_id(),
             .controller = actor.id,
             .multibase = actor.previous->ed25519.public_key().to_multikey()});
    }
    draft.webfinger = actor.name + "@" + actors.host();
    draft.published = activitypub::parse_date_time(actor.created).value_or(activitypub::Time{});
    return draft;
}

void describe_association(activitypub::ActorDraft& draft, const LocalActors& actors,
                          const LocalActor& actor, const Profile& profile,
                          const Standing& standing) {
    draft.type = "Organization";
    draft.name = profile.title;
    for (const auto& line : {profile.tagline, profile.sentence, profile.about}) {
        if (!line.empty()) draft.summary += "<p>" + as_html(line) + "</p>";
    }
    draft.featured = draft.id + "/featured";
    draft.featured_tags = draft.id + "/featuredTags";
    draft.icon = picture_of(actors, actor, profile);
    draft.icon_media_type = profile.logo.ends_with(".jpg")    ? "image/jpeg"
                            : profile.logo.ends_with(".webp") ? "image/webp"
                                                              : "image/png";
    draft.generator = actors.node().id;
    draft.discoverable = profile.discoverable;
    draft.indexable = profile.indexable;
    const auto host = actors.host();
    draft.attribution_domains = {host.substr(0, host.rfind(':'))};
    draft.also_known_as = standing.also_known_as;
    draft.moved_to = standing.moved_to;
    // People see where the association lives, and peers get an array in any case.
    const auto home = as_html(actors.base() + "/");
    draft.fields = {
        {"Site", "<a href=\"" + home + "\" rel=\"me noopener\">" + as_html(host) + "</a>"}};
    for (const auto& field : profile.fields) {
        draft.fields.push_back({field.name, value_of(field.value)});
    }
}

void describe_person(activitypub::ActorDraft& draft, const LocalActors& actors,
                     const LocalActor& actor, const Profile& profile) {
    draft.type = "Person";
    draft.name = actor.display_name;
    draft.summary = "<p><a href=\"" + as_html(actors.base() + "/") + "\">" +
                    as_html(profile.title) + "</a></p>";
    draft.icon = picture_of(actors, actor, profile);
    draft.icon_media_type = "image/png";
    draft.generator = actors.node().id;
    // Nobody is put into directories without having asked for it.
    draft.discoverable = false;
    draft.indexable = false;
}

}  // namespace

std::string page_of(const LocalActors& actors, const LocalActor& actor) {
    return actors.base() + (actor.kind == "person" ? "/membres/" + actor.name : "/");
}

// Mastodon takes no SVG. essaim reads the hue in the address (web::hue_shown).
std::string picture_of(const LocalActors& actors, const LocalActor& actor, const Profile& profile) {
    if (actor.kind == "association" && !profile.logo.empty())
        return actors.base() + web::with_hue(profile.logo, profile.hue);
    const auto hue = actor.kind == "person" ? web::hue_of(actor.id) : profile.hue;
    return actors.base() + web::rosette_picture_path(actor.id, hue);
}

Standing standing_of(storage::Connection& connection, const LocalActor& actor) {
    Standing standing;
    if (actor.kind != "association") return standing;
    {
        auto query = connection.query("SELECT actor FROM alias ORDER BY at, actor");
        while (query.step()) standing.also_known_as.push_back(query.text(0));
    }
    auto query = connection.query("SELECT target FROM moved WHERE actor = ?").arg(actor.id);
    if (query.step()) standing.moved_to = query.text(0);
    return standing;
}

nlohmann::json actor_json(const LocalActors& actors, const LocalActor& actor,
                          const Profile& profile, const Standing& standing) {
    auto draft = common(actors, actor);
    if (actor.kind == "association") describe_association(draft, actors, actor, profile, standing);
    if (actor.kind == "person") describe_person(draft, actors, actor, profile);
    if (!actor.is_node()) {
        auto document = activitypub::make_actor(draft);
        if (actor.kind == "association") {  // what it says of itself, and all that it knows
            document["directory"] = actors.base() + "/fiches";
            document["figures"] = actors.base() + "/chiffres";
            if (!profile.initiative.empty()) document["initiative"] = profile.initiative;
        }
        return document;
    }
    draft.type = "Application";
    draft.name = profile.title;
    draft.discoverable = false;
    draft.indexable = false;
    draft.generator = draft.id;  // FEP-844e: here, and in the generator of the others
    return activitypub::make_actor(draft);
}

ActorDocuments::ActorDocuments(storage::Database& database, const LocalActors& actors,
                               const ProfileKeeper& profile)
    : database_(database), actors_(actors), profile_(profile) {
    rebuild();
}

void ActorDocuments::rebuild() {
    const std::lock_guard lock(rebuilding_);
    const auto profile = profile_.get();
    Bytes made;
    auto reader = database_.read();
    for (const auto* actor : actors_.all()) {
        const auto document = actor_json(actors_, *actor, profile, standing_of(*reader, *actor));
        made[actor->name] = std::make_shared<const std::string>(document.dump());
    }
    bytes_.with([&](Bytes& bytes) { bytes = std::move(made); });
}

std::shared_ptr<const std::string> ActorDocuments::of(std::string_view name) const {
    return bytes_.with([&](const Bytes& bytes) -> std::shared_ptr<const std::string> {
        const auto found = bytes.find(name);
        return found == bytes.end() ? nullptr : found->second;
    });
}

std::shared_ptr<const std::string> ActorDocuments::association() const {
    return of(actors_.association().name);
}

std::shared_ptr<const std::string> ActorDocuments::node() const { return of(actors_.node().name); }

}  // namespace essaim::federation
