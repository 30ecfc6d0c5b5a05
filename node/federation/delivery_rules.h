// What an answer means for a delivery and for its host, without I/O
// (federation.md §7, security.md §2.2). A host that fails five times in a row
// is left alone: tried every 30 minutes, daily after a week, given up after 90
// days; while nobody answers there, its deliveries are held, not used up.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "activitypub/signatures/signature_claim.h"
#include "node/base/clock.h"
#include "node/federation/delivery_store.h"

namespace essaim::federation {

enum class Verdict { Delivered, OtherScheme, Later, Held, Failed };

// status 0: no answer. `tries` counts this one.
Verdict judge(int status, std::int64_t tries, bool other_scheme_tried);
// How long until the next try after `tries` failed ones; `roll` in [0, 1) spreads them.
std::chrono::milliseconds delay_after(int status, std::int64_t tries, double roll);
// Seconds or a date, at most 24 hours from now; of 408, 425, 429 and 5xx only.
std::optional<base::Instant> asked_to_wait_until(int status, std::string_view retry_after,
                                                 base::Instant now);

bool is_open(const PeerHost& host);  // the breaker: it failed too often in a row
bool is_given_up(const PeerHost& host);
// The host after an answer (0: none).
PeerHost after_answer(PeerHost host, int status, activitypub::Scheme scheme, base::Instant now);

}  // namespace essaim::federation
