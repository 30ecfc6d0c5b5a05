// An Internet in a table: address → canned answer or handler. Answers on the
// caller's thread, for send() and send_later() alike, records every request
// with its signed headers, follows redirects of GET as the real client does.
// An address not in the table is Fault::Unavailable. Any thread; handlers run
// outside the lock and may ask again.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/net/http_client.h"

namespace essaim::test {

class FakeInternet : public net::HttpClient {
  public:
    using Handler = std::function<Result<net::HttpAnswer>(const net::HttpRequest&)>;
    struct Recorded {
        std::string method;
        std::string url;
        net::Headers headers;  // the request's, then sign()'s
        std::string body;
        std::string_view header(std::string_view name) const;  // any case; "" when absent
    };

    void answer(const std::string& url, std::string body, int status = 200,
                std::string content_type = "application/activity+json");
    void answer(const std::string& url, net::HttpAnswer canned);
    void handle(const std::string& url, Handler handler);
    void handle_prefix(const std::string& prefix,
                       Handler handler);  // after exact ones; longest first
    void redirect(const std::string& url, const std::string& target, int status = 302);
    void fail(const std::string& url, Fault fault = Fault::Unavailable);
    void fail_everything(bool down = true);  // the cable is pulled, or put back
    void forget(const std::string& url);

    std::vector<Recorded> requests() const;
    std::vector<Recorded> requests_to(const std::string& url) const;
    void clear_requests();

    Result<net::HttpAnswer> send(const net::HttpRequest& request) override;
    void send_later(net::HttpRequest request,
                    std::function<void(Result<net::HttpAnswer>)> done) override;

  private:
    Handler find(const std::string& url) const;

    mutable std::mutex mutex_;
    std::map<std::string, Handler> exact_;
    std::map<std::string, Handler> prefixes_;
    std::vector<Recorded> requests_;
    bool down_ = false;
};

}  // namespace essaim::test
