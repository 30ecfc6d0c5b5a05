#include "node/web/negotiation.h"

#include <algorithm>
#include <utility>

#include "node/base/random.h"
#include "node/base/text.h"

namespace essaim::web {

namespace {

std::string_view without_weak(std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag;
}

}  // namespace

std::string etag_of(std::string_view bytes) {
    return "\"" + base::sha256_hex(bytes).substr(0, 24) + "\"";
}

bool has_current(const Request& request, std::string_view etag) {
    for (const auto& [name, value] : request.headers) {
        if (name != "if-none-match") continue;
        // Our tags hold no comma, so a split cannot cut one in two.
        for (const auto item : base::split(value, ',')) {
            const auto tag = base::trim(item);
            if (tag == "*" || (!tag.empty() && without_weak(tag) == without_weak(etag)))
                return true;
        }
    }
    return false;
}

Response conditional(const Request& request, Response response) {
    if (response.status != 200 || (request.method != "GET" && request.method != "HEAD")) {
        return response;
    }
    const auto is = [](std::string_view wanted) {
        return [wanted](const auto& header) { return base::ascii_lower(header.first) == wanted; };
    };
    auto known = std::ranges::find_if(response.headers, is("etag"));
    if (known == response.headers.end()) {
        response.with("ETag",
                      etag_of(response.shared_body ? *response.shared_body : response.body));
        known = std::prev(response.headers.end());
    }
    if (!has_current(request, known->second)) return response;
    response.status = 304;
    response.body.clear();
    response.shared_body.reset();
    std::erase_if(response.headers, is("content-type"));
    return response;
}

}  // namespace essaim::web
