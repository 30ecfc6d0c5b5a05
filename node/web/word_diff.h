// What changed between two plain texts, word by word, paragraph by paragraph
// (lines), by the library dtl (O(NP), Wu and others 1990). Bounded: where more
// changed than anybody would compare, the old stands whole beside the new. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace essaim::web {

struct DiffPiece {
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    std::string text;  // words with single spaces
    bool operator==(const DiffPiece&) const = default;
};

// Paragraphs with a change, each as its pieces in reading order.
using DiffParagraph = std::vector<DiffPiece>;
std::vector<DiffParagraph> word_diff(std::string_view before, std::string_view after);

}  // namespace essaim::web
