#include "node/web/edge_server.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <stop_token>
#include <thread>
#include <vector>

#include "node/web/edge_connection.h"
#include "node/web/edge_mailbox.h"
#include "node/web/edge_registry.h"
#include "node/web/edge_sockets.h"
#include "node/web/httplib_bridge.h"

namespace essaim::web {

namespace {

using Clock = EdgeConnection::Clock;
using Phase = EdgeConnection::Phase;
using Shared = EdgeRegistry::Shared;
// what the sweep closes

constexpr std::uint64_t kListener = 0;
constexpr std::uint64_t kMailbox = 1;
constexpr int kSweepMilliseconds = 250;
constexpr int kStoppingMilliseconds = 10;

}  // namespace

struct EdgeServer::State {
    State(EdgeOptions given, std::function<Response(Request&)> handler)
        : options(std::move(given)), handle(std::move(handler)) {}
    ~State() { stop(); }

    void start() {
        listener = listen_on(options.address, options.port);
        port = port_of(listener);
        spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        epoll = ::epoll_create1(EPOLL_CLOEXEC);
        watch(listener, kListener, EPOLLIN, EPOLL_CTL_ADD);
        watch(mailbox->event(), kMailbox, EPOLLIN, EPOLL_CTL_ADD);
        for (int i = 0; i < options.workers; ++i) {
            workers.emplace_back([this](const std::stop_token& stop) { work(stop); });
        }
        loop_thread = std::jthread([this](const std::stop_token& stop) { loop(stop); });
    }

    void stop() {
        if (!loop_thread.joinable()) return;
        loop_thread.request_stop();
        mailbox->wake();
        loop_thread.join();
        for (auto& worker : workers) worker.request_stop();
        workers.clear();  // each ends its request, and the queue, first
        registry.clear();
        ::close(epoll);
        ::close(spare);
    }

    void watch(int fd, std::uint64_t id, std::uint32_t events, int operation) const {
        epoll_event event{};
        event.events = events;
        event.data.u64 = id;
        ::epoll_ctl(epoll, operation, fd, &event);
    }

    void loop(const std::stop_token& stop) {
        pthread_setname_np(pthread_self(), "front");
        std::array<epoll_event, 256> events{};
        auto swept = Clock::now();
        Clock::time_point give_up{};
        for (;;) {
            const int patience = stopping ? kStoppingMilliseconds : kSweepMilliseconds;
            const int count =
                ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), patience);
            for (int i = 0; i < count; ++i) {
                const auto id = events[static_cast<std::size_t>(i)].data.u64;
                if (id == kListener) {
                    accept_all();
                } else if (id == kMailbox) {
                    for (const auto& letter : mailbox->take()) deliver(letter);
                } else {
                    ready(id);
                }
            }
            const auto now = Clock::now();
            if (stop.stop_requested() && !stopping) {
                stopping = true;
                give_up = now + options.stop_deadline;
                ::close(listener);  // the next clients are refused by the kernel
            }
            if (stopping) {
                if (!answering() || now > give_up) return;
            }
            if (now - swept > std::chrono::milliseconds(kSweepMilliseconds)) {
                swept = now;
                sweep(now);
            }
        }
    }

    void accept_all() {
        for (;;) {
            auto accepted = accept_on(listener);
            if (accepted.exhausted) return shed();
            if (accepted.fd < 0) return;
            const auto connection = registry.admit(accepted.fd, accepted.peer, options);
            if (!connection) continue;
            watch(connection->fd, connection->id, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT,
                  EPOLL_CTL_ADD);
        }
    }

    // No descriptor left: takes a client off the queue with the spare, and drops
    // it. Without a spare the listener rests until the next sweep.
    void shed() {
        if (spare >= 0) {
            ::close(spare);
            const auto dropped = accept_on(listener);
            if (dropped.fd >= 0) ::close(dropped.fd);
        }
        spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (spare >= 0) return;
        resting = true;
        watch(listener, kListener, 0, EPOLL_CTL_MOD);
    }

    // Something to read or room to write. Epoll thread.
    void ready(std::uint64_t id) {
        const auto connection = registry.find(id);
        if (!connection) return;
        const std::lock_guard lock(connection->mutex);
        if (connection->phase == Phase::Busy || connection->phase == Phase::Waiting) return;
        if (connection->phase != Phase::Sending) connection->receive();
        proceed(connection);
    }

    // Decides what comes next. The caller holds the connection's mutex.
    void proceed(const Shared& connection) {
        auto& c = *connection;
        do {  // pipelined requests that are refused are answered at once, one by one
            if (c.reading()) c.advance(options);
        } while (c.phase == Phase::Sending && c.flush() && c.phase == Phase::Idle);
        if (stopping && c.reading()) c.phase = Phase::Closed;
        switch (c.phase) {
            case Phase::Idle:
            case Phase::Head:
            case Phase::Body:
            case Phase::Draining:
                watch(c.fd, c.id, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, EPOLL_CTL_MOD);
                break;
            case Phase::Sending:
                watch(c.fd, c.id, EPOLLOUT | EPOLLONESHOT, EPOLL_CTL_MOD);
                break;
            case Phase::Busy:
                enqueue(connection);
                break;
            case Phase::Waiting:
                break;
            case Phase::Closed:
                forget(c);
                break;
        }
    }

    void forget(const EdgeConnection& c) {
        watch(c.fd, c.id, 0, EPOLL_CTL_DEL);
        registry.remove(c);
    }

    void sweep(Clock::time_point now) {
        if (std::exchange(resting, false) && !stopping)
            watch(listener, kListener, EPOLLIN, EPOLL_CTL_MOD);
        for (const auto& connection : registry.all()) {
            const std::unique_lock lock(connection->mutex, std::try_to_lock);
            if (!lock || !connection->overdue(now, options)) continue;
            if (connection->phase == Phase::Waiting) {
                give_up_waiting(connection, "This took too long. Please try again.");
            } else {
                connection->phase = Phase::Closed;
                forget(*connection);
            }
        }
    }

    // While stopping: is anybody still owed an answer? Closes the others.
    bool answering() {
        bool owed = false;
        for (const auto& connection : registry.all()) {
            const std::unique_lock lock(connection->mutex, std::try_to_lock);
            if (!lock) {
                owed = true;  // a worker has it
            } else if (connection->reading()) {
                connection->phase = Phase::Closed;
                forget(*connection);
            } else if (connection->phase == Phase::Waiting && connection->parked) {
                give_up_waiting(connection, "The server stops. Please try again.");
            } else if (connection->phase != Phase::Draining && connection->phase != Phase::Closed) {
                owed = true;  // worked on, waiting for its commit, or being sent
            }
        }
        return owed;
    }

    void unpark(EdgeConnection& c) {
        if (std::exchange(c.parked, false)) parked.fetch_sub(1);
    }

    void give_up_waiting(const Shared& connection, const char* why) {
        unpark(*connection);
        ++connection->turn;  // a late letter finds nobody
        connection->out.clear();
        connection->file = nullptr;
        connection->refuse(503, why);
        proceed(connection);
    }

    // The end of a wait. Epoll thread.
    void deliver(const EdgeMailbox::Letter& letter) {
        const auto connection = registry.find(letter.connection);
        if (!connection) return;
        const std::lock_guard lock(connection->mutex);
        auto& c = *connection;
        if (c.phase != Phase::Waiting || c.turn != letter.turn) return;
        if (letter.outcome == Wait::Outcome::Send) {
            unpark(c);
            c.enter(Phase::Sending);
        } else if (letter.outcome == Wait::Outcome::Retry && !c.retried) {
            unpark(c);
            c.retried = true;
            c.out.clear();
            c.file = nullptr;
            c.request.parameters.clear();
            c.enter(Phase::Busy);
        } else {
            return give_up_waiting(connection, "This cannot be done right now. Please try again.");
        }
        proceed(connection);
    }

    void enqueue(const Shared& connection) {
        {
            const std::lock_guard lock(work_mutex);
            waiting.push_back(connection);
        }
        work_arrived.notify_one();
    }

    void work(const std::stop_token& stop) {
        pthread_setname_np(pthread_self(), "worker");
        HttplibBridge bridge(handle);
        for (;;) {
            Shared connection;
            {
                std::unique_lock lock(work_mutex);
                work_arrived.wait(lock, stop, [this] { return !waiting.empty(); });
                if (waiting.empty()) return;
                connection = std::move(waiting.front());
                waiting.pop_front();
            }
            const std::lock_guard lock(connection->mutex);
            if (connection->phase == Phase::Busy) respond(bridge, connection);
        }
    }

    void respond(HttplibBridge& bridge, const Shared& connection) {
        auto& c = *connection;
        if (stopping) c.close_after = true;
        auto answer = bridge.answer(c.request, c.close_after);
        c.file = std::move(answer.file);
        if (c.out.empty()) {
            c.out = std::move(answer.bytes);
        } else {
            c.out += answer.bytes;
        }
        if (!answer.wait) {
            c.enter(Phase::Sending);
            return proceed(connection);
        }
        c.parked = answer.parked;
        c.patience = answer.patience;
        const bool no_room = c.parked && parked.fetch_add(1) >= options.parked;
        c.enter(Phase::Waiting);
        if (no_room || (c.parked && (c.retried || stopping))) {
            return give_up_waiting(connection, "Too much waits already. Please try again.");
        }
        if (!c.waiting_since) c.waiting_since = c.since;
        answer.wait->when_finished([box = mailbox, id = c.id, turn = c.turn](
                                       Wait::Outcome outcome) { box->post({id, turn, outcome}); });
    }

    const EdgeOptions options;
    const std::function<Response(Request&)> handle;
    const std::shared_ptr<EdgeMailbox> mailbox = std::make_shared<EdgeMailbox>();
    int listener = -1;
    int epoll = -1;
    int spare = -1;
    int port = 0;
    std::atomic<bool> stopping = false;
    std::atomic<std::size_t> parked = 0;

    EdgeRegistry registry;
    bool resting = false;  // the listener; epoll thread only

    std::mutex work_mutex;
    std::condition_variable_any work_arrived;
    std::deque<Shared> waiting;
    std::vector<std::jthread> workers;
    std::jthread loop_thread;
};

EdgeServer::EdgeServer(EdgeOptions options, std::function<Response(Request&)> handle)
    : state_(std::make_unique<State>(std::move(options), std::move(handle))) {}
EdgeServer::~EdgeServer() = default;
void EdgeServer::start() { state_->start(); }
int EdgeServer::port() const { return state_->port; }
void EdgeServer::stop() { state_->stop(); }

}  // namespace essaim::web
