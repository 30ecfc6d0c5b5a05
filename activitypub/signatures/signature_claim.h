// What a signed request claims before anything is verified: which key, over
// which parts, when. Shared by cavage.h and rfc9421.h.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "activitypub/date.h"

namespace activitypub {

enum class Scheme { Cavage, Rfc9421 };

struct SignatureClaim {
    Scheme scheme = Scheme::Cavage;
    std::string key_id;
    std::string algorithm;                // as given; "" if absent
    std::vector<std::string> components;  // in order
    std::string parameters;               // RFC 9421: the raw inner list with its parameters
    std::string signature;                // bytes
    std::optional<Time> created;
    std::optional<Time> expires;
};

// security.md A3 and federation.md §4.1: how old or early a signature may be.
struct SignatureWindow {
    std::chrono::minutes past{60};
    std::chrono::minutes future{5};
};

}  // namespace activitypub
