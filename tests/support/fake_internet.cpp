#include "tests/support/fake_internet.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace essaim::test {
namespace {

bool same_name(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) {
        return std::tolower(a) == std::tolower(b);
    });
}

std::string absolute(const std::string& base, const std::string& location) {
    if (!location.starts_with('/')) return location;
    return base.substr(0, base.find('/', base.find("://") + 3)) + location;
}

}  // namespace

std::string_view FakeInternet::Recorded::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) return value;
    }
    return {};
}

void FakeInternet::answer(const std::string& url, std::string body, int status,
                          std::string content_type) {
    answer(url, net::HttpAnswer{.status = status,
                                .headers = {{"content-type", std::move(content_type)}},
                                .body = std::move(body),
                                .url = url});
}

void FakeInternet::answer(const std::string& url, net::HttpAnswer canned) {
    handle(url, [canned = std::move(canned)](const net::HttpRequest&) { return canned; });
}

void FakeInternet::handle(const std::string& url, Handler handler) {
    const std::lock_guard lock(mutex_);
    exact_[url] = std::move(handler);
}

void FakeInternet::handle_prefix(const std::string& prefix, Handler handler) {
    const std::lock_guard lock(mutex_);
    prefixes_[prefix] = std::move(handler);
}

void FakeInternet::redirect(const std::string& url, const std::string& target, int status) {
    answer(url, net::HttpAnswer{
                    .status = status, .headers = {{"location", target}}, .body = {}, .url = url});
}

void FakeInternet::fail(const std::string& url, Fault fault) {
    handle(url, [fault, url](const net::HttpRequest&) -> Result<net::HttpAnswer> {
        return refuse(fault, "told to fail: " + url);
    });
}

void FakeInternet::fail_everything(bool down) {
    const std::lock_guard lock(mutex_);
    down_ = down;
}

void FakeInternet::forget(const std::string& url) {
    const std::lock_guard lock(mutex_);
    exact_.erase(url);
    prefixes_.erase(url);
}

std::vector<FakeInternet::Recorded> FakeInternet::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::vector<FakeInternet::Recorded> FakeInternet::requests_to(const std::string& url) const {
    auto found = requests();
    std::erase_if(found, [&url](const Recorded& recorded) { return recorded.url != url; });
    return found;
}

void FakeInternet::clear_requests() {
    const std::lock_guard lock(mutex_);
    requests_.clear();
}

FakeInternet::Handler FakeInternet::find(const std::string& url) const {
    const std::lock_guard lock(mutex_);
    if (down_) return nullptr;
    if (const auto found = exact_.find(url); found != exact_.end()) return found->second;
    for (auto prefix = prefixes_.rbegin(); prefix != prefixes_.rend(); ++prefix) {
        if (url.starts_with(prefix->first)) return prefix->second;  // longer ones sort later
    }
    return nullptr;
}

Result<net::HttpAnswer> FakeInternet::send(const net::HttpRequest& request) {
    net::HttpRequest hop = request;
    for (int left = request.redirects;; --left) {
        hop.headers = request.headers;
        if (request.sign) {
            for (auto& header : request.sign(hop.url)) hop.headers.push_back(std::move(header));
        }
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back({hop.method, hop.url, hop.headers, hop.body});
        }
        const Handler handler = find(hop.url);
        if (!handler) return refuse(Fault::Unavailable, "nobody at " + hop.url);
        auto answer = handler(hop);
        if (!answer) return answer;
        if (answer->url.empty()) answer->url = hop.url;
        if (answer->body.size() > request.max_bytes)
            return refuse(Fault::Unavailable, "too large: " + hop.url);
        const std::string location(answer->header("location"));
        const bool goes_on = answer->status / 100 == 3 && !location.empty() &&
                             request.redirects > 0 && request.method == "GET";
        if (!goes_on) return answer;
        if (left == 0) return refuse(Fault::Unavailable, "too many redirects: " + hop.url);
        hop.url = absolute(hop.url, location);
        if (request.allow) {
            if (auto allowed = request.allow(hop.url); !allowed)
                return std::unexpected(allowed.error());
        }
    }
}

void FakeInternet::send_later(net::HttpRequest request,
                              std::function<void(Result<net::HttpAnswer>)> done) {
    done(send(request));
}

}  // namespace essaim::test
