// Initiatives as a CSV file: what comes out goes in again without a change.
// Columns are found by their names in the first line, in any order; "," and ";"
// are told apart; columns nobody knows are left alone. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "node/directory/initiative.h"

namespace essaim::directory {

struct CsvInitiative {
    std::size_t line;  // of the file, counted from 1
    std::string id;    // IRI, "" when the file has none
    Initiative initiative;
};
struct RowProblem {
    std::size_t line;
    FieldFault fault;
};
struct LoadedRows {
    std::vector<CsvInitiative> rows;
    std::vector<RowProblem> problems;  // rows that were left out
};

LoadedRows read_initiatives(std::string_view csv, std::size_t most = 20'000);

// "," and no mark for programs; ";" and a byte order mark for Excel in French.
enum class CsvKind { Plain, Excel };

// What an export says of a row beside its fields.
struct CsvOrigin {
    std::string id;
    std::string said_by;
    std::string said_on;
    bool self = false;
};
std::string csv_head(CsvKind kind);
std::string csv_line(CsvKind kind, const Initiative& initiative, const CsvOrigin& origin);

}  // namespace essaim::directory
