// "Not changed since": validators of RFC 9110 §8.8.3 and §13.1.2. (The language
// of a page is language_of() in translations.h.) Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::web {

std::string etag_of(std::string_view bytes);  // strong, with its quotes

// Does If-None-Match name this tag (or "*")? Weak comparison.
bool has_current(const Request& request, std::string_view etag);

// A 200 to GET or HEAD with its ETag (computed unless it has one), or the 304
// that stands for it. Anything else comes back as it was.
Response conditional(const Request& request, Response response);

}  // namespace essaim::web
