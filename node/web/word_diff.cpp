#include "node/web/word_diff.h"

#include <algorithm>
#include <dtl/dtl.hpp>

#include "node/base/text.h"

namespace essaim::web {

namespace {

using Kind = DiffPiece::Kind;
using Words = std::vector<std::string>;

constexpr std::size_t kMostLines = 2000;  // of one text
constexpr std::size_t kMostWords = 3000;  // of one paragraph's two sides together

Words split_clean(std::string_view text, std::string_view separators) {
    Words parts;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(separators), text.size());
        if (const auto part = base::trim(text.substr(0, end)); !part.empty())
            parts.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

Words words_of(const Words& lines) {
    Words words;
    for (const auto& line : lines)
        for (auto& word : split_clean(line, " \t")) words.push_back(std::move(word));
    return words;
}

// What goes stands before what comes, in whatever order dtl tells them.
void add(DiffParagraph& pieces, Kind kind, const std::string& word) {
    const bool late = kind == Kind::Removed && !pieces.empty() && pieces.back().kind == Kind::Added;
    if (late && pieces.size() > 1 && pieces[pieces.size() - 2].kind == Kind::Removed) {
        pieces[pieces.size() - 2].text += ' ' + word;
    } else if (late) {
        pieces.insert(pieces.end() - 1, {kind, word});
    } else if (pieces.empty() || pieces.back().kind != kind) {
        pieces.push_back({kind, word});
    } else {
        pieces.back().text += ' ' + word;
    }
}

Kind kind_of(dtl::edit_t type) {
    return type == dtl::SES_ADD      ? Kind::Added
           : type == dtl::SES_DELETE ? Kind::Removed
                                     : Kind::Same;
}

DiffParagraph compared(const Words& removed, const Words& added) {
    const auto before = words_of(removed);
    const auto after = words_of(added);
    DiffParagraph pieces;
    if (before.size() + after.size() > kMostWords || before.empty() || after.empty()) {
        for (const auto& word : before) add(pieces, Kind::Removed, word);
        for (const auto& word : after) add(pieces, Kind::Added, word);
        return pieces;
    }
    dtl::Diff<std::string, Words> diff(before, after);
    diff.compose();
    for (const auto& [word, info] : diff.getSes().getSequence())
        add(pieces, kind_of(info.type), word);
    return pieces;
}

}  // namespace

std::vector<DiffParagraph> word_diff(std::string_view before, std::string_view after) {
    const auto old_lines = split_clean(before, "\n");
    const auto new_lines = split_clean(after, "\n");
    if (old_lines == new_lines) return {};
    if (old_lines.size() > kMostLines || new_lines.size() > kMostLines)
        return {compared(old_lines, new_lines)};
    dtl::Diff<std::string, Words> diff(old_lines, new_lines);
    diff.compose();
    std::vector<DiffParagraph> changed;
    Words removed, added;
    const auto close = [&] {
        if (removed.empty() && added.empty()) return;
        changed.push_back(compared(removed, added));
        removed.clear();
        added.clear();
    };
    for (const auto& [line, info] : diff.getSes().getSequence()) {
        if (info.type == dtl::SES_COMMON) {
            close();
        } else {
            (info.type == dtl::SES_DELETE ? removed : added).push_back(line);
        }
    }
    close();
    return changed;
}

}  // namespace essaim::web
