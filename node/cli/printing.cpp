#include "node/cli/printing.h"

#include <nlohmann/json.hpp>
#include <ostream>

namespace essaim::cli {

namespace {

std::string cell(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void print_rows(std::ostream& out, const nlohmann::json& rows, const Words& words) {
    if (rows.empty()) out << "  " << words("(rien)") << "\n";
    for (const auto& row : rows) {
        out << "  ";
        bool first = true;
        for (const auto* name : {"title", "name", "handle", "host", "email", "role", "state",
                                 "waiting", "failed", "url", "actor", "reason", "error"}) {
            const auto found = row.find(name);
            if (found == row.end() || cell(*found).empty()) continue;
            out << (first ? "" : "  ") << cell(*found);
            first = false;
        }
        out << "\n";
    }
}

}  // namespace

void print_answer(std::ostream& out, const nlohmann::json& answer, const Words& words) {
    if (answer.contains("csv")) {  // a file, to be redirected
        out << cell(answer["csv"]);
        return;
    }
    for (const auto& [name, value] : answer.items()) {
        if (value.is_array()) {
            out << name << ":\n";
            print_rows(out, value, words);
        } else {
            out << name << ": " << cell(value) << "\n";
        }
    }
}

}  // namespace essaim::cli
