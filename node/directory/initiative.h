// One initiative of the directory (domain.md §3), as the shipped CSV has it:
// 169 local currencies, time banks and partners, each with its dated source.
// Rules only: what a row must hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::directory {

struct Initiative {
    std::string name;
    std::string association;
    std::string kind;      // code list A
    std::string status;    // code list B, "" when the source did not tell
    std::string launched;  // Y, Y-M or Y-M-D, or ""
    std::string place;
    std::string department;
    std::string country;  // ISO 3166-1 alpha-2
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::string website;
    std::string source;  // who said it, with the year in brackets
};

struct RowProblem {
    std::size_t line;     // of the file, counted from 1
    std::string message;  // English, for the operator
};

struct LoadedRows {
    std::vector<Initiative> initiatives;
    std::vector<RowProblem> problems;  // rows that were left out
};

// The columns are found by the names in the first line.
LoadedRows read_initiatives(std::string_view csv);

}  // namespace essaim::directory
