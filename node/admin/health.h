// How the node is, in sentences a person can act on; the same facts as /sante
// and `essaim queue list`.
#pragma once

#include <string>
#include <vector>

#include "node/feature.h"

namespace essaim::admin {

struct Sentence {
    std::string level;  // "ok", "attention", "trouble"
    std::string text;
    std::string detail = {};  // for who knows machines; may be empty
};

std::vector<Sentence> health_of(Services& services, web::Language language);
std::vector<Sentence> queue_of(Services& services, web::Language language);
// Why a delivery did not arrive ("HTTP 503"), in words.
std::string reason_of(Services& services, web::Language language, const std::string& error);

}  // namespace essaim::admin
