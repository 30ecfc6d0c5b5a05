#include "node/web/chunked_body.h"

#include <algorithm>

namespace essaim::web {

namespace {
constexpr std::size_t kMaxSizeLine = 10;
}

ChunkedBody::State ChunkedBody::line(std::string_view text, std::size_t limit) {
    if (expect_ != Expect::Size) {  // the line that ends a chunk, or the body
        if (!text.empty()) return State::Malformed;
        const bool over = expect_ == Expect::LastEnd;
        expect_ = Expect::Size;
        return over ? State::Done : State::More;
    }
    if (text.empty() || text.size() > 8) return State::Malformed;
    std::size_t size = 0;
    for (const char c : text) {
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return State::Malformed;
        size = size * 16 + static_cast<std::size_t>(digit);
    }
    if (body_.size() + size > limit) return State::TooLarge;
    left_ = size;
    expect_ = size == 0 ? Expect::LastEnd : Expect::Data;
    return State::More;
}

ChunkedBody::State ChunkedBody::read(std::string& input, std::size_t limit) {
    std::size_t at = 0;
    auto state = State::More;
    while (state == State::More && at < input.size()) {
        if (expect_ == Expect::Data) {
            const auto some = std::min(left_, input.size() - at);
            body_.append(input, at, some);
            at += some;
            left_ -= some;
            if (left_ == 0) expect_ = Expect::DataEnd;
            continue;
        }
        const auto end = input.find("\r\n", at);
        if (end == std::string::npos) {
            if (input.size() - at > kMaxSizeLine) state = State::Malformed;
            break;
        }
        state = line(std::string_view(input).substr(at, end - at), limit);
        at = end + 2;
    }
    input.erase(0, at);
    return state;
}

}  // namespace essaim::web
