// What a handler answers. A response may have to wait (`wait`): for the commit
// that makes its promise true, or for a key that is being fetched. The edge
// server then keeps the connection, not a worker.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace essaim::web {

// The end of a wait, told once, from any thread.
class Wait {
  public:
    enum class Outcome {
        Send,   // send the response as it stands
        Retry,  // run the handler again (once)
        Fail,   // answer 503 with Retry-After instead
    };
    void finish(Outcome outcome);
    // The edge server's side; called at once if finish() came first.
    void when_finished(std::function<void(Outcome)> then);

  private:
    struct State;
    std::shared_ptr<State> state_ = make_state();
    static std::shared_ptr<State> make_state();
};

// Bytes of a file, from its first one: closed when the last answer is sent.
class FileBody {
  public:
    FileBody(int file, std::size_t bytes) : file_(file), size_(bytes) {}
    ~FileBody();
    FileBody(const FileBody&) = delete;
    FileBody& operator=(const FileBody&) = delete;
    int file() const { return file_; }
    std::size_t size() const { return size_; }

  private:
    const int file_;
    const std::size_t size_;
};

struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::shared_ptr<const std::string> shared_body;  // instead of body: bytes kept elsewhere
    std::shared_ptr<const FileBody>
        file;                    // instead of body: sent from the disk, as slowly as asked
    std::shared_ptr<Wait> wait;  // null: send now
    bool parked = false;         // waits for another server: few may
    std::chrono::milliseconds patience{0};  // how long it may wait, if longer than others

    Response& with(std::string name, std::string value) & {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    Response&& with(std::string name, std::string value) && {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
    static Response text(int status, std::string body);  // text/plain; charset=utf-8
    static Response html(int status, std::string body);
    static Response json(int status, std::string media_type, std::string body);
    static Response see_other(std::string location);  // 303
    static Response empty(int status);
};

}  // namespace essaim::web
