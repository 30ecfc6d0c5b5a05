// Asking other servers over HTTP. One implementation speaks libcurl
// (curl_client.h); tests put tests/support/fake_internet.h in its place.
// Both calls may come from any thread. No redirect is followed on POST;
// a GET follows at most `redirects`, each hop checked and signed anew.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/base/error.h"

namespace essaim::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method = "GET";
    std::string url = {};  // every member may be left out of {.url = …}
    Headers headers = {};
    std::string body = {};
    std::size_t max_bytes = 1'048'576;          // of the answer's body
    std::chrono::milliseconds timeout{10'000};  // wall clock, all in
    int redirects = 0;
    // Called for every hop just before it is sent, with its URL; returns
    // headers to add (Date, Signature, …). Never signs for another origin.
    std::function<Headers(const std::string& url)> sign = {};
    // Called for every redirect before it is followed, with its target: what it
    // refuses is the outcome.
    std::function<Result<void>(const std::string& url)> allow = {};
};

struct HttpAnswer {
    int status = 0;
    Headers headers = {};  // names in lower case
    std::string body = {};
    std::string url = {};                                  // the last one, after redirects
    std::string_view header(std::string_view name) const;  // "" when absent
};

class HttpClient {
  public:
    virtual ~HttpClient() = default;
    // Fault::Unavailable: no connection, time, or size; Fault::Forbidden: an
    // address the guard refuses. An HTTP error status is an answer, not an Error.
    virtual Result<HttpAnswer> send(const HttpRequest& request) = 0;
    // As send(), without waiting; `done` is called from the client's thread.
    virtual void send_later(HttpRequest request, std::function<void(Result<HttpAnswer>)> done) = 0;
};

}  // namespace essaim::net
