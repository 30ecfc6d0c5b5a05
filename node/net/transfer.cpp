#include "node/net/transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <utility>

namespace essaim::net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongest = std::chrono::hours(1);

std::string lower(std::string_view text) {
    std::string copy(text);
    std::ranges::transform(copy, copy.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return copy;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

template <std::size_t N>
bool is_one_of(const std::string& name, const std::array<std::string_view, N>& names) {
    return std::ranges::find(names, lower(name)) != names.end();
}
// Framing and destination are libcurl's business.
constexpr std::array<std::string_view, 5> kOurs = {"host", "content-length", "transfer-encoding",
                                                   "expect", "connection"};
constexpr std::array<std::string_view, 5> kSecret = {"authorization", "cookie", "signature",
                                                     "signature-input", "proxy-authorization"};

}  // namespace

Transfer::Transfer(HttpRequest request, Done done)
    : request_(std::move(request)),
      done_(std::move(done)),
      deadline_(std::chrono::steady_clock::now() + std::min(request_.timeout, kLongest)),
      hops_left_(request_.redirects) {}

Result<void> Transfer::check(const AddressGuard& guard) {
    if (!std::ranges::all_of(request_.method, [](char c) { return c >= 'A' && c <= 'Z'; }) ||
        request_.method.empty())
        return refuse(Fault::Malformed, "method " + request_.method);
    url_ = TRY(parse_url(request_.url));
    return guard.check_url(url_);
}

void Transfer::sign() {
    try {
        signature_ = request_.sign(url_.text);
    } catch (const std::exception& error) {
        refusal_ = Error(Fault::Internal, std::string("signing failed: ") + error.what());
    } catch (...) {
        refusal_ = Error(Fault::Internal, "signing failed");
    }
}

Result<void> Transfer::add_header(List& list, const std::string& name,
                                  const std::string& value) const {
    if (is_one_of(name, kOurs)) return {};
    constexpr std::string_view kBreaks("\r\n\0", 3);
    if (!is_token(name) || value.find_first_of(kBreaks) != std::string::npos)
        return refuse(Fault::Malformed, "unfit header " + name);
    const std::string line = trim(value).empty() ? name + ";" : name + ": " + value;
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return refuse(Fault::Internal, "out of memory");
    list.release();
    list.reset(longer);
    return {};
}

Result<void> Transfer::add_headers(CURL* easy) {
    List list(curl_slist_append(nullptr, "Expect:"));
    bool has_type = false;
    for (const auto& [name, value] : request_.headers) {
        if (foreign_ && is_one_of(name, kSecret)) continue;
        if (lower(name) == "content-type") has_type = true;
        TRY(add_header(list, name, value));
    }
    for (const auto& [name, value] : signature_) {
        if (lower(name) == "content-type") has_type = true;
        TRY(add_header(list, name, value));
    }
    if (!has_type) curl_slist_append(list.get(), "Content-Type:");  // libcurl would invent one
    headers_ = std::move(list);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
    return {};
}

void Transfer::set_method(CURL* easy) {
    if (request_.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.max_bytes));
    if (request_.method == "GET" && request_.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
    if (request_.method != "POST")
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

Result<void> Transfer::prepare(CURL* easy, const CurlOptions& options, const AddressGuard& guard) {
    if (refusal_) return std::unexpected(*refusal_);
    const auto left =
        std::chrono::duration_cast<milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) return refuse(Fault::Unavailable, "no time left for " + url_.text);
    answer_ = {};
    header_bytes_ = 0;
    max_header_bytes_ = options.max_header_bytes;
    body_begun_ = guard_refused_ = socket_opened_ = false;
    guard_ = &guard;
    TRY(add_headers(easy));
    set_method(easy);
    curl_easy_setopt(easy, CURLOPT_URL, url_.text.c_str());
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);  // what was signed is what is asked
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, url_.scheme.c_str());
    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // never wait for a slow resolver's thread
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    const auto connect = std::min(left, options.connect_timeout);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect.count()));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, 10L);
    // libcurl keeps the parsed trust store only while CAPATH is unset; Debian sets it.
    curl_easy_setopt(easy, CURLOPT_CAPATH, options.ca_file.empty() ? nullptr : "/etc/ssl/certs");
    if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 86'400L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    if (const auto ip = guard.fixed_address(url_.host)) {
        resolve_.reset(curl_slist_append(nullptr, (url_.authority() + ":" + *ip).c_str()));
        curl_easy_setopt(easy, CURLOPT_RESOLVE, resolve_.get());
    }
    return {};
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = size * count;
    transfer.body_begun_ = true;
    if (length > transfer.request_.max_bytes - transfer.answer_.body.size()) {
        transfer.refusal_ = Error(Fault::Unavailable, "too large: " + transfer.url_.text);
        return CURL_WRITEFUNC_ERROR;
    }
    transfer.answer_.body.append(data, length);
    return length;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = size * count;
    transfer.header_bytes_ += length;
    if (transfer.header_bytes_ > transfer.max_header_bytes_) {
        transfer.refusal_ = Error(Fault::Unavailable, "headers too large: " + transfer.url_.text);
        return 0;
    }
    const std::string_view line(data, length);
    if (line.starts_with("HTTP/")) {
        transfer.answer_.headers.clear();  // those of a 1xx
    } else if (const auto colon = line.find(':');
               !transfer.body_begun_ && colon != std::string_view::npos) {
        transfer.answer_.headers.emplace_back(lower(trim(line.substr(0, colon))),
                                              trim(line.substr(colon + 1)));
    }
    return length;
}

curl_socket_t Transfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.guard_->allows(&address->addr)) {
        transfer.guard_refused_ = true;
        return CURL_SOCKET_BAD;
    }
    transfer.socket_opened_ = true;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Error Transfer::explain(CURLcode code) const {
    if (refusal_) return *refusal_;
    if (guard_refused_ && !socket_opened_)
        return {Fault::Forbidden, "address refused by the guard: " + url_.text};
    if (code == CURLE_FILESIZE_EXCEEDED) return {Fault::Unavailable, "too large: " + url_.text};
#if LIBCURL_VERSION_NUM >= 0x080600  // Debian 13's counts header fields, too
    if (code == CURLE_TOO_LARGE) return {Fault::Unavailable, "headers too large: " + url_.text};
#endif
    return {Fault::Unavailable, std::string(curl_easy_strerror(code)) + ": " + url_.text};
}

Result<bool> Transfer::finish_hop(CURL* easy, CURLcode code, const AddressGuard& guard) {
    if (code != CURLE_OK) return std::unexpected(explain(code));
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    answer_.status = static_cast<int>(status);
    answer_.url = url_.text;
    const bool goes_on = request_.method == "GET" && request_.redirects > 0 &&
                         is_redirect(answer_.status) && !answer_.header("location").empty();
    return goes_on ? follow(guard) : Result<bool>(false);
}

Result<bool> Transfer::follow(const AddressGuard& guard) {
    if (hops_left_-- == 0) return refuse(Fault::Unavailable, "too many redirects: " + url_.text);
    const std::string target = TRY(resolve_url(url_.text, std::string(answer_.header("location"))));
    Url next = TRY(parse_url(target));
    if (url_.scheme == "https" && next.scheme != "https")
        return refuse(Fault::Forbidden, "redirect from https to " + next.scheme + ": " + url_.text);
    if (auto fine = guard.check_url(next); !fine) return std::unexpected(std::move(fine).error());
    if (request_.allow) TRY(request_.allow(next.text));
    foreign_ = foreign_ || next.origin() != url_.origin();
    url_ = std::move(next);
    signature_.clear();
    return true;
}

HttpAnswer Transfer::take_answer() { return std::move(answer_); }

void Transfer::finish(Result<HttpAnswer> result) {
    if (auto done = std::exchange(done_, nullptr)) done(std::move(result));
}

}  // namespace essaim::net
