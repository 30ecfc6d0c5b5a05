#include "node/net/curl_client.h"

#include <curl/curl.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <future>
#include <list>
#include <optional>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>

#include "node/base/guarded.h"
#include "node/base/log.h"
#include "node/net/address_guard.h"
#include "node/net/host_queue.h"
#include "node/net/signing_pool.h"
#include "node/net/transfer.h"

namespace essaim::net {

using Clock = std::chrono::steady_clock;

// Everything below `inbox_` belongs to the one thread. A job's way:
// inbox → waiting (queue_) → signing (signers_) → running (multi_) → done,
// or back to waiting for the next hop.
class CurlClient::Engine {
  public:
    explicit Engine(CurlOptions options);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void submit(HttpRequest request, Transfer::Done done);
    bool is_own_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

  private:
    using Id = HostQueue::Id;
    struct Job {
        std::unique_ptr<Transfer> transfer;
        std::string host;
    };
    struct Arrival {
        std::unique_ptr<Transfer> transfer;
        std::optional<Error> refusal;
    };
    struct Inbox {
        std::vector<Arrival> fresh;
        std::vector<Id> is_signed;
        bool stopping = false;
        bool closed = false;
    };

    void run();
    bool read_inbox();  // false: time to stop
    void begin(Id id);
    void start(Id id);
    bool read_messages();
    void end_hop(CURL* easy, CURLcode code);
    void end(Id id, Result<HttpAnswer> result);
    void shut_down();
    int poll_milliseconds() const;
    CURL* borrow_easy(const std::string& host);
    void give_back(const std::string& host, CURL* easy);
    static void call(Transfer& transfer, Result<HttpAnswer> result);

    const CurlOptions options_;
    const AddressGuard guard_;
    CURLM* multi_;
    base::Guarded<Inbox> inbox_;
    HostQueue queue_;
    Id next_id_ = 1;
    std::unordered_map<Id, Job> jobs_;
    std::unordered_map<CURL*, Id> running_;
    std::list<std::pair<std::string, CURL*>> idle_;  // by last host: they hold TLS sessions
    std::optional<SigningPool> signers_;
    std::thread thread_;
};

CurlClient::Engine::Engine(CurlOptions options)
    : options_(std::move(options)),
      guard_(options_.allow_addresses, options_.resolve),
      queue_(options_.max_per_host, options_.max_connections) {
    curl_global_init(CURL_GLOBAL_DEFAULT);  // counted, and safe among threads since 7.84
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::runtime_error("libcurl does not start");
    const auto connections = static_cast<long>(options_.max_connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS,
                      static_cast<long>(options_.max_per_host));
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections);
    thread_ = std::thread([this] { run(); });
}

CurlClient::Engine::~Engine() {
    inbox_.with([](Inbox& inbox) { inbox.stopping = true; });
    curl_multi_wakeup(multi_);
    thread_.join();
    for (const auto& [host, easy] : idle_) curl_easy_cleanup(easy);
    curl_multi_cleanup(multi_);
    curl_global_cleanup();
}

void CurlClient::Engine::submit(HttpRequest request, Transfer::Done done) {
    Arrival arrival{std::make_unique<Transfer>(std::move(request), std::move(done)), std::nullopt};
    if (auto checked = arrival.transfer->check(guard_); !checked)
        arrival.refusal = std::move(checked).error();
    const bool is_taken = inbox_.with([&arrival](Inbox& inbox) {
        if (!inbox.closed) inbox.fresh.push_back(std::move(arrival));
        return !inbox.closed;
    });
    if (is_taken) {
        curl_multi_wakeup(multi_);
    } else {
        call(*arrival.transfer, refuse(Fault::Unavailable, "shutting down"));
    }
}

void CurlClient::Engine::run() {
    pthread_setname_np(pthread_self(), "curl");
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all,
                    nullptr);  // OpenSSL writes to closed sockets; signals are main's
    signers_.emplace(options_.signing_threads);
    while (read_inbox()) {
        for (const Id id : queue_.remove_expired(Clock::now()))
            end(id, refuse(Fault::Unavailable, "no turn in time"));
        while (const auto id = queue_.take()) begin(*id);
        int still_running = 0;
        curl_multi_perform(multi_, &still_running);
        if (read_messages()) continue;  // a turn may have come free
        curl_multi_poll(multi_, nullptr, 0, poll_milliseconds(), nullptr);
    }
    shut_down();
}

bool CurlClient::Engine::read_inbox() {
    std::vector<Arrival> fresh;
    std::vector<Id> is_signed;
    const bool stopping = inbox_.with([&](Inbox& inbox) {
        if (inbox.stopping) return true;
        fresh.swap(inbox.fresh);
        is_signed.swap(inbox.is_signed);
        return false;
    });
    for (auto& [transfer, refusal] : fresh) {
        if (refusal) {
            call(*transfer, std::unexpected(std::move(*refusal)));
        } else if (queue_.waiting() >= options_.max_waiting) {
            call(*transfer, refuse(Fault::Unavailable, "too many requests are waiting"));
        } else {
            const Id id = next_id_++;
            std::string host = transfer->url().authority();
            queue_.push(host, id, transfer->deadline());
            jobs_.emplace(id, Job{std::move(transfer), std::move(host)});
        }
    }
    for (const Id id : is_signed) start(id);
    return !stopping;
}

void CurlClient::Engine::begin(Id id) {
    Transfer& transfer = *jobs_.at(id).transfer;  // stays: shut_down() joins the signers first
    if (!transfer.is_signed()) return start(id);
    signers_->post([this, id, &transfer] {
        transfer.sign();
        inbox_.with([id](Inbox& inbox) { inbox.is_signed.push_back(id); });
        curl_multi_wakeup(multi_);
    });
}

void CurlClient::Engine::start(Id id) {
    Job& job = jobs_.at(id);
    CURL* easy = borrow_easy(job.host);
    auto prepared = easy != nullptr ? job.transfer->prepare(easy, options_, guard_)
                                    : refuse(Fault::Internal, "libcurl is out of memory");
    if (prepared && curl_multi_add_handle(multi_, easy) != CURLM_OK)
        prepared = refuse(Fault::Internal, "libcurl takes no more");
    if (prepared) {
        running_.emplace(easy, id);
        return;
    }
    if (easy != nullptr) give_back(job.host, easy);
    queue_.release(job.host);
    end(id, std::unexpected(std::move(prepared).error()));
}

bool CurlClient::Engine::read_messages() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        end_hop(message->easy_handle, message->data.result);
        any = true;
    }
    return any;
}

void CurlClient::Engine::end_hop(CURL* easy, CURLcode code) {
    const auto found = running_.find(easy);
    const Id id = found->second;
    running_.erase(found);
    Job& job = jobs_.at(id);
    auto goes_on = job.transfer->finish_hop(easy, code, guard_);
    curl_multi_remove_handle(multi_, easy);
    give_back(job.host, easy);
    queue_.release(job.host);
    if (!goes_on) return end(id, std::unexpected(std::move(goes_on).error()));
    if (!*goes_on) return end(id, job.transfer->take_answer());
    job.host = job.transfer->url().authority();
    queue_.push(job.host, id, job.transfer->deadline());
}

void CurlClient::Engine::end(Id id, Result<HttpAnswer> result) {
    const auto node = jobs_.extract(id);
    call(*node.mapped().transfer, std::move(result));
}

void CurlClient::Engine::call(Transfer& transfer, Result<HttpAnswer> result) {
    try {
        transfer.finish(std::move(result));
    } catch (const std::exception& error) {
        base::log::error("net.done_threw", {{"url", transfer.url().text}, {"what", error.what()}});
    }
}

void CurlClient::Engine::shut_down() {
    signers_.reset();
    for (const auto& [easy, id] : running_) {
        curl_multi_remove_handle(multi_, easy);
        curl_easy_cleanup(easy);
    }
    running_.clear();
    while (!jobs_.empty()) end(jobs_.begin()->first, refuse(Fault::Unavailable, "shutting down"));
    while (true) {  // a `done` may have asked for more
        const auto fresh = inbox_.with([](Inbox& inbox) {
            inbox.closed = inbox.fresh.empty();
            return std::exchange(inbox.fresh, {});
        });
        if (fresh.empty()) return;
        for (const auto& arrival : fresh)
            call(*arrival.transfer, refuse(Fault::Unavailable, "shutting down"));
    }
}

int CurlClient::Engine::poll_milliseconds() const {
    constexpr int kLongest = 60'000;  // wakeup ends it; libcurl shortens it to its own timers
    const auto deadline = queue_.next_deadline();
    if (!deadline) return kLongest;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<long>(left, 0, kLongest));
}

CURL* CurlClient::Engine::borrow_easy(const std::string& host) {
    auto found = std::ranges::find(idle_, host, &std::pair<std::string, CURL*>::first);
    if (found == idle_.end()) {
        if (idle_.size() < options_.max_connections) return curl_easy_init();
        found = idle_.begin();  // the one idle for longest
    }
    CURL* easy = found->second;
    idle_.erase(found);
    return easy;
}

void CurlClient::Engine::give_back(const std::string& host, CURL* easy) {
    curl_easy_reset(easy);  // keeps TLS sessions
    idle_.emplace_back(host, easy);
}

CurlClient::CurlClient(CurlOptions options)
    : engine_(std::make_unique<Engine>(std::move(options))) {}
CurlClient::~CurlClient() = default;

Result<HttpAnswer> CurlClient::send(const HttpRequest& request) {
    if (engine_->is_own_thread())
        return refuse(Fault::Internal, "send() from the client's own thread");
    // Shared: set_value() may still be at work when get() has returned.
    const auto answer = std::make_shared<std::promise<Result<HttpAnswer>>>();
    auto future = answer->get_future();
    engine_->submit(request,
                    [answer](Result<HttpAnswer> result) { answer->set_value(std::move(result)); });
    return future.get();
}

void CurlClient::send_later(HttpRequest request, std::function<void(Result<HttpAnswer>)> done) {
    engine_->submit(std::move(request), std::move(done));
}

}  // namespace essaim::net
