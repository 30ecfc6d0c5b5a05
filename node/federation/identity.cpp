#include "node/federation/identity.h"

#include "node/base/log.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;

void note(const char* what, const Result<void>& outcome) {
    if (!outcome) base::log::warning(what, {{"why", outcome.error().detail}});
}

}  // namespace

Identity::Identity(IdentityParts parts)
    : parts_(parts),
      keys(parts_),
      people(parts_),
      moves(parts_),
      pins(parts_),
      absence_(parts_),
      chores_(parts_.clock) {
    chores_.every(5min, [this](const std::stop_token&) { absence_.still_here(); });
    chores_.every(
        1h, [this](const std::stop_token&) { note("old keys not dropped", keys.retire_old()); });
    chores_.every(1min, [this](const std::stop_token&) {
        note("a departure not finished", people.finish_leaving());
    });
}

Result<void> Identity::set_profile(const Profile& profile, const With& with) {
    const auto known = parts_.profile.get();
    const bool of_the_site = known != profile && is_same_abroad(known, profile);
    auto written = parts_.database.write([&](storage::Connection& connection) -> Result<void> {
        if (with) TRY(with(connection));
        ProfileKeeper::save(connection, profile);
        if (of_the_site) return {};
        return announce(parts_, connection, parts_.actors.association(), profile,
                        parts_.clock.now());
    });
    if (!written) return written;
    parts_.profile.put(profile);
    parts_.documents.rebuild();
    parts_.outbox.wake();
    return {};
}

std::shared_ptr<web::Wait> Identity::in_background(const std::string& key,
                                                   std::function<Result<void>()> work) {
    auto wait = std::make_shared<web::Wait>();
    // Each under a key of its own: two that ask for the same both get an answer.
    const auto taken =
        chores_.add(key + " " + std::to_string(++asked_),
                    [wait, work = std::move(work)](const std::stop_token&) {
                        const auto outcome = work();
                        note("not done in the background", outcome);
                        wait->finish(outcome ? web::Wait::Outcome::Send : web::Wait::Outcome::Fail);
                    });
    if (!taken) wait->finish(web::Wait::Outcome::Fail);
    return wait;
}

void Identity::start() {
    if (auto caught_up = absence_.catch_up(); !caught_up) {
        note("not caught up", std::unexpected(caught_up.error()));
    }
    note("the Move was not said", moves.finish_saying());
    chores_.start();
}

void Identity::stop() { chores_.stop(); }

}  // namespace essaim::federation
