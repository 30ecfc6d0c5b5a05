#include "node/federation/key_rotation.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "node/federation/delivery_store.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"
#include "node/web/translations.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kKeptAtLeast = 24h * 7;
constexpr std::string_view kTooSoon =
    web::tr_later("Les clés viennent d’être changées : attendez une semaine avant de recommencer.");

// The node's row has another name than its actor.
constexpr const char* kWhose = "WHERE kind = ? AND (kind = 'node' OR name = ?)";

LocalActor with_new_keys(const LocalActor& actor, const std::string& rotation, base::Instant now) {
    auto keys = KeyPair::generate();
    auto renewed = actor;
    renewed.previous = KeyPair{actor.rsa, actor.ed25519};
    renewed.rsa = std::move(keys.rsa);
    renewed.ed25519 = std::move(keys.ed25519);
    renewed.key_number = actor.key_number + 1;
    renewed.rotation = rotation;
    renewed.rotated = now;
    return renewed;
}

void save(storage::Connection& connection, const LocalActor& actor) {
    static const auto kSql =
        std::string(
            "UPDATE local_actor SET rsa_previous = rsa_private, "
            "ed25519_previous = ed25519_private, rsa_private = ?, ed25519_private = ?, "
            "key_number = ?, rotated_at = ?, rotation = ? ") +
        kWhose;
    connection.query(kSql)
        .blob(actor.rsa.to_der())
        .blob(actor.ed25519.to_der())
        .arg(actor.key_number)
        .arg(base::to_millis(actor.rotated))
        .arg(actor.rotation)
        .arg(actor.kind)
        .arg(actor.name)
        .run();
}

}  // namespace

Result<void> KeyRotation::rotate() {
    if (!state().may_rotate) return refuse(Fault::Conflict, std::string(kTooSoon));
    const auto now = parts_.clock.now();
    std::vector<LocalActor> renewed;
    for (const auto* actor : parts_.actors.all()) {
        if (actor->leaving) continue;
        renewed.push_back(with_new_keys(*actor, parts_.outbox.new_activity_id(now), now));
    }
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        for (const auto& actor : renewed) {
            // Two people may have pressed the button.
            auto query = connection.query(
                "SELECT 1 FROM local_actor WHERE kind = ? AND key_number >= ? "
                "AND (kind = 'node' OR name = ?)");
            query.arg(actor.kind).arg(actor.key_number).arg(actor.name);
            if (query.step()) return refuse(Fault::Conflict, std::string(kTooSoon));
        }
        for (const auto& actor : renewed) {
            save(connection, actor);
            TRY(announce(parts_, connection, actor, parts_.profile.get(), now, actor.rotation));
        }
        return {};
    });
    if (!written) return written;
    return refresh(parts_);
}

Result<void> KeyRotation::retire_old() {
    const auto now = parts_.clock.now();
    std::vector<const LocalActor*> done;
    {
        auto reader = parts_.database.read();
        for (const auto* actor : parts_.actors.all()) {
            if (!actor->previous || now - actor->rotated < kKeptAtLeast) continue;
            if (!DeliveryStore(*reader).is_waiting(actor->rotation)) done.push_back(actor);
        }
    }
    if (done.empty()) return {};
    TRY(parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        static const auto kSql = std::string(
                                     "UPDATE local_actor SET rsa_previous = NULL, "
                                     "ed25519_previous = NULL, rotation = '' ") +
                                 kWhose;
        for (const auto* actor : done)
            connection.query(kSql).arg(actor->kind).arg(actor->name).run();
        return {};
    }));
    return refresh(parts_);
}

KeyState KeyRotation::state() const {
    const auto& us = parts_.actors.association();
    KeyState state{.number = us.key_number, .rotated = {}};
    if (us.rotated == base::Instant{}) return state;
    state.rotated = us.rotated;
    state.may_rotate = !us.previous && parts_.clock.now() - us.rotated >= kKeptAtLeast;
    if (us.rotation.empty()) return state;
    auto reader = parts_.database.read();
    auto query =
        reader->query("SELECT count(*) FROM delivery WHERE activity = ? AND state = 'waiting'")
            .arg(us.rotation);
    if (query.step()) state.untold = query.number(0);
    return state;
}

bool KeyRotation::uses_old(const LocalActor& actor, const std::string& host) const {
    if (!actor.previous) return false;
    auto reader = parts_.database.read();
    return DeliveryStore(*reader).is_waiting(actor.rotation, host);
}

}  // namespace essaim::federation
