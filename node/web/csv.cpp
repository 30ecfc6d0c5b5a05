#include "node/web/csv.h"

#include <charconv>

#include "node/base/text.h"

namespace essaim::web {

namespace {

constexpr std::string_view kFormulas = "=+-@\t\r";

bool is_number(std::string_view text) {
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size();
}

bool would_run(std::string_view cell) {
    return !cell.empty() && kFormulas.find(cell.front()) != std::string_view::npos &&
           !is_number(cell);
}

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text, char separator) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (!base::is_valid_utf8(text)) return refuse(Fault::Malformed, "the file is not UTF-8");
    std::vector<CsvRow> rows;
    std::size_t line = 1;
    std::size_t i = 0;
    while (i < text.size()) {
        CsvRow row{line, {}};
        for (bool more = true; more;) {
            std::string field;
            if (i < text.size() && text[i] == '"') {
                for (++i;; ++i) {
                    if (i >= text.size())
                        return refuse(Fault::Malformed,
                                      "line " + std::to_string(row.line) + ": a quote stays open");
                    if (text[i] == '"') {
                        if (i + 1 >= text.size() || text[i + 1] != '"') break;
                        ++i;
                    }
                    if (text[i] == '\n') ++line;
                    field += text[i];
                }
                ++i;
                if (i < text.size() && text[i] != separator && text[i] != '\r' && text[i] != '\n') {
                    return refuse(Fault::Malformed,
                                  "line " + std::to_string(line) + ": text after a closing quote");
                }
            } else {
                while (i < text.size() && text[i] != separator && text[i] != '\r' &&
                       text[i] != '\n')
                    field += text[i++];
            }
            row.fields.push_back(std::move(field));
            more = i < text.size() && text[i] == separator;
            if (more) ++i;
        }
        if (i < text.size() && text[i] == '\r') ++i;
        if (i < text.size() && text[i] == '\n') ++i;
        ++line;
        if (row.fields.size() > 1 || !row.fields.front().empty()) rows.push_back(std::move(row));
    }
    return rows;
}

std::string csv_row(const std::vector<std::string>& fields, char separator) {
    std::string row;
    for (const auto& field : fields) {
        if (!row.empty()) row += separator;
        row += '"';
        if (would_run(field)) row += '\'';
        for (const char c : field) {
            if (c == '"') row += '"';
            row += c;
        }
        row += '"';
    }
    return row + "\r\n";
}

std::string_view csv_text(std::string_view cell) {
    if (cell.size() > 1 && cell.front() == '\'' && would_run(cell.substr(1))) cell.remove_prefix(1);
    return cell;
}

}  // namespace essaim::web
