#include "node/web/word_diff.h"

#include <doctest/doctest.h>

#include <string>

using namespace essaim::web;

namespace {

// "le [-vieux-] {+grand+} marché", one line a paragraph.
std::string shown(const std::string& before, const std::string& after) {
    std::string text;
    for (const auto& paragraph : word_diff(before, after)) {
        std::string line;
        for (const auto& piece : paragraph) {
            if (!line.empty()) line += ' ';
            line += piece.kind == DiffPiece::Kind::Removed ? "[-" + piece.text + "-]"
                    : piece.kind == DiffPiece::Kind::Added ? "{+" + piece.text + "+}"
                                                           : piece.text;
        }
        text += line + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("what changed is told word by word, and what did not is left out") {
    struct Row {
        const char* what;
        std::string before, after, told;
    };
    const Row rows[] = {
        {"nothing", "un\ndeux", "un\n\ndeux ", ""},
        {"a word", "le vieux marché\nreste", "le grand marché\nreste",
         "le [-vieux-] {+grand+} marché\n"},
        {"more words than before", "Samedi, douze étals.", "Samedi matin, treize étals.",
         "[-Samedi, douze-] {+Samedi matin, treize+} étals.\n"},
        {"fewer words than before", "Samedi matin, treize étals.", "Samedi, douze étals.",
         "[-Samedi matin, treize-] {+Samedi, douze+} étals.\n"},
        {"a word more", "le marché", "le grand marché", "le {+grand+} marché\n"},
        {"a paragraph more", "un\ndeux", "un\nnouveau ici\ndeux", "{+nouveau ici+}\n"},
        {"a paragraph less", "un\nvieux là\ndeux", "un\ndeux", "[-vieux là-]\n"},
        {"two places", "a b\nmilieu\nc d", "a x\nmilieu\ny d", "a [-b-] {+x+}\n[-c-] {+y+} d\n"},
        {"from nothing", "", "tout", "{+tout+}\n"},
        {"to nothing", "tout", "", "[-tout-]\n"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(shown(row.before, row.after) == row.told);
    }
}

TEST_CASE("texts at their limit are compared in bounded work") {
    std::string first, second;
    for (int i = 0; i < 25'000; ++i) {
        first += std::to_string(i) + (i % 2 == 0 ? "\n" : " ");
        second += std::to_string(i * 7 % 25'000) + (i % 3 == 0 ? "\n" : " ");
    }
    const auto told = word_diff(first, second);
    REQUIRE(told.size() == 1);
    REQUIRE(told[0].size() == 2);  // the old whole, the new whole
    std::string many;
    for (int i = 0; i < 1900; ++i) many += "ligne " + std::to_string(i) + "\n";
    CHECK(word_diff(many, many + "une de plus\n").size() == 1);
}
