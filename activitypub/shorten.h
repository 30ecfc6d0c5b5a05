// An activity in a body that every peer takes: Misskey refuses more than 64 KB
// (federation.md §10, case 46). First the copies of the text go, then the
// object itself, which peers fetch at its address.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

namespace activitypub {

// Leaves room for a proof, which repeats the context.
inline constexpr std::size_t kMostActivityBytes = 60'000;

void shorten(nlohmann::json& activity, std::size_t bytes = kMostActivityBytes);

}  // namespace activitypub
