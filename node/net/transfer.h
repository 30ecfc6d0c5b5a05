// One request under way: the hop it is at, and what libcurl's callbacks write.
// It must stay where it is while an easy handle points at it. Used by the
// client's thread; sign() alone runs elsewhere, while nothing else touches it.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "node/net/address_guard.h"
#include "node/net/curl_client.h"
#include "node/net/http_client.h"
#include "node/net/url.h"

namespace essaim::net {

class Transfer {
  public:
    using Time = std::chrono::steady_clock::time_point;
    using Done = std::function<void(Result<HttpAnswer>)>;

    Transfer(HttpRequest request, Done done);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Reads and checks the first address, the method and the headers.
    Result<void> check(const AddressGuard& guard);
    bool is_signed() const { return static_cast<bool>(request_.sign); }
    void sign();
    // Points `easy` (just reset) at this hop. Refused: sign failed, bad header.
    Result<void> prepare(CURL* easy, const CurlOptions& options, const AddressGuard& guard);
    // After libcurl is done with the hop: true = go on to the next hop, now url().
    Result<bool> finish_hop(CURL* easy, CURLcode code, const AddressGuard& guard);
    void finish(Result<HttpAnswer> result);  // calls done, once
    HttpAnswer take_answer();

    const Url& url() const { return url_; }
    Time deadline() const { return deadline_; }

  private:
    struct FreeList {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    using List = std::unique_ptr<curl_slist, FreeList>;

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

    Result<void> add_header(List& list, const std::string& name, const std::string& value) const;
    Result<void> add_headers(CURL* easy);
    void set_method(CURL* easy);
    Error explain(CURLcode code) const;
    Result<bool> follow(const AddressGuard& guard);

    HttpRequest request_;
    Done done_;
    Time deadline_;
    Url url_;
    int hops_left_ = 0;
    bool foreign_ = false;  // redirected to another origin: no secrets there
    Headers signature_;
    std::optional<Error> refusal_;
    HttpAnswer answer_;
    std::size_t header_bytes_ = 0;
    std::size_t max_header_bytes_ = 0;
    bool body_begun_ = false;
    const AddressGuard* guard_ = nullptr;
    bool guard_refused_ = false;
    bool socket_opened_ = false;
    List headers_;
    List resolve_;
};

}  // namespace essaim::net
