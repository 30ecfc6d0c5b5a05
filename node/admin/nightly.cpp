#include "node/admin/nightly.h"

#include "node/accounts/links.h"
#include "node/accounts/people.h"
#include "node/admin/archive.h"
#include "node/base/log.h"
#include "node/federation/identity.h"
#include "node/federation/moderation.h"
#include "node/federation/retention.h"
#include "node/media/media.h"
#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

using namespace std::chrono_literals;

Result<void> plan(Services& services) {
    return services.database.write([&](storage::Connection& connection) -> Result<void> {
        storage::enqueue_unless_waiting(connection, kNightly, next_night(services.clock.now()));
        return {};
    });
}

// Those who left a week ago: first their own address says goodbye, then the account goes.
Result<void> erase_who_left(Services& services) {
    auto& people = services.accounts.people();
    for (const auto& id : people.due()) {
        auto& own = services.federation.identity().people;
        if (own.of(id) != nullptr) TRY(own.remove(id));
        TRY(people.erase(id));
        services.accounts.journal("node", "left", id);
    }
    return {};
}

Result<void> night(Services& services) {
    if (auto expired = services.federation.retention().run(); !expired) return expired;
    if (auto settled = services.federation.moderation().settle(); !settled) return settled;
    if (auto erased = erase_who_left(services); !erased) return erased;
    services.media.tidy();
    forget_archive(services);
    if (auto cleaned = services.mail.clean(); !cleaned) return cleaned;
    if (auto forgotten = services.accounts.links().forget(); !forgotten) return forgotten;
    return plan(services);
}

}  // namespace

base::Instant next_night(base::Instant now) {
    const base::Instant today = std::chrono::floor<std::chrono::days>(now);
    const auto tonight = today + 2h + 30min;
    return tonight > now ? tonight : tonight + 24h;
}

void add_nightly_job(Services& services) {
    services.jobs.on(kNightly, [&services](const std::string&) { return night(services); });
    if (auto planned = plan(services); !planned) {
        base::log::warning("no night is planned", {{"why", planned.error().detail}});
    }
}

}  // namespace essaim::admin
