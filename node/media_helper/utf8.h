// UTF-8 as it is kept: valid, without control characters, bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace essaim::media_helper {

inline constexpr std::size_t kTextBytes = 1 << 20;
inline constexpr std::size_t kTitleBytes = 300;

// The length of the character at the front, 0 when it is none (RFC 3629).
std::size_t character_length(std::string_view text);
// Valid and no control character but tab and the ends of line and page.
bool is_plain_text(std::string_view text);

// Takes text until it is full. What is not UTF-8 becomes U+FFFD, control
// characters become spaces, and runs of blanks and of empty lines are shortened.
class BoundedText {
  public:
    explicit BoundedText(std::size_t limit) : limit_(limit) {}
    void add(std::string_view text);
    void blank();
    void end_of_line();
    bool full() const { return full_; }
    std::string take();  // without blanks at its ends

  private:
    void put(std::string_view character);
    const std::size_t limit_;
    std::string text_;
    bool full_ = false;
};

}  // namespace essaim::media_helper
