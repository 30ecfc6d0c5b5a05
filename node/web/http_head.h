// The head of an HTTP/1.1 request, read strictly (RFC 9112): what a lenient
// parser would take two ways is refused, so that nobody behind a proxy can
// smuggle a request (stack.md §1.3, security.md D4). Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace essaim::web {

struct HeadLimits {
    std::size_t bytes = 16 * 1024;
    std::size_t headers = 64;
    std::size_t target = 8 * 1024;
};

struct HttpHead {
    std::string method;
    std::string target;
    int minor = 1;                                             // HTTP/1.minor
    std::vector<std::pair<std::string, std::string>> headers;  // lower-case names, raw values
    std::optional<std::size_t> content_length;
    bool chunked = false;
    bool close = false;  // the client asks to close, or speaks HTTP/1.0
    bool expects_continue = false;
    std::size_t count(std::string_view name) const;
    std::string_view value(std::string_view name) const;  // first, or ""
};

struct HeadOutcome {
    int status = 0;  // 0: good; else the status to refuse with
    std::string why;
    HttpHead head;
};

// `text` ends with the empty line.
HeadOutcome parse_head(std::string_view text, const HeadLimits& limits);

}  // namespace essaim::web
