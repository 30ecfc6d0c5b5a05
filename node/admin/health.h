// The state of the node in sentences: what goes well, what waits and why.
#pragma once

#include <string>
#include <vector>

#include "node/feature.h"

namespace essaim::admin {

struct Sentence {
    std::string level;  // "ok", "attention", "trouble"
    std::string text;   // in the language asked
};

std::vector<Sentence> health_of(Services& services, web::Language language);
// One sentence per host for which something waits or failed; one if nothing does.
std::vector<Sentence> queue_of(Services& services, web::Language language);

}  // namespace essaim::admin
