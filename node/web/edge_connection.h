// One client's connection: bytes in, requests out, bytes back. Its mutex is
// held by whoever touches it (the epoll thread or one worker); `fd`, `id` and
// `peer` never change.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "node/web/chunked_body.h"
#include "node/web/edge_server.h"
#include "node/web/http_head.h"

namespace essaim::web {

class EdgeConnection {
  public:
    using Clock = std::chrono::steady_clock;
    enum class Phase {
        Idle,      // nothing of a request yet
        Head,      // reading
        Body,      // reading
        Busy,      // `request` is for a worker, or in one
        Waiting,   // for a Wait; the answer is in `out`
        Sending,   // `out` has bytes left
        Draining,  // all is sent; reads what still comes, so that no RST eats the
                   // answer
        Closed,
    };

    EdgeConnection(int socket, std::uint64_t number, std::string address)
        : fd(socket), id(number), peer(std::move(address)) {}
    ~EdgeConnection();
    EdgeConnection(const EdgeConnection&) = delete;
    EdgeConnection& operator=(const EdgeConnection&) = delete;

    bool reading() const {
        return phase == Phase::Idle || phase == Phase::Head || phase == Phase::Body;
    }
    // Reads what the socket has. A lost client makes phase Closed; one that
    // only stopped sending still gets its answers.
    void receive();
    // A complete request makes phase Busy and fills `request`. A refusal puts
    // its answer into `out` and asks to close.
    void advance(const EdgeOptions& options);
    // Sends from `out`; false when the socket is full.
    bool flush();
    void enter(Phase next);
    void refuse(int status, const std::string& why);
    bool overdue(Clock::time_point now, const EdgeOptions& options) const;

    const int fd;
    const std::uint64_t id;
    const std::string peer;  // address of the socket
    std::mutex mutex;
    Phase phase = Phase::Idle;
    Clock::time_point since = Clock::now();               // of the phase
    std::optional<Clock::time_point> waiting_since = {};  // the first wait for this request
    Request request;
    std::string out;
    std::shared_ptr<const FileBody> file;  // sent after out
    bool close_after = false;
    bool retried = false;
    bool parked = false;
    std::chrono::milliseconds patience{0};  // of the wait, beyond the common deadline
    std::uint64_t turn = 0;  // counts requests: a late wait is not taken for a newer one's

  private:
    std::string_view unread() const { return std::string_view(in_).substr(used_); }
    void use(std::size_t count);
    void read_head(const EdgeOptions& options);
    void read_body(const EdgeOptions& options);
    void read_upload();
    bool send_file();
    // May this request be an upload, and is there room for it?
    bool begin_upload(const EdgeOptions& options);
    void drain();

    std::string in_;
    std::size_t used_ = 0;      // of in_
    std::size_t searched_ = 0;  // of unread(), for the end of the head
    std::size_t sent_ = 0;      // of out
    bool ended_ = false;        // the client sends nothing more
    bool blank_seen_ = false;   // the one empty line that may come before a request
    HttpHead head_;
    std::optional<ChunkedBody> chunks_;
    std::shared_ptr<Spool> spool_;  // while an upload comes in
    std::size_t file_sent_ = 0;     // of file
};

}  // namespace essaim::web
