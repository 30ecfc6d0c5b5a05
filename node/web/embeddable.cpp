#include "node/web/embeddable.h"

#include <utility>

namespace essaim::web {

Response embeddable_html(const Request& request, std::string body) {
    return Response::html(200, std::move(body))
        // Who has a cookie may have chosen another language by it.
        .with("Cache-Control",
              request.header("cookie") ? "private, no-store" : "public, max-age=600")
        .with("Vary", "Accept-Language, Cookie")
        .with("Content-Security-Policy",
              "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
              "base-uri 'none'; form-action 'none'; frame-ancestors *");
}

}  // namespace essaim::web
