#include "node/web/edge_connection.h"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "node/web/client_address.h"
#include "node/web/httplib_bridge.h"

namespace essaim::web {

namespace {

constexpr std::size_t kReadAhead = 256 * 1024;  // the rest stays in the kernel
constexpr std::size_t kKeptBuffer = 64 * 1024;  // an idle connection holds no more

void release(std::string& buffer) {
    if (buffer.capacity() > kKeptBuffer) {
        std::string().swap(buffer);
    } else {
        buffer.clear();
    }
}

// Moves the head into the request as the handlers know it.
Request request_of(HttpHead& head, const std::string& peer, const EdgeOptions& options) {
    Request request;
    request.method = std::move(head.method);
    request.target = std::move(head.target);
    const auto mark = request.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string::npos) request.query = request.target.substr(mark + 1);
    request.headers = std::move(head.headers);
    request.client = client_of(peer, request.headers, options.trusted_proxies);
    return request;
}

}  // namespace

EdgeConnection::~EdgeConnection() { ::close(fd); }

void EdgeConnection::enter(Phase next) {
    phase = next;
    since = Clock::now();
    if (next == Phase::Idle) blank_seen_ = false;
}

void EdgeConnection::use(std::size_t count) {
    used_ += count;
    searched_ = 0;
    if (used_ < in_.size()) return;
    release(in_);
    used_ = 0;
}

void EdgeConnection::receive() {
    if (used_ > 0) {
        in_.erase(0, used_);
        used_ = 0;
    }
    char buffer[16 * 1024];
    for (;;) {
        const auto count = ::recv(fd, buffer, sizeof(buffer), 0);
        if (count > 0) {
            if (phase == Phase::Draining) return;  // one piece per turn, thrown away
            in_.append(buffer, static_cast<std::size_t>(count));
            if (static_cast<std::size_t>(count) < sizeof(buffer) || in_.size() > kReadAhead) return;
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        ended_ = true;
        if (count < 0 || phase == Phase::Draining) phase = Phase::Closed;
        return;
    }
}

void EdgeConnection::refuse(int status, const std::string& why) {
    out += plain_answer(status, why, request.method == "HEAD");
    close_after = true;
    enter(Phase::Sending);
}

void EdgeConnection::advance(const EdgeOptions& options) {
    if (phase == Phase::Idle && !unread().empty()) {
        enter(Phase::Head);
        request = {};
    }
    if (phase == Phase::Head) read_head(options);
    if (phase == Phase::Body) read_body(options);
    if (ended_ && reading()) phase = Phase::Closed;  // the request will never be whole
}

void EdgeConnection::read_head(const EdgeOptions& options) {
    // One empty line before a request is tolerated (RFC 9112 §2.2).
    if (!blank_seen_ && unread().starts_with("\r\n")) {
        use(2);
        blank_seen_ = true;
    }
    const auto text = unread();
    if (text.starts_with("\r\n")) return refuse(400, "Not a request line");
    std::size_t end = 0;
    while (end == 0) {
        const auto line_feed = text.find('\n', searched_);
        if (line_feed == std::string_view::npos) {
            searched_ = text.size();
            if (text.size() > options.head.bytes) refuse(431, "The head is too long");
            return;
        }
        if (line_feed == 0 || text[line_feed - 1] != '\r') {
            return refuse(400, "A line does not end with CRLF");
        }
        if (line_feed > 2 && text[line_feed - 2] == '\n') end = line_feed + 1;
        searched_ = line_feed + 1;
    }
    auto outcome = parse_head(text.substr(0, end), options.head);
    if (outcome.status != 0) return refuse(outcome.status, outcome.why);
    use(end);
    head_ = std::move(outcome.head);
    request = request_of(head_, peer, options);
    if (head_.content_length.value_or(0) > options.body_bytes && !begin_upload(options)) return;
    if (head_.chunked) {
        chunks_.emplace();
    } else {
        chunks_.reset();
    }
    enter(Phase::Body);
    const bool empty = !head_.chunked && head_.content_length.value_or(0) == 0;
    if (head_.expects_continue && !empty && unread().empty()) {
        out += "HTTP/1.1 100 Continue\r\n\r\n";
        flush();
    }
}

bool EdgeConnection::begin_upload(const EdgeOptions& options) {
    if (!options.uploads || request.method != "POST" ||
        !is_multipart_form(request.header("content-type").value_or("")) ||
        !options.takes_files(request.path)) {
        refuse(413, "The body is too large");
        return false;
    }
    if (const auto most = options.uploads->bounds().bytes; *head_.content_length > most) {
        const auto megabytes = std::to_string(most >> 20);
        refuse(413, "C’est trop grand : " + megabytes +
                        " Mo au plus.\nThis is too large: " + megabytes + " MB at most.");
        return false;
    }
    auto room = options.uploads->take(request.client);
    if (!room) {
        refuse(503, "Too many uploads at once. Please try again.");
        return false;
    }
    spool_ = *std::move(room);
    return true;
}

// As it comes: no more than one turn's bytes are in memory.
void EdgeConnection::read_upload() {
    const auto left = *head_.content_length - spool_->size();
    const auto piece = unread().substr(0, left);
    if (!piece.empty()) {
        const auto written = spool_->append(piece);
        use(piece.size());
        if (!written) {
            spool_ = nullptr;
            return refuse(503, "There is no room for this upload. Please try again later.");
        }
    }
    if (spool_->size() == *head_.content_length) request.spool = std::move(spool_);
}

void EdgeConnection::read_body(const EdgeOptions& options) {
    if (spool_) {
        read_upload();
        if (phase != Phase::Body || !request.spool) return;
    } else if (chunks_) {
        in_.erase(0, used_);
        used_ = 0;
        switch (chunks_->read(in_, options.body_bytes)) {
            case ChunkedBody::State::More:
                return;
            case ChunkedBody::State::Malformed:
                return refuse(400, "The chunks are malformed");
            case ChunkedBody::State::TooLarge:
                return refuse(413, "The body is too large");
            case ChunkedBody::State::Done:
                break;
        }
        request.body = chunks_->take();
        chunks_.reset();
    } else if (const auto length = head_.content_length.value_or(0); length > 0) {
        if (unread().size() < length) return;
        request.body = unread().substr(0, length);
        use(length);
    }
    ++turn;
    retried = false;
    waiting_since.reset();
    close_after = head_.close;
    enter(Phase::Busy);
}

bool EdgeConnection::flush() {
    while (sent_ < out.size()) {
        const auto count = ::send(fd, out.data() + sent_, out.size() - sent_, MSG_NOSIGNAL);
        if (count > 0) {
            sent_ += static_cast<std::size_t>(count);
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return false;
        phase = Phase::Closed;
        return true;
    }
    release(out);
    sent_ = 0;
    if (phase != Phase::Sending) return true;
    if (file && !send_file()) return phase == Phase::Closed;
    if (close_after) {
        drain();
    } else {
        enter(Phase::Idle);
        request = {};  // an upload's file goes with it
    }
    return true;
}

// False when the socket is full, or the client has gone (then phase is Closed).
bool EdgeConnection::send_file() {
    while (file_sent_ < file->size()) {
        auto offset = static_cast<off_t>(file_sent_);
        const auto count = ::sendfile(fd, file->file(), &offset, file->size() - file_sent_);
        if (count > 0) {
            file_sent_ += static_cast<std::size_t>(count);
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return false;
        phase = Phase::Closed;  // gone, or the file is shorter than was said
        return false;
    }
    file = nullptr;
    file_sent_ = 0;
    return true;
}

// Closing with bytes unread makes the kernel send RST, and the client may then
// never see its answer (RFC 9112 §9.6).
void EdgeConnection::drain() {
    ::shutdown(fd, SHUT_WR);
    enter(ended_ ? Phase::Closed : Phase::Draining);
    release(in_);
    used_ = 0;
}

bool EdgeConnection::overdue(Clock::time_point now, const EdgeOptions& options) const {
    const auto age = now - since;
    switch (phase) {
        case Phase::Idle:
            return age > options.idle_deadline;
        case Phase::Head:
            return age > options.head_deadline;
        case Phase::Body:
            if (!spool_) return age > options.body_deadline;
            return age > options.body_deadline +
                             std::chrono::seconds(*head_.content_length / options.bytes_per_second);
        case Phase::Waiting:
            return now - waiting_since.value_or(since) > std::max(options.wait_deadline, patience);
        case Phase::Sending:
            return age >
                   options.send_deadline +
                       std::chrono::seconds(file ? file->size() / options.bytes_per_second : 0);
        case Phase::Draining:
            return age > options.drain_deadline;
        case Phase::Busy:
        case Phase::Closed:
            break;
    }
    return false;
}

}  // namespace essaim::web
