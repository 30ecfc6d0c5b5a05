#include "node/imports/markdown_blocks.h"

#include <algorithm>

#include "node/base/text.h"

namespace essaim::imports {

namespace {

constexpr std::size_t kLevels = 12;
constexpr std::size_t kColumns = 30;

// What would make a list, a title or a quotation of a line of plain words.
std::string with_plain_start(std::string_view line) {
    std::string out(line);
    if (line.empty()) return out;
    const auto is_end = [&](std::size_t at) { return at >= line.size() || line[at] == ' '; };
    const char first = line.front();
    const bool bullet = (first == '-' || first == '+') && (is_end(1) || line[1] == first);
    const bool title = first == '#' && is_end(line.find_first_not_of('#'));
    if (bullet || title || first == '>' || first == '=' || first == '|') return "\\" + out;
    const auto digits = line.find_first_not_of("0123456789");
    const bool numbered = digits != std::string_view::npos && digits > 0 && digits < 10 &&
                          (line[digits] == '.' || line[digits] == ')') && is_end(digits + 1);
    if (numbered) out.insert(digits, "\\");
    return out;
}

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : base::trim(text)) {
        const bool space = c == ' ' || c == '\n';
        if (!space || (!out.empty() && out.back() != ' ')) out += space ? ' ' : c;
    }
    return out;
}

}  // namespace

std::string MarkdownBlocks::prefix(bool first_line) {
    std::string all;
    for (auto& level : levels_) {
        if (level.kind == '>') {
            all += "> ";
            level.marker.clear();
        }
        if (level.kind != 'i') continue;
        all += first_line && !level.marker.empty() ? level.marker : level.indent;
        if (first_line) level.marker.clear();
    }
    return all;
}

void MarkdownBlocks::block(std::string_view text, bool escape_starts) {
    if (!out_.empty()) {
        out_ += '\n';
        if (!tight_) {
            // An empty line still belongs to the quotation around it.
            auto empty = std::string();
            for (const auto& level : levels_)
                if (level.kind == '>' && level.marker.empty()) empty += "> ";
            out_ += std::string(base::trim(empty)) + '\n';
        }
    }
    tight_ = false;
    bool first = true;
    for (const auto line : base::split(text, '\n')) {
        if (!first) out_ += '\n';
        out_ += prefix(first) + (escape_starts ? with_plain_start(line) : std::string(line));
        first = false;
    }
}

void MarkdownBlocks::paragraph(std::string_view markdown) {
    markdown = base::trim(markdown);
    if (!markdown.empty()) block(markdown, true);
}

void MarkdownBlocks::heading(int level, std::string_view markdown) {
    const auto line = one_line(markdown);
    if (!line.empty()) block(std::string(static_cast<std::size_t>(level), '#') + " " + line, false);
}

void MarkdownBlocks::code(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
    while (!text.empty() && text.front() == '\n') text.remove_prefix(1);
    if (text.empty()) return;
    std::string fence = "```";
    while (text.find(fence) != std::string_view::npos) fence += '`';
    block(fence + "\n" + std::string(text) + "\n" + fence, false);
}

void MarkdownBlocks::rule() { block("---", false); }

void MarkdownBlocks::open_quote() {
    if (levels_.size() < kLevels) levels_.push_back({.kind = '>', .marker = "new", .indent = {}});
}

void MarkdownBlocks::close_quote() {
    const auto at = std::ranges::find(levels_.rbegin(), levels_.rend(), '>', &Level::kind);
    if (at != levels_.rend()) levels_.resize(static_cast<std::size_t>(levels_.rend() - at) - 1);
}

void MarkdownBlocks::open_list(bool numbered, int first) {
    if (levels_.size() >= kLevels) return;
    // A list inside of an item belongs to the line above it.
    const bool inside = !levels_.empty() && levels_.back().kind == 'i';
    levels_.push_back({.kind = numbered ? '1' : '-', .number = first, .marker = {}, .indent = {}});
    if (inside && levels_[levels_.size() - 2].marker.empty()) tight_ = true;
}

void MarkdownBlocks::close_list() {
    const auto at = std::find_if(levels_.rbegin(), levels_.rend(), [](const Level& level) {
        return level.kind == '-' || level.kind == '1';
    });
    if (at != levels_.rend()) levels_.resize(static_cast<std::size_t>(levels_.rend() - at) - 1);
    tight_ = false;
}

void MarkdownBlocks::open_item() {
    close_item();
    if (levels_.empty() || levels_.size() >= kLevels) return;
    auto& list = levels_.back();
    if (list.kind != '-' && list.kind != '1') return;
    const auto marker =
        list.kind == '1' ? std::to_string(std::min(list.number, 999'999)) + ". " : "- ";
    ++list.number;
    if (!list.marker.empty()) tight_ = true;
    list.marker = "begun";  // from now on its items stand close to each other
    levels_.push_back({.kind = 'i', .marker = marker, .indent = std::string(marker.size(), ' ')});
}

void MarkdownBlocks::close_item() {
    if (levels_.empty() || levels_.back().kind != 'i') return;
    levels_.pop_back();
}

void MarkdownBlocks::open_table() {
    if (++tables_ == 1) rows_.clear();
}

void MarkdownBlocks::open_row() {
    if (tables_ > 0) rows_.emplace_back();
}

void MarkdownBlocks::open_cell() { in_cell_ = tables_ > 0; }

void MarkdownBlocks::close_cell(std::string_view markdown) {
    if (!in_cell_) return paragraph(markdown);
    in_cell_ = false;
    if (rows_.empty()) rows_.emplace_back();
    std::string cell;
    for (const char c : one_line(markdown))
        cell += c == '|' ? std::string("\\|") : std::string(1, c);
    if (rows_.back().size() < kColumns) rows_.back().push_back(std::move(cell));
}

void MarkdownBlocks::close_table() {
    in_cell_ = false;
    if (tables_ == 0 || --tables_ > 0) return;
    std::erase_if(rows_, [](const auto& row) { return row.empty(); });
    std::size_t columns = 0;
    for (const auto& row : rows_) columns = std::max(columns, row.size());
    if (columns == 0) return;
    if (columns == 1) {  // it held other things in place
        for (const auto& row : rows_) paragraph(row.front());
        return;
    }
    std::string table;
    for (std::size_t number = 0; number < rows_.size(); ++number) {
        auto row = rows_[number];
        row.resize(columns);
        if (number > 0) table += '\n';
        for (const auto& cell : row) table += "| " + cell + " ";
        table += '|';
        if (number > 0) continue;
        table += '\n';
        for (std::size_t column = 0; column < columns; ++column) table += "|---";
        table += '|';
    }
    rows_.clear();
    block(table, false);
}

std::string MarkdownBlocks::finish() {
    while (tables_ > 0) close_table();
    return std::move(out_);
}

}  // namespace essaim::imports
