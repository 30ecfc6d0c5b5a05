#include "node/web/httplib_bridge.h"

#include <httplib.h>

#include <algorithm>
#include <chrono>

#include "activitypub/date.h"
#include "node/base/clock.h"
#include "node/base/log.h"

namespace essaim::web {

namespace {

// Debian 12's compiled library: without its feature macros the layout differs
// and memory is corrupted in silence (stack.md §1.1).
static_assert(std::string_view(CPPHTTPLIB_VERSION) != "0.11.4" || sizeof(void*) != 8 ||
                  sizeof(httplib::Request) == 608,
              "compile with pkg-config's cpp-httplib flags");

constexpr const char* kPageSecurity =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri "
    "'none'; "
    "frame-ancestors 'none'";

// A request in memory on one side, the response's bytes on the other.
class MemoryStream final : public httplib::Stream {
  public:
    explicit MemoryStream(std::string_view input) : input_(input) {}
    bool is_readable() const override { return !input_.empty(); }
    bool is_writable() const override { return true; }
    ssize_t read(char* data, size_t size) override {
        const auto some = input_.copy(data, size);
        input_.remove_prefix(some);
        return static_cast<ssize_t>(some);
    }
    ssize_t write(const char* data, size_t size) override {
        output_.append(data, size);
        return static_cast<ssize_t>(size);
    }
    void get_remote_ip_and_port(std::string& ip, int& port) const override {
        ip.clear();
        port = 0;
    }
    void get_local_ip_and_port(std::string& ip, int& port) const override {
        ip.clear();
        port = 0;
    }
    socket_t socket() const override { return INVALID_SOCKET; }
    std::string take() { return std::move(output_); }

  private:
    std::string_view input_;
    std::string output_;
};

std::string http_now() { return activitypub::format_http_date(base::SystemClock().now()); }

// A line end or a foreign name would begin another header, or another response.
bool is_safe(const std::string& name, const std::string& value) {
    const bool good = !name.empty() && name.find_first_of(" :\t\r\n") == std::string::npos &&
                      value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
    if (!good) base::log::error("a response header with a line end was dropped", {{"name", name}});
    return good;
}

// Looked up here, because each look-up in httplib's map costs a tolower() per
// character.
const std::string* value_of(const Response& response, std::string_view name) {
    const auto same = [](char a, char b) {
        return a == b || ((a | 0x20) == (b | 0x20) && (a | 0x20) >= 'a' && (a | 0x20) <= 'z');
    };
    for (const auto& [key, value] : response.headers) {
        if (std::ranges::equal(key, name, same)) return &value;
    }
    return nullptr;
}

void copy_answer(Response& from, httplib::Response& to, const std::string& date) {
    to.status = from.status;
    const auto set_default = [&](const char* name, const char* value) {
        if (value_of(from, name) == nullptr) to.headers.emplace(name, value);
    };
    to.body = from.shared_body ? *from.shared_body : std::move(from.body);
    if (!to.body.empty()) set_default("Content-Type", "text/plain; charset=utf-8");
    set_default("Date", date.c_str());
    set_default("X-Content-Type-Options", "nosniff");
    set_default("Referrer-Policy", "same-origin");
    const auto* type = value_of(from, "Content-Type");
    // A page with a policy of its own says itself who may frame it.
    if (type != nullptr && type->starts_with("text/html") &&
        value_of(from, "Content-Security-Policy") == nullptr) {
        to.headers.emplace("Content-Security-Policy", kPageSecurity);
        set_default("X-Frame-Options", "DENY");
    }
    for (auto& [name, value] : from.headers) {
        if (is_safe(name, value)) to.headers.emplace(std::move(name), std::move(value));
    }
}

const char* reason_of(int status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 431:
            return "Request Header Fields Too Large";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Refused";
    }
}

}  // namespace

struct HttplibBridge::Server : httplib::Server {
    explicit Server(std::function<Response(Request&)> given) : handle(std::move(given)) {
        set_keep_alive_timeout(15);  // what is told to clients; the edge server does it
        set_keep_alive_max_count(1'000'000);
        set_pre_routing_handler([this](const httplib::Request&, httplib::Response& response) {
            auto ours = run_handler();
            wait = std::move(ours.wait);
            parked = ours.parked;
            patience = ours.patience;
            file = std::move(ours.file);
            copy_answer(ours, response, date());
            return HandlerResponse::Handled;
        });
        // Called last before the head is written.
        set_post_routing_handler(
            [this](const httplib::Request& request, httplib::Response& response) {
                if (request.method == "HEAD") response.headers.erase("Accept-Ranges");  // none
                if (response.status == 204 || response.status == 304) {
                    response.headers.erase("Content-Length");  // RFC 9110 §8.6
                }
                if (file) {  // httplib knows of no body
                    response.headers.erase("Content-Length");
                    response.headers.emplace("Content-Length", std::to_string(file->size()));
                }
                if (request.method == "HEAD") file = nullptr;
            });
    }

    const std::string& date() {
        const auto now = std::chrono::floor<std::chrono::seconds>(base::SystemClock().now());
        if (now != dated) date_text = activitypub::format_http_date(dated = now);
        return date_text;
    }

    Response run_handler() {
        try {
            return handle(*current);
        } catch (const std::exception& failure) {
            base::log::error("a handler threw", {{"path", current->path}, {"why", failure.what()}});
        } catch (...) {  // httplib would tell the client in a header
            base::log::error("a handler threw", {{"path", current->path}});
        }
        return Response::text(500, "Internal error\n");
    }

    // Debian 12's 0.11.4 and Debian 13's 0.18.7 differ by four addresses.
    template <class Self>
    static void process(Self& self, MemoryStream& stream, bool close) {
        bool closed = false;
        if constexpr (requires { self.process_request(stream, close, closed, nullptr); }) {
            self.process_request(stream, close, closed, nullptr);
        } else {
            const std::string nobody;
            self.process_request(stream, nobody, 0, nobody, 0, close, closed, nullptr);
        }
    }

    std::function<Response(Request&)> handle;
    Request* current = nullptr;
    std::shared_ptr<Wait> wait;
    bool parked = false;
    std::chrono::milliseconds patience{0};
    std::shared_ptr<const FileBody> file;
    std::chrono::sys_seconds dated{};
    std::string date_text;
};

HttplibBridge::HttplibBridge(std::function<Response(Request&)> handle)
    : server_(std::make_unique<Server>(std::move(handle))) {}

HttplibBridge::~HttplibBridge() = default;

HttplibBridge::Answer HttplibBridge::answer(Request& request, bool close) {
    // httplib gets nothing of the client's that it could act on by itself: no
    // ranges, no compression, no body. The handler has the whole request.
    MemoryStream stream(request.method == "HEAD" ? "HEAD / HTTP/1.1\r\n\r\n"
                                                 : "GET / HTTP/1.1\r\n\r\n");
    server_->current = &request;
    server_->wait = nullptr;
    server_->parked = false;
    server_->patience = {};
    server_->file = nullptr;
    Server::process(*server_, stream, close);
    return {stream.take(), std::move(server_->file), std::move(server_->wait), server_->parked,
            server_->patience};
}

std::string plain_answer(int status, const std::string& sentence, bool without_body) {
    const auto body = sentence + "\n";
    return "HTTP/1.1 " + std::to_string(status) + ' ' + reason_of(status) +
           "\r\nDate: " + http_now() +
           "\r\nContent-Type: text/plain; "
           "charset=utf-8\r\nX-Content-Type-Options: nosniff"
           "\r\nReferrer-Policy: same-origin\r\nContent-Length: " +
           std::to_string(body.size()) + (status == 503 ? "\r\nRetry-After: 30" : "") +
           "\r\nConnection: close\r\n\r\n" + (without_body ? std::string() : body);
}

}  // namespace essaim::web
