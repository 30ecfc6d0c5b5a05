// Who speaks from this node: the association (Organization), members who asked
// for an address of their own (Person) and the node itself (Application,
// "instance actor"), with their keys. Read by any thread while reload() puts
// new ones in place: what was handed out stays valid, for actors change a few
// times a year and the old ones are kept to the end.
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

struct KeyPair {
    activitypub::PrivateKey rsa;
    activitypub::PrivateKey ed25519;
    static KeyPair generate();  // takes about 150 ms: not in a request thread
};

struct LocalActor {
    std::string name;  // preferredUsername
    std::string kind;  // "association", "person" or "node"
    std::string id;    // IRI
    activitypub::PrivateKey rsa;
    activitypub::PrivateKey ed25519;
    std::string created;  // xsd:dateTime
    int key_number = 1;
    std::optional<KeyPair> previous;  // until its successor is known everywhere
    std::string rotation;             // id of the Update that announces the key
    base::Instant rotated{};
    std::string account;       // person: whose
    std::string display_name;  // person: as people read it
    bool leaving = false;      // said goodbye; still served, so that it can be verified

    // A new key has a new id: nobody takes it for the old one (federation.md §4.1).
    std::string key_id() const { return id + "#main-key" + suffix(key_number); }
    std::string ed25519_key_id() const { return id + "#ed25519-key" + suffix(key_number); }
    std::string previous_key_id() const { return id + "#main-key" + suffix(key_number - 1); }
    std::string previous_ed25519_key_id() const {
        return id + "#ed25519-key" + suffix(key_number - 1);
    }
    bool is_node() const { return kind == "node"; }
    bool can_be_followed() const { return !is_node() && !leaving; }

  private:
    static std::string suffix(int number) { return number < 2 ? "" : "-" + std::to_string(number); }
};

class LocalActors {
  public:
    // `base` is the public origin without a slash: "https://lanoisette.example".
    static Result<LocalActors> load(storage::Database& database, const std::string& base);
    // Makes the association and the node with new keys, once (essaim init).
    static Result<void> create(storage::Database& database, const std::string& association_name,
                               base::Instant now);
    // One row more, in the caller's transaction; reload() after the commit.
    static void add(storage::Connection& connection, const LocalActor& actor, base::Instant now);
    Result<void> reload(storage::Database& database);

    const LocalActor& association() const;
    const LocalActor& node() const;
    const LocalActor* by_name(std::string_view name) const;
    const LocalActor* by_id(std::string_view id) const;
    std::vector<const LocalActor*> all() const;  // association first, node last
    // Was here and is gone for good: 410 for ever (A12). Name or id.
    bool is_gone(std::string_view name_or_id) const;
    bool owns(std::string_view iri) const;  // an IRI of this node's origin
    const std::string& base() const;
    std::string host() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace essaim::federation
