// The job that runs every night, or at the first start after it: what expired
// goes (node/federation/retention.h), and rules about servers are seen through.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

inline constexpr const char* kNightly = "nightly";

void add_nightly_job(Services& services);
// The next 02:30 UTC after `now`, when few people read.
base::Instant next_night(base::Instant now);

}  // namespace essaim::admin
