// Texts that wait for their hour: a draft, an instant, and a job on the disk
// that publishes it then, or as soon as the node runs again. What is kept as a
// draft or published by hand meanwhile waits no more.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "node/feature.h"
#include "node/web/typography.h"

namespace essaim::news {

// Day and hour of a form (2026-12-03, 09:00), on the clocks of Paris.
struct Hour {
    std::string day;
    std::string time;
    bool empty() const { return day.empty() && time.empty(); }
};
// None unless it is still to come, within a year.
std::optional<base::Instant> instant_of(const Hour& hour, base::Instant now);
Hour hour_of(base::Instant instant);

Result<void> schedule(Services& services, const std::string& post, base::Instant at);
void unschedule(storage::Connection& connection, const std::string& post);
std::optional<base::Instant> scheduled_for(storage::Connection& connection,
                                           const std::string& post);
void add_schedule_job(Services& services);

}  // namespace essaim::news
