// Who may see what we hold: the one gate that every page, feed, collection,
// document, export and count passes before it shows a stored thing (security.md
// B10, §0.12). Kept back: drafts, what is not public, what is deleted, what
// comes from a blocked server or, for all but moderators, from a silenced one,
// and what moderation hid. What somebody may not see does not exist for them:
// 404, byte for byte as for what never was. In memory; any thread.
//
// A signed GET opens nothing, so a 200 is for everybody and shared caches may
// keep it; a blocked signer gets 403, private and Vary: Signature (B11), before
// any route is reached (Federation::turn_away).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>

#include "node/base/guarded.h"
#include "node/federation/local_actors.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

class DomainPolicy;

enum class Viewer {
    Anyone,     // strangers, readers, members; other servers, signed or not
    Writer,     // drafts too
    Moderator,  // and what silenced servers say
};

struct Thing {                // a stored thing, as far as the gate needs to know it
    std::string_view id;      // IRI
    std::string_view author;  // IRI of its actor
    bool draft = false;
    bool is_public = true;
    bool deleted = false;
};

class Visibility {
  public:
    Visibility(const storage::Database& database, const LocalActors& actors,
               const DomainPolicy& policy);

    bool can_see(Viewer viewer, const Thing& thing) const;
    bool can_see_actor(Viewer viewer, std::string_view actor) const;
    // A document of ours as it is served: an object, or an activity and all it
    // is about. Its Tombstone passes where it would have passed itself.
    bool can_see_document(Viewer viewer, const nlohmann::json& document) const;

    bool is_hidden(std::string_view iri) const;  // by moderation, itself
    bool hides_anything() const;                 // at all
    void reload();                               // after the table `hidden` changed

  private:
    bool kept_back(Viewer viewer, std::string_view iri) const;
    bool can_see_subject(Viewer viewer, const nlohmann::json& document) const;

    const storage::Database& database_;
    const LocalActors& actors_;
    const DomainPolicy& policy_;
    base::Guarded<std::set<std::string, std::less<>>> hidden_;
};

// The gate as one viewer meets it: what stores and pages are handed.
class Sight {
  public:
    Sight(const Visibility& gate, Viewer viewer) : gate_(&gate), viewer_(viewer) {}
    bool sees(const Thing& thing) const { return gate_->can_see(viewer_, thing); }
    bool sees_actor(std::string_view actor) const { return gate_->can_see_actor(viewer_, actor); }
    bool sees_document(const nlohmann::json& document) const {
        return gate_->can_see_document(viewer_, document);
    }
    // Rules about servers are not for our own things: only what is hidden is missing.
    bool sees_all_of_ours() const { return !gate_->hides_anything(); }
    Viewer viewer() const { return viewer_; }

  private:
    const Visibility* gate_;
    Viewer viewer_;
};

}  // namespace essaim::federation
