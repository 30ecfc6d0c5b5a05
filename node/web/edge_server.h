// The strict front of the node (stack.md §1.5): accepts connections, reads and
// checks every request, holds the deadlines, and only then lets a worker
// answer it through httplib_bridge.h. One epoll thread; `workers` threads run
// the handler. A response that waits (Response::wait) keeps its connection,
// not a worker.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "node/web/http_head.h"
#include "node/web/request.h"
#include "node/web/response.h"
#include "node/web/spool.h"

namespace essaim::web {

struct EdgeOptions {
    std::string address = "127.0.0.1";
    int port = 0;  // 0: any free one
    int workers = 2;
    std::vector<std::string> trusted_proxies;  // their X-Forwarded-For is believed
    HeadLimits head;
    std::size_t body_bytes = 1 << 20;
    // Forms with files may be larger (spool.h), where they are expected. Null: nowhere.
    std::shared_ptr<SpoolRoom> uploads = nullptr;
    std::function<bool(std::string_view path)> takes_files = nullptr;
    std::size_t bytes_per_second = 32 << 10;  // of uploads and files: slower ones are given up
    std::size_t connections = 4096;
    std::size_t connections_per_client = 16;  // 0: no bound; a trusted proxy has none either
    std::size_t parked = 200;                 // responses that wait for another server
    std::chrono::milliseconds head_deadline{10'000};  // from the first byte to the last
    std::chrono::milliseconds body_deadline{15'000};
    std::chrono::milliseconds idle_deadline{15'000};
    std::chrono::milliseconds wait_deadline{5'000};  // all waits of one request together
    std::chrono::milliseconds send_deadline{30'000};
    std::chrono::milliseconds drain_deadline{1'000};
    std::chrono::milliseconds stop_deadline{5'000};  // for what is being answered at stop()
};

class EdgeServer {
  public:
    EdgeServer(EdgeOptions options, std::function<Response(Request&)> handle);
    ~EdgeServer();
    void start();      // once; throws std::runtime_error when the address is taken
    int port() const;  // after start()
    void stop();       // answers what is being worked on, closes the rest; safe twice

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::web
