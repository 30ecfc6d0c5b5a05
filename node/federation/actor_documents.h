// The documents of our two actors (federation.md §2), made once and served as
// the same bytes until the profile changes. Any thread.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/base/guarded.h"
#include "node/federation/local_actors.h"
#include "node/federation/profile.h"

namespace essaim::federation {

nlohmann::json association_json(const LocalActors& actors, const Profile& profile);
nlohmann::json node_json(const LocalActors& actors, const Profile& profile);

class ActorDocuments {
  public:
    ActorDocuments(const LocalActors& actors, const Profile& profile);
    void rebuild(const Profile& profile);
    std::shared_ptr<const std::string> association() const;
    std::shared_ptr<const std::string> node() const;

  private:
    struct Bytes {
        std::shared_ptr<const std::string> association;
        std::shared_ptr<const std::string> node;
    };
    const LocalActors& actors_;
    base::Guarded<Bytes> bytes_;
};

}  // namespace essaim::federation
