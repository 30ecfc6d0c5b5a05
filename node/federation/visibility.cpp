#include "node/federation/visibility.h"

#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/federation/domain_policy.h"
#include "node/federation/object_store.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

// Whom we follow and what we like is public, and peers ask for the Follow, the
// answer or the Like they got.
bool is_handshake(std::string_view type) {
    return type == "Follow" || type == "Accept" || type == "Reject" || type == "Like";
}

}  // namespace

Visibility::Visibility(const storage::Database& database, const LocalActors& actors,
                       const DomainPolicy& policy)
    : database_(database), actors_(actors), policy_(policy) {
    reload();
}

bool Visibility::kept_back(Viewer viewer, std::string_view iri) const {
    if (iri.empty()) return false;
    if (is_hidden(iri)) return true;
    if (actors_.owns(iri)) return false;
    const auto level = policy_.level(activitypub::host_of(iri));
    if (level == PolicyLevel::Silence) return viewer < Viewer::Moderator;
    return level == PolicyLevel::Block;
}

bool Visibility::can_see(Viewer viewer, const Thing& thing) const {
    if (thing.deleted || !thing.is_public) return false;
    if (thing.draft && viewer < Viewer::Writer) return false;
    return !kept_back(viewer, thing.id) && !kept_back(viewer, thing.author);
}

bool Visibility::can_see_actor(Viewer viewer, std::string_view actor) const {
    return !kept_back(viewer, actor);
}

// What an activity is about: embedded, or only named; then we may know whose it is.
bool Visibility::can_see_subject(Viewer viewer, const nlohmann::json& document) const {
    for (const auto* subject : activitypub::values(document, "object")) {
        const auto id = activitypub::text_or_id(*subject);
        if (kept_back(viewer, id)) return false;
        std::string author;
        if (subject->is_object()) {
            author = activitypub::text_or_id(*subject, "attributedTo");
            if (author.empty()) author = activitypub::text_or_id(*subject, "actor");
            if (subject->contains("object") && !can_see_subject(viewer, *subject)) return false;
        }
        if (author.empty() && activitypub::is_iri(id)) {
            auto reader = database_.read();
            if (const auto held = ObjectStore(*reader).find(id)) author = held->actor;
        }
        if (kept_back(viewer, author)) return false;
    }
    return true;
}

bool Visibility::can_see_document(Viewer viewer, const nlohmann::json& document) const {
    const bool is_public = activitypub::is_public_audience(activitypub::list(document, "to"),
                                                           activitypub::list(document, "cc"));
    if (!is_public && !is_handshake(activitypub::text(document, "type"))) return false;
    const auto id = activitypub::text(document, "id");
    auto author = activitypub::text_or_id(document, "attributedTo");
    if (author.empty()) author = activitypub::text_or_id(document, "actor");
    return can_see(viewer, {.id = id, .author = author}) && can_see_subject(viewer, document);
}

// An activity with a fragment for a name stands and falls with its object.
bool Visibility::is_hidden(std::string_view iri) const {
    return hidden_.with([&](const auto& hidden) {
        return hidden.contains(iri) || hidden.contains(activitypub::without_fragment(iri));
    });
}

bool Visibility::hides_anything() const {
    return hidden_.with([](const auto& hidden) { return !hidden.empty(); });
}

void Visibility::reload() {
    std::set<std::string, std::less<>> fresh;
    {
        auto reader = database_.read();
        auto query = reader->query("SELECT id FROM hidden");
        while (query.step()) fresh.insert(query.text(0));
    }
    hidden_.with([&](auto& hidden) { hidden = std::move(fresh); });
}

}  // namespace essaim::federation
