// What changing something about our actors needs, and the one activity that
// tells others: Update of the actor, to those who follow and to every server
// we know, since peers keep our document for a day or more (federation.md §2).
#pragma once

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/actor_documents.h"
#include "node/federation/local_actors.h"
#include "node/federation/outbox.h"
#include "node/federation/profile.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

class Follows;

struct IdentityParts {
    const base::Clock& clock;
    storage::Database& database;
    LocalActors& actors;
    ProfileKeeper& profile;
    ActorDocuments& documents;
    Outbox& outbox;
    Follows& follows;
};

// In the caller's transaction; after its commit: refresh(). `activity` is the
// id the Update gets, "" for a new one.
Result<void> announce(const IdentityParts& parts, storage::Connection& connection,
                      const LocalActor& actor, const Profile& profile, base::Instant now,
                      std::string activity = {});
// What is read from memory says the same as the database again; deliveries go out.
Result<void> refresh(const IdentityParts& parts);

}  // namespace essaim::federation
