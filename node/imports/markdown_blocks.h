// The blocks of a Markdown text, one after the other: paragraphs, headings,
// quotations, lists, tables, with what each line begins with. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace essaim::imports {

class MarkdownBlocks {
  public:
    void paragraph(std::string_view markdown);
    void heading(int level, std::string_view markdown);
    void code(std::string_view text);
    void rule();
    void open_quote();
    void close_quote();
    void open_list(bool numbered, int first);
    void close_list();
    void open_item();
    void close_item();
    void open_table();
    void open_row();
    void open_cell();
    void close_cell(std::string_view markdown);
    void close_table();
    bool in_cell() const { return in_cell_; }
    std::string finish();

  private:
    struct Level {
        char kind = '>';     // '>' quotation, '-' list, '1' numbered list, 'i' item
        int number = 1;      // of the next item
        std::string marker;  // of an item, until its first line is written: "- "; else its state
        std::string indent;  // what the lines of it begin with
    };
    void block(std::string_view text, bool escape_starts);
    std::string prefix(bool first_line);

    std::vector<Level> levels_;
    std::string out_;
    bool tight_ = false;  // the next block follows without an empty line
    std::vector<std::vector<std::string>> rows_;
    int tables_ = 0;
    bool in_cell_ = false;
};

}  // namespace essaim::imports
