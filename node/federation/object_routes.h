// What we said, by its id: /o/{id} objects and /a/{id} activities, as they
// were said; 410 with a Tombstone for what was taken back. A browser is sent to
// the page. What is not public does not exist here: 404 (security.md B10).
#pragma once

#include <optional>
#include <string>

#include "node/federation/local_actors.h"
#include "node/web/router.h"

namespace essaim::storage {
class Database;
}

namespace essaim::federation {

class Visibility;

// Any object we hold, ours or not.
struct StoredDocument {
    std::string json;
    std::string type;
    bool local = false;
    bool deleted = false;
    bool public_ = false;
};
std::optional<StoredDocument> stored_document(const storage::Database& database,
                                              const std::string& id);

void add_object_routes(web::Router& router, const LocalActors& actors,
                       const storage::Database& database, const Visibility& visibility);

}  // namespace essaim::federation
