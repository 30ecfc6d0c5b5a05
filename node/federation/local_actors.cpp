#include "node/federation/local_actors.h"

#include <atomic>
#include <deque>
#include <mutex>
#include <set>
#include <unordered_map>

#include "activitypub/date.h"
#include "activitypub/iri.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

// Its preferredUsername is the host, which the database does not know; no
// association can have this name.
constexpr const char* kNodeName = "node.";

struct Snapshot {
    std::deque<LocalActor> actors;  // association first, node last
    std::unordered_map<std::string_view, const LocalActor*> by_name;
    std::unordered_map<std::string_view, const LocalActor*> by_id;
    std::set<std::string, std::less<>> gone;  // names and ids
};

Result<std::optional<KeyPair>> pair_of(const std::string& rsa, const std::string& ed25519) {
    if (rsa.empty() || ed25519.empty()) return std::nullopt;
    return KeyPair{TRY(activitypub::PrivateKey::from_der(rsa)),
                   TRY(activitypub::PrivateKey::from_der(ed25519))};
}

Result<void> insert(storage::Connection& connection, const std::string& name,
                    const std::string& kind, base::Instant now) {
    auto keys = KeyPair::generate();
    LocalActor actor{.name = name,
                     .kind = kind,
                     .id = {},
                     .rsa = std::move(keys.rsa),
                     .ed25519 = std::move(keys.ed25519),
                     .created = {},
                     .previous = {},
                     .rotation = {},
                     .account = {},
                     .display_name = {}};
    LocalActors::add(connection, actor, now);
    return {};
}

}  // namespace

KeyPair KeyPair::generate() {
    return {activitypub::PrivateKey::generate_rsa(), activitypub::PrivateKey::generate_ed25519()};
}

struct LocalActors::State {
    std::string base;
    std::mutex mutex;                                        // of those who reload
    std::vector<std::unique_ptr<const Snapshot>> snapshots;  // the last one is current
    std::atomic<const Snapshot*> current = nullptr;

    const Snapshot& now() const { return *current.load(std::memory_order_acquire); }

    std::string host() const { return base.substr(base.find("://") + 3); }

    Result<std::unique_ptr<Snapshot>> read(storage::Database& database) const {
        auto snapshot = std::make_unique<Snapshot>();
        auto reader = database.read();
        auto query = reader->query(
            "SELECT name, kind, rsa_private, ed25519_private, created_at, key_number, "
            "rsa_previous, "
            "ed25519_previous, rotated_at, rotation, account, display_name, deleted_at, gone_at "
            "FROM local_actor ORDER BY kind = 'node', kind <> 'association', name");
        while (query.step()) {
            const bool node = query.text(1) == "node";
            const auto name = node ? host().substr(0, host().rfind(':')) : query.text(0);
            const auto id = base + (node ? "/actor" : "/@" + name);
            if (!query.is_null(13)) {
                snapshot->gone.insert(name);
                snapshot->gone.insert(id);
                continue;
            }
            snapshot->actors.push_back(
                {.name = name,
                 .kind = query.text(1),
                 .id = id,
                 .rsa = TRY(activitypub::PrivateKey::from_der(query.bytes(2))),
                 .ed25519 = TRY(activitypub::PrivateKey::from_der(query.bytes(3))),
                 .created = activitypub::format_date_time(base::from_millis(query.number(4))),
                 .key_number = static_cast<int>(query.number(5)),
                 .previous = TRY(pair_of(query.bytes(6), query.bytes(7))),
                 .rotation = query.text(9),
                 .rotated = base::from_millis(query.number(8)),
                 .account = query.text(10),
                 .display_name = query.text(11),
                 .leaving = !query.is_null(12)});
        }
        if (snapshot->actors.size() < 2) {
            return refuse(Fault::NotFound, "this database has no association yet: essaim init");
        }
        for (const auto& actor : snapshot->actors) {
            snapshot->by_name.emplace(actor.name, &actor);
            snapshot->by_id.emplace(actor.id, &actor);
        }
        return snapshot;
    }
};

void LocalActors::add(storage::Connection& connection, const LocalActor& actor, base::Instant now) {
    connection
        .query(
            "INSERT INTO local_actor (name, kind, rsa_private, ed25519_private, created_at, "
            "account, display_name) VALUES (?,?,?,?,?,?,?)")
        .arg(actor.name)
        .arg(actor.kind)
        .blob(actor.rsa.to_der())
        .blob(actor.ed25519.to_der())
        .arg(base::to_millis(now))
        .arg(actor.account.empty() ? std::nullopt : std::optional(actor.account))
        .arg(actor.display_name)
        .run();
}

Result<void> LocalActors::create(storage::Database& database, const std::string& association_name,
                                 base::Instant now) {
    return database.write([&](storage::Connection& connection) -> Result<void> {
        TRY(insert(connection, association_name, "association", now));
        return insert(connection, kNodeName, "node", now);
    });
}

Result<LocalActors> LocalActors::load(storage::Database& database, const std::string& base) {
    LocalActors actors;
    actors.state_ = std::make_shared<State>();
    actors.state_->base = base;
    TRY(actors.reload(database));
    return actors;
}

Result<void> LocalActors::reload(storage::Database& database) {
    const std::lock_guard lock(state_->mutex);
    auto read = TRY(state_->read(database));
    state_->snapshots.push_back(std::move(read));
    state_->current.store(state_->snapshots.back().get(), std::memory_order_release);
    return {};
}

const LocalActor& LocalActors::association() const { return state_->now().actors.front(); }

const LocalActor& LocalActors::node() const { return state_->now().actors.back(); }

const LocalActor* LocalActors::by_name(std::string_view name) const {
    const auto& names = state_->now().by_name;
    const auto found = names.find(name);
    return found == names.end() ? nullptr : found->second;
}

const LocalActor* LocalActors::by_id(std::string_view id) const {
    const auto& ids = state_->now().by_id;
    const auto found = ids.find(id);
    return found == ids.end() ? nullptr : found->second;
}

std::vector<const LocalActor*> LocalActors::all() const {
    std::vector<const LocalActor*> actors;
    for (const auto& actor : state_->now().actors) actors.push_back(&actor);
    return actors;
}

bool LocalActors::is_gone(std::string_view name_or_id) const {
    return state_->now().gone.contains(name_or_id);
}

bool LocalActors::owns(std::string_view iri) const {
    return activitypub::same_origin(iri, state_->base + "/");
}

const std::string& LocalActors::base() const { return state_->base; }

std::string LocalActors::host() const { return state_->host(); }

}  // namespace essaim::federation
