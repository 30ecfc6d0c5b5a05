// Who speaks from this node: the association (Organization) and the node
// itself (Application, "instance actor"), their keys and their documents.
// Loaded once at start, then only read: any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/signatures/key.h"
#include "node/base/clock.h"
#include "node/base/error.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

struct LocalActor {
    std::string name;  // preferredUsername
    std::string kind;  // "association" or "node"
    std::string id;    // IRI
    activitypub::PrivateKey rsa;
    activitypub::PrivateKey ed25519;
    std::string created;  // xsd:dateTime
    std::string key_id() const { return id + "#main-key"; }
    std::string ed25519_key_id() const { return id + "#ed25519-key"; }
};

class LocalActors {
  public:
    // `base` is the public origin without a slash: "https://lanoisette.example".
    static Result<LocalActors> load(storage::Database& database, const std::string& base);
    // Makes the association and the node with new keys, once (essaim init).
    static Result<void> create(storage::Database& database, const std::string& association_name,
                               base::Instant now);

    const LocalActor& association() const { return actors_.front(); }
    const LocalActor& node() const { return actors_.back(); }
    const LocalActor* by_name(std::string_view name) const;
    const LocalActor* by_id(std::string_view id) const;
    bool owns(std::string_view iri) const;  // an IRI of this node's origin
    const std::string& base() const { return base_; }
    std::string host() const;

  private:
    std::string base_;
    std::vector<LocalActor> actors_;  // association first, node last
};

}  // namespace essaim::federation
