// A chunked body (RFC 9112 §7.1) read as it arrives, strictly: hexadecimal
// sizes, no extensions, no trailers, CRLF everywhere, within a limit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace essaim::web {

class ChunkedBody {
  public:
    enum class State { More, Done, Malformed, TooLarge };

    // Eats what it can from the front of `input`.
    State read(std::string& input, std::size_t limit);
    std::string take() { return std::move(body_); }

  private:
    State line(std::string_view text, std::size_t limit);
    std::string body_;
    std::size_t left_ = 0;  // of the current chunk
    enum class Expect { Size, Data, DataEnd, LastEnd } expect_ = Expect::Size;
};

}  // namespace essaim::web
