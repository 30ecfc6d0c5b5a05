// HttpClient on libcurl: ONE thread drives every connection, a small pool
// signs, a queue keeps hosts apart (host_queue.h), AddressGuard judges every
// address and every socket. No proxy, cookies, netrc, inflating or HTTP/2.
// A slow host costs its own requests only. Any thread may call; send() neither
// from `done` nor from `sign`. The destructor ends what is under way with
// Fault::Unavailable. stack.md §3, security.md C1–C3.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "node/net/http_client.h"

namespace essaim::net {

struct CurlOptions {
    std::string user_agent = "essaim/0.1";
    std::vector<std::string> allow_addresses;    // exact, see address_guard.h
    std::map<std::string, std::string> resolve;  // host → ip; *.localhost is known
    std::string ca_file;                         // trusted besides the system's (tests)
    std::size_t max_connections = 200;
    std::size_t max_per_host = 2;
    std::size_t max_waiting = 10'000;
    std::size_t max_header_bytes = 65'536;
    std::chrono::milliseconds connect_timeout{5'000};
    unsigned signing_threads = 2;
};

class CurlClient : public HttpClient {
  public:
    explicit CurlClient(CurlOptions options);  // std::invalid_argument: allow_addresses, resolve
    ~CurlClient() override;
    CurlClient(const CurlClient&) = delete;
    CurlClient& operator=(const CurlClient&) = delete;

    Result<HttpAnswer> send(const HttpRequest& request) override;
    void send_later(HttpRequest request, std::function<void(Result<HttpAnswer>)> done) override;

  private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace essaim::net
