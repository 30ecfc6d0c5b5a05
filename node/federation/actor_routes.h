// Our actors as documents, and their collections: outbox, followers,
// following, featured, featuredTags (federation.md §1, §2; cases 5-9, 49).
// Readable unsigned; the bytes of an actor are made once (actor_documents.h).
// Lists of people are shown only where the association wants it.
#pragma once

#include "node/federation/actor_documents.h"
#include "node/federation/local_actors.h"
#include "node/federation/profile.h"
#include "node/web/router.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

class Visibility;

// An answer in application/activity+json that caches may keep, by Accept.
web::Response activity_json(int status, std::string body);

void add_actor_routes(web::Router& router, const LocalActors& actors,
                      const ActorDocuments& documents, const ProfileKeeper& profile,
                      const storage::Database& database, const Visibility& visibility);

}  // namespace essaim::federation
