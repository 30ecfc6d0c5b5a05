// A request as it comes from the wire: head, then the body once as chunks and
// once as a urlencoded form. Forms with files: multipart_target.cpp.
#include <algorithm>

#include "activitypub/media_type.h"
#include "node/base/text.h"
#include "node/web/chunked_body.h"
#include "node/web/client_address.h"
#include "node/web/http_head.h"
#include "node/web/request.h"
#include "tests/fuzz/fuzz.h"

using namespace essaim;
using namespace essaim::web;
using fuzz::promise;

namespace {

constexpr std::size_t kBodyLimit = 1000;

void check_head(std::string_view text) {
    const auto outcome = parse_head(text, {});
    const auto& head = outcome.head;
    if (outcome.status != 0) {
        promise(outcome.status >= 400 && outcome.status < 600 && !outcome.why.empty(),
                "a refusal has a status and a reason");
        return;
    }
    promise(head.count("host") == 1, "one Host");
    promise(!(head.chunked && head.content_length), "one way to tell the body's length");
    promise(head.target.starts_with('/'), "a target of this server");
    std::string written =
        head.method + ' ' + head.target + " HTTP/1." + std::to_string(head.minor) + "\r\n";
    for (const auto& [name, value] : head.headers) {
        promise(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
                "no line end in a header");
        promise(base::ascii_lower(name) == name && !name.empty(), "names are in lower case");
        written += name + ": " + value + "\r\n";
    }
    const auto again = parse_head(written + "\r\n", {.bytes = 2 * HeadLimits{}.bytes});
    promise(again.status == 0 && again.head.headers == head.headers &&
                again.head.content_length == head.content_length &&
                again.head.chunked == head.chunked && again.head.close == head.close,
            "a head written is read back");
    const auto client = client_of("192.0.2.1", head.headers, {"192.0.2.1"});
    promise(is_ip_address(client), "a client is an address, whatever its proxy says");
    if (const auto type = activitypub::parse_media_type(head.value("content-type")))
        promise(type->type == base::ascii_lower(type->type), "a media type is in lower case");
    (void)activitypub::prefers_activity_json(head.value("accept"));
}

struct Chunks {
    ChunkedBody::State state;
    std::string body;
    std::size_t left;  // bytes after the body, for the next request
};

Chunks chunks_in(std::string_view text, std::size_t step) {
    ChunkedBody chunks;
    std::string input;
    auto state = ChunkedBody::State::More;
    while (state == ChunkedBody::State::More && !text.empty()) {
        const auto some = std::min(step, text.size());
        input.append(text.substr(0, some));
        text.remove_prefix(some);
        state = chunks.read(input, kBodyLimit);
    }
    return {state, chunks.take(), input.size() + text.size()};
}

void check_chunks(std::string_view text) {
    const auto whole = chunks_in(text, text.size());
    const auto slow = chunks_in(text, 1);
    promise(whole.body.size() <= std::min(kBodyLimit, text.size()), "a body within its bounds");
    promise(whole.state == slow.state, "how bytes arrive does not change what is read");
    if (whole.state == ChunkedBody::State::Done)
        promise(whole.body == slow.body && whole.left == slow.left, "one body, one end");
}

void check_form(std::string_view text) {
    Request request;
    request.query = text;
    request.body = text;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"},
                       {"cookie", std::string(text)}};
    const auto first = text.substr(0, text.find('&'));
    const auto equals = first.find('=');
    const auto name = base::form_decode(first.substr(0, equals));
    const auto value =
        equals == std::string_view::npos ? "" : base::form_decode(first.substr(equals + 1));
    promise(request.form_value(name) == value, "the first field of a form is found");
    promise(request.query_value(name) == value, "a query is read as a form is");
    promise(value.size() <= text.size(), "no field is longer than its form");
    (void)request.cookie("session");
    request.body = base::percent_encode(value) + '=' + base::percent_encode(text);
    promise(request.form_value(value) == text, "a form written is read back");
    request.headers.clear();
    promise(!request.form_value(value), "a body of another type is no form");
}

}  // namespace

FUZZ_TARGET(request) {
    const auto end = bytes.find("\r\n\r\n");
    const auto head = bytes.substr(0, end == std::string_view::npos ? end : end + 4);
    check_head(head);
    const auto body = bytes.substr(head.size());
    check_chunks(body);
    check_form(body);
}
