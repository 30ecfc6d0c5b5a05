#include "node/federation/local_actors.h"

#include "activitypub/date.h"
#include "activitypub/iri.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

// Its preferredUsername is the host, which the database does not know; no
// association can have this name.
constexpr const char* kNodeName = "node.";

Result<void> insert(storage::Connection& connection, const std::string& name, const std::string& kind, base::Instant now) {
    const auto rsa = activitypub::PrivateKey::generate_rsa();
    const auto ed25519 = activitypub::PrivateKey::generate_ed25519();
    connection.query("INSERT INTO local_actor (name, kind, rsa_private, ed25519_private, created_at) VALUES (?,?,?,?,?)")
        .arg(name)
        .arg(kind)
        .blob(rsa.to_der())
        .blob(ed25519.to_der())
        .arg(base::to_millis(now))
        .run();
    return {};
}

}  // namespace

Result<void> LocalActors::create(storage::Database& database, const std::string& association_name, base::Instant now) {
    return database.write([&](storage::Connection& connection) -> Result<void> {
        if (auto made = insert(connection, association_name, "association", now); !made) return made;
        return insert(connection, kNodeName, "node", now);
    });
}

Result<LocalActors> LocalActors::load(storage::Database& database, const std::string& base) {
    LocalActors actors;
    actors.base_ = base;
    auto reader = database.read();
    auto query = reader->query("SELECT name, kind, rsa_private, ed25519_private, created_at FROM local_actor ORDER BY kind = 'node', kind <> 'association'");
    while (query.step()) {
        const auto kind = query.text(1);
        const bool node = kind == "node";
        const auto host = actors.host();
        const auto name = node ? host.substr(0, host.rfind(':')) : query.text(0);
        auto rsa = TRY(activitypub::PrivateKey::from_der(query.bytes(2)));
        auto ed25519 = TRY(activitypub::PrivateKey::from_der(query.bytes(3)));
        actors.actors_.push_back({name, kind, base + (node ? "/actor" : "/@" + name), std::move(rsa), std::move(ed25519),
                                  activitypub::format_date_time(base::from_millis(query.number(4)))});
    }
    if (actors.actors_.size() < 2) return refuse(Fault::NotFound, "this database has no association yet: essaim init");
    return actors;
}

const LocalActor* LocalActors::by_name(std::string_view name) const {
    for (const auto& actor : actors_) {
        if (actor.name == name) return &actor;
    }
    return nullptr;
}

const LocalActor* LocalActors::by_id(std::string_view id) const {
    for (const auto& actor : actors_) {
        if (actor.id == id) return &actor;
    }
    return nullptr;
}

bool LocalActors::owns(std::string_view iri) const { return activitypub::same_origin(iri, base_ + "/"); }

std::string LocalActors::host() const { return base_.substr(base_.find("://") + 3); }

}  // namespace essaim::federation
