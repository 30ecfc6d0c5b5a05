// What hangs on a text of ours: its replies, likes and shares, and its thread
// (federation.md §1; FEP-7888, FEP-f228; cases 48, 59). Every object of ours
// names them; here they are served. What not everybody may see is left out.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/federation/local_actors.h"
#include "node/federation/reactions.h"
#include "node/federation/visibility.h"
#include "node/web/router.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

// In the object of a Create or Update on its way out: the collections, with
// what they count now, and the thread it begins. Mastodon asks for `replies` at
// once unless it finds the first page inside; a new text comes with an empty one.
void name_collections(nlohmann::json& object, const std::string& base, const ReactionCounts& counts,
                      bool is_new);
// The same object as it is served: with today's counts and its first replies.
std::string with_collections(nlohmann::json object, storage::Connection& connection,
                             const LocalActors& actors, const Visibility& visibility);
// The servers whose reactions count for somebody.
HostRule seen_hosts(Sight sight);

void add_collection_routes(web::Router& router, const LocalActors& actors,
                           const storage::Database& database, const Visibility& visibility);

}  // namespace essaim::federation
