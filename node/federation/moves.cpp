#include "node/federation/moves.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "node/federation/follows.h"
#include "node/federation/remote_actor_store.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kCooldown = 24h * 7;
constexpr int kMostAliases = 20;

}  // namespace

NewHome Moves::home_of(const std::string& actor, base::Instant at) const {
    auto reader = parts_.database.read();
    const auto known = RemoteActorStore(*reader).find(actor);
    return {.actor = actor,
            .handle = known ? "@" + known->handle : activitypub::host_of(actor),
            .name = known ? known->name : actor,
            .at = at};
}

Result<Alias> Moves::add_alias(const std::string& whom) {
    const auto actor = TRY(parts_.follows.find(whom));
    const auto now = parts_.clock.now();
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        auto count = connection.query("SELECT count(*) FROM alias");
        if (count.step() && count.number(0) >= kMostAliases) {
            return refuse(Fault::Conflict,
                          "Vingt anciennes adresses suffisent : retirez-en une d’abord.");
        }
        connection.query("INSERT OR IGNORE INTO alias (actor, at) VALUES (?, ?)")
            .arg(actor.id)
            .arg(base::to_millis(now))
            .run();
        return announce(parts_, connection, parts_.actors.association(), parts_.profile.get(), now);
    });
    if (!written) return std::unexpected(written.error());
    if (auto shown = refresh(parts_); !shown) return std::unexpected(shown.error());
    return Alias{actor.id, home_of(actor.id, now).handle};
}

Result<void> Moves::remove_alias(const std::string& actor) {
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        if (connection.query("DELETE FROM alias WHERE actor = ?").arg(actor).run() == 0) {
            return refuse(Fault::NotFound, "Cette adresse n’est pas dans la liste.");
        }
        return announce(parts_, connection, parts_.actors.association(), parts_.profile.get(),
                        parts_.clock.now());
    });
    if (!written) return written;
    return refresh(parts_);
}

std::vector<Alias> Moves::aliases() const {
    std::vector<Alias> all;
    std::vector<std::string> actors;
    {
        auto reader = parts_.database.read();
        actors = standing_of(*reader, parts_.actors.association()).also_known_as;
    }
    for (const auto& actor : actors) all.push_back({actor, home_of(actor, {}).handle});
    return all;
}

Result<Moves::Candidate> Moves::examine(const std::string& whom) {
    const auto actor = TRY(parts_.follows.find(whom));
    const auto& us = parts_.actors.association().id;
    return Candidate{
        .home = home_of(actor.id, parts_.clock.now()),
        .names_us = std::ranges::find(actor.also_known_as, us) != actor.also_known_as.end(),
        .has_moved = !actor.moved_to.empty()};
}

Result<NewHome> Moves::move_to(const std::string& whom) {
    if (const auto before = moved()) {
        return refuse(Fault::Conflict,
                      "L’association a déjà déménagé. On peut y revenir au bout de sept jours.");
    }
    const auto candidate = TRY(examine(whom));
    if (!candidate.names_us) {
        return refuse(Fault::Unprocessable,
                      "La nouvelle adresse ne nomme pas encore celle-ci. Sur le nouveau "
                      "nœud, ajoutez d’abord cette adresse aux anciennes, puis revenez.");
    }
    if (candidate.has_moved) {
        return refuse(Fault::Unprocessable,
                      "Cette adresse a elle-même déménagé : donnez la dernière.");
    }
    const auto& home = candidate.home;
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        const auto& us = parts_.actors.association();
        connection.query("INSERT INTO moved (actor, target, at) VALUES (?, ?, ?)")
            .arg(us.id)
            .arg(home.actor)
            .arg(base::to_millis(home.at))
            .run();
        return announce(parts_, connection, us, parts_.profile.get(), home.at);
    });
    if (!written) return std::unexpected(written.error());
    // Our document must say so before anybody comes to check.
    if (auto shown = refresh(parts_); !shown) return std::unexpected(shown.error());
    if (auto said = say_move(home.actor); !said) return std::unexpected(said.error());
    return home;
}

Result<void> Moves::say_move(const std::string& target) {
    const auto now = parts_.clock.now();
    const auto& us = parts_.actors.association();
    const auto id = parts_.outbox.new_activity_id(now);
    auto activity = activitypub::make_activity(id, "Move", us.id, nlohmann::json(us.id),
                                               {us.id + "/followers"}, {}, now);
    activity["target"] = target;
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        connection.query("UPDATE moved SET announced = ? WHERE actor = ?").arg(id).arg(us.id).run();
        return parts_.outbox.publish(connection, activity, Listing::Unlisted, now);
    });
    parts_.outbox.wake();
    return written;
}

Result<void> Moves::finish_saying() {
    std::string target;
    {
        auto reader = parts_.database.read();
        auto query = reader->query("SELECT target FROM moved WHERE actor = ? AND announced = ''")
                         .arg(parts_.actors.association().id);
        if (query.step()) target = query.text(0);
    }
    if (target.empty()) return {};
    return say_move(target);
}

std::optional<NewHome> Moves::moved() const {
    std::string target;
    base::Instant at{};
    {
        auto reader = parts_.database.read();
        auto query = reader->query("SELECT target, at FROM moved WHERE actor = ?")
                         .arg(parts_.actors.association().id);
        if (!query.step()) return std::nullopt;
        target = query.text(0);
        at = base::from_millis(query.number(1));
    }
    return home_of(target, at);
}

base::Instant Moves::may_return_from() const {
    const auto home = moved();
    return home ? home->at + kCooldown : parts_.clock.now();
}

Result<void> Moves::come_back() {
    if (!moved()) return refuse(Fault::NotFound, "L’association n’a pas déménagé.");
    if (parts_.clock.now() < may_return_from()) {
        return refuse(Fault::Conflict,
                      "On ne revient qu’au bout de sept jours : les autres serveurs n’obéissent "
                      "pas à deux déménagements plus rapprochés.");
    }
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        const auto& us = parts_.actors.association();
        connection.query("DELETE FROM moved WHERE actor = ?").arg(us.id).run();
        return announce(parts_, connection, us, parts_.profile.get(), parts_.clock.now());
    });
    if (!written) return written;
    return refresh(parts_);
}

}  // namespace essaim::federation
