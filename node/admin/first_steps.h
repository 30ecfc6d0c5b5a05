// "Premiers pas": what a new association still has to do. The features say
// what; this keeps what was put off for a week, in the setting 'later'.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/feature.h"

namespace essaim::admin {

using FirstSteps = decltype(Plug::first_steps);

struct ShownStep {
    FirstStep step;
    std::optional<base::Instant> back;  // put off until then
};

// All of them: to do, put off, done; empty once every one is done.
std::vector<ShownStep> steps_of(Services& services, const FirstSteps& steps,
                                web::Language language);
Result<void> put_off(Services& services, const std::string& key);
Result<void> resume(Services& services, const std::string& key);

// The steps that are ours to say: the sheet, a neighbour, a second manager.
void add_steps(Services& services, FirstSteps& steps);

}  // namespace essaim::admin
