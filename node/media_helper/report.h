// What a run of essaim-media answers: one line of JSON on fd 1, then the bytes
// that the line announces. A refusal is an answer too; only a crash has none.
#pragma once

#include <expected>
#include <string>
#include <vector>

namespace essaim::media_helper {

enum class Reason { Unknown, Svg, Broken, Pixels, Big, Animation, Encrypted, Bomb, Time };

template <class T>
using Outcome = std::expected<T, Reason>;

struct Variant {
    std::string name;  // full, phone, thumb
    int width = 0;
    int height = 0;
    std::string type;
    std::string bytes;
};

struct Picture {
    std::string type;  // of what came in
    int width = 0;     // of the largest that goes out
    int height = 0;
    std::string blurhash;
    std::vector<Variant> variants;
};

struct Document {
    std::string type;
    int pages = 0;  // 0: the format does not tell
    std::string title;
    std::string text;      // UTF-8
    bool complete = true;  // false: a limit cut the text
};

void answer(const Picture& picture);
void answer(const Document& document);
void answer(Reason reason);
// From now on, a processor time used up is answered by "time".
void answer_when_time_is_up();

}  // namespace essaim::media_helper
