// The documents of our actors (federation.md §2), made once and served as the
// same bytes until something about them changes. Any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/guarded.h"
#include "node/federation/local_actors.h"
#include "node/federation/profile.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

// Where the association was before, and where it went (FEP-7628).
struct Standing {
    std::vector<std::string> also_known_as;
    std::string moved_to;
};
Standing standing_of(storage::Connection& connection, const LocalActor& actor);

// As it is, or as it would be with another profile, key or standing.
nlohmann::json actor_json(const LocalActors& actors, const LocalActor& actor,
                          const Profile& profile, const Standing& standing);
// The page people read about it; the home page for the association.
std::string page_of(const LocalActors& actors, const LocalActor& actor);
// Address of a picture that every server shows.
std::string picture_of(const LocalActors& actors, const LocalActor& actor, const Profile& profile);

class ActorDocuments {
  public:
    ActorDocuments(storage::Database& database, const LocalActors& actors,
                   const ProfileKeeper& profile);
    void rebuild();  // after a commit that changed what they say
    std::shared_ptr<const std::string> of(std::string_view name) const;  // null: nobody
    std::shared_ptr<const std::string> association() const;
    std::shared_ptr<const std::string> node() const;

  private:
    using Bytes = std::map<std::string, std::shared_ptr<const std::string>, std::less<>>;
    storage::Database& database_;
    const LocalActors& actors_;
    const ProfileKeeper& profile_;
    std::mutex rebuilding_;  // who reads later puts later
    base::Guarded<Bytes> bytes_;
};

}  // namespace essaim::federation
