#include "node/web/http_head.h"

#include <algorithm>

#include "node/base/text.h"

namespace essaim::web {

namespace {

constexpr std::size_t kHuge = std::size_t{1} << 50;
constexpr std::string_view kMethods[] = {"GET",   "HEAD",   "POST",   "PUT",
                                         "PATCH", "DELETE", "OPTIONS"};

bool is_token(std::string_view text) {
    static constexpr std::string_view kExtra = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kExtra.find(c) != std::string_view::npos;
    });
}

bool is_break_or_nul(char c) { return c == '\r' || c == '\n' || c == '\0'; }

bool is_field_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

bool is_target(std::string_view text) {
    return text.starts_with('/') && std::ranges::all_of(text, [](char c) {
               return c > 0x20 && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '\\' &&
                      c != '#';
           });
}

bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-_:[]").find(c) != std::string_view::npos;
    });
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

std::optional<std::size_t> digits(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::size_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        // Beyond any limit it stays beyond, and does not wrap around.
        if (number < kHuge) number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    return number;
}

HeadOutcome refused(int status, std::string why) { return {status, std::move(why), {}}; }

// What the headers say of the body and the connection, each in one way only.
HeadOutcome interpreted(HttpHead head) {
    if (head.count("host") != 1 || !is_host(head.value("host")))
        return refused(400, "there must be one plain Host header");
    for (const auto* once : {"content-length", "transfer-encoding", "content-type",
                             "content-encoding", "range", "expect"}) {
        if (head.count(once) > 1) return refused(400, std::string(once) + " is given twice");
    }
    if (head.count("content-encoding") > 0 &&
        base::ascii_lower(head.value("content-encoding")) != "identity") {
        return refused(415, "compressed requests are not read");
    }
    for (const auto& [name, value] : head.headers) {
        if (name.starts_with("remote_") || name.starts_with("local_"))
            return refused(400, "this header is not for clients to send");
    }
    if (head.count("range") > 0 && std::ranges::count(head.value("range"), ',') > 0)
        return refused(400, "one range at most");
    if (head.count("transfer-encoding") > 0) {
        if (head.count("content-length") > 0)
            return refused(400, "Content-Length and Transfer-Encoding together");
        if (head.minor == 0 || base::ascii_lower(head.value("transfer-encoding")) != "chunked")
            return refused(501, "only Transfer-Encoding: chunked is read");
        head.chunked = true;
    }
    if (head.count("content-length") > 0) {
        head.content_length = digits(head.value("content-length"));
        if (!head.content_length) return refused(400, "Content-Length is no number");
    }
    head.close = head.minor == 0;
    for (const auto& [name, value] : head.headers) {
        if (name != "connection") continue;
        const auto lower = base::ascii_lower(value);
        for (const auto option : base::split(lower, ',')) {
            if (trimmed(option) == "close") head.close = true;
        }
    }
    if (head.count("expect") > 0) {
        if (base::ascii_lower(head.value("expect")) != "100-continue")
            return refused(417, "Expect is not understood");
        head.expects_continue = true;
    }
    return {0, {}, std::move(head)};
}

}  // namespace

std::size_t HttpHead::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(headers, [&](const auto& header) { return header.first == name; }));
}

std::string_view HttpHead::value(std::string_view name) const {
    for (const auto& [key, text] : headers) {
        if (key == name) return text;
    }
    return {};
}

HeadOutcome parse_head(std::string_view text, const HeadLimits& limits) {
    if (text.size() > limits.bytes) return refused(431, "the head is too long");
    HttpHead head;
    bool first = true;
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        if (end == std::string_view::npos) return refused(400, "a line does not end with CRLF");
        const auto line = text.substr(0, end);
        text.remove_prefix(end + 2);
        if (std::ranges::any_of(line, is_break_or_nul)) return refused(400, "a bare CR, LF or NUL");
        if (first) {
            first = false;
            const auto space = line.find(' ');
            const auto last = line.rfind(' ');
            if (space == std::string_view::npos || space == last ||
                line.find(' ', space + 1) != last)
                return refused(400, "not a request line");
            const auto version = line.substr(last + 1);
            head.method = line.substr(0, space);
            head.target = line.substr(space + 1, last - space - 1);
            if (!is_token(head.method) || head.method.size() > 16)
                return refused(400, "not a method");
            if (version != "HTTP/1.1" && version != "HTTP/1.0")
                return refused(505, "only HTTP/1.1 is spoken");
            head.minor = version.back() - '0';
            if (head.target.size() > limits.target) return refused(414, "the address is too long");
            if (std::ranges::find(kMethods, head.method) == std::end(kMethods))
                return refused(501, "this method is not known here");
            if (!is_target(head.target)) return refused(400, "not an address of this server");
            continue;
        }
        if (line.empty()) break;
        if (head.headers.size() == limits.headers) return refused(431, "too many headers");
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
            return refused(400, "not a header");
        const auto value = trimmed(line.substr(colon + 1));
        if (!is_field_value(value)) return refused(400, "a control character in a header");
        head.headers.emplace_back(base::ascii_lower(line.substr(0, colon)), std::string(value));
    }
    return interpreted(std::move(head));
}

}  // namespace essaim::web
