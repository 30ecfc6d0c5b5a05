// The weekly letter: on Monday morning, the week's texts of ours, whole, and
// what is on the agenda, to whoever asked for it; none when nothing is new. A
// letter that was due while the node stood still leaves when it starts again;
// none leaves twice: until when it told is written down with the letters.
#pragma once

#include "node/feature.h"

namespace essaim::letters {

using LetterSources = decltype(Plug::letters);

void add_weekly_job(Services& services, LetterSources sources);

// Mondays at 06:00 UTC.
base::Instant next_monday(base::Instant now);

// What there is to say now, and to how many it went. Also before Monday.
Result<std::size_t> send_weekly(Services& services, const LetterSources& sources);

// Soon, whatever the day.
Result<void> plan_weekly_now(Services& services);

}  // namespace essaim::letters
