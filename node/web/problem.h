// From a refusal inside to what the outside may know: a status and, for a
// person, the French source text of a sentence (translated with
// Translations::tr; problem_page() in frame.h shows the same). Never
// Error::detail, which is for our log. Pure; any thread.
#pragma once

#include <string_view>

#include "node/base/error.h"
#include "node/web/response.h"

namespace essaim::web {

int status_of(Fault fault);
std::string_view public_sentence(int status);

// For machines: one plain English line. 503 and 429 ask to come back later.
Response plain_problem(int status);
inline Response plain_problem(const Error& error) { return plain_problem(status_of(error.fault)); }

}  // namespace essaim::web
