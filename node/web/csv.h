// CSV (RFC 4180): reading strictly, with line numbers; writing so that no cell
// is a formula to a spreadsheet (security.md E9). Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/error.h"

namespace essaim::web {

struct CsvRow {
    std::size_t line;  // where it begins, counted from 1
    std::vector<std::string> fields;
};

// Malformed: an open quote, text after a closing quote, not UTF-8.
Result<std::vector<CsvRow>> read_csv(std::string_view text, char separator = ',');
// One row with CRLF, every field quoted. A cell that a spreadsheet would run gets
// an apostrophe in front; a plain number, "-1.475", is none.
std::string csv_row(const std::vector<std::string>& fields, char separator = ',');
// The cell as it was before csv_row() put the apostrophe.
std::string_view csv_text(std::string_view cell);

}  // namespace essaim::web
