#include "node/directory/initiative_csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "node/base/text.h"
#include "node/web/csv.h"
#include "node/web/translations.h"

namespace essaim::directory {

namespace {

struct Column {
    std::string_view name;
    std::string Initiative::* field;
};
constexpr auto kColumns = std::to_array<Column>({{"name", &Initiative::name},
                                                 {"association", &Initiative::association},
                                                 {"kind", &Initiative::kind},
                                                 {"status", &Initiative::status},
                                                 {"launched", &Initiative::launched},
                                                 {"ended", &Initiative::ended},
                                                 {"place", &Initiative::place},
                                                 {"departement_code", &Initiative::department},
                                                 {"country", &Initiative::country},
                                                 {"website", &Initiative::website},
                                                 {"summary", &Initiative::summary},
                                                 {"source", &Initiative::source}});

// "" is no coordinate; what is no number becomes one that is not on the globe.
std::optional<double> coordinate(std::string text) {
    if (text.empty()) return std::nullopt;
    std::ranges::replace(text, ',', '.');  // Excel in French
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return 999;
    return value;
}

std::string number(const std::optional<double>& value) {
    if (!value) return {};
    std::array<char, 32> text{};
    const auto [end, fault] = std::to_chars(text.data(), text.data() + text.size(), *value);
    return {text.data(), end};
}

char separator_of(std::string_view csv) {
    const auto line = csv.substr(0, csv.find('\n'));
    return std::ranges::count(line, ';') > std::ranges::count(line, ',') ? ';' : ',';
}

char separator_of(CsvKind kind) { return kind == CsvKind::Excel ? ';' : ','; }

}  // namespace

LoadedRows read_initiatives(std::string_view csv, std::size_t most) {
    LoadedRows loaded;
    const auto table = web::read_csv(csv, separator_of(csv));
    if (!table) {
        loaded.problems.push_back(
            {1,
             {"", web::tr_later("Ce n’est pas un fichier CSV en UTF-8 : {value}."),
              table.error().detail}});
        return loaded;
    }
    if (table->empty()) return loaded;
    std::map<std::string, std::size_t, std::less<>> columns;
    const auto& head = table->front().fields;
    for (std::size_t i = 0; i < head.size(); ++i)
        columns.emplace(base::ascii_lower(base::trim(head[i])), i);
    if (!columns.contains("name") || !columns.contains("kind")) {
        loaded.problems.push_back(
            {1,
             {"",
              web::tr_later("La première ligne doit nommer les colonnes : il manque « name » ou "
                            "« kind ».")}});
        return loaded;
    }
    for (std::size_t number = 1; number < table->size(); ++number) {
        const auto& row = (*table)[number];
        if (row.fields.size() != head.size()) {
            loaded.problems.push_back(
                {row.line,
                 {"",
                  web::tr_later("Le nombre de colonnes n’est pas celui de la première ligne : "
                                "{value}."),
                  std::to_string(row.fields.size())}});
            continue;
        }
        if (loaded.rows.size() == most) {
            loaded.problems.push_back(
                {row.line, {"", web::tr_later("Le fichier est trop long : le reste est laissé.")}});
            break;
        }
        const auto cell = [&](std::string_view name) {
            const auto found = columns.find(name);
            if (found == columns.end()) return std::string();
            return std::string(web::csv_text(base::trim(row.fields[found->second])));
        };
        CsvInitiative one{row.line, cell("id"), {}};
        for (const auto& column : kColumns) one.initiative.*column.field = cell(column.name);
        one.initiative.latitude = coordinate(cell("lat"));
        one.initiative.longitude = coordinate(cell("lon"));
        one.initiative.licence = licence_address(cell("licence"));
        if (auto fault = first_fault(one.initiative)) {
            loaded.problems.push_back({row.line, std::move(*fault)});
            continue;
        }
        loaded.rows.push_back(std::move(one));
    }
    return loaded;
}

std::string csv_head(CsvKind kind) {
    std::vector<std::string> names = {"id"};
    for (const auto& column : kColumns) {
        if (column.name == "website") names.insert(names.end(), {"lat", "lon"});
        names.emplace_back(column.name);
    }
    names.insert(names.end(), {"said_by", "said_on", "self_declared", "licence"});
    return (kind == CsvKind::Excel ? "\xEF\xBB\xBF" : "") + web::csv_row(names, separator_of(kind));
}

std::string csv_line(CsvKind kind, const Initiative& one, const CsvOrigin& origin) {
    std::vector<std::string> cells = {origin.id};
    for (const auto& column : kColumns) {
        if (column.name == "website")
            cells.insert(cells.end(), {number(one.latitude), number(one.longitude)});
        cells.push_back(one.*column.field);
    }
    cells.insert(cells.end(),
                 {origin.said_by, origin.said_on, origin.self ? "1" : "0", one.licence});
    return web::csv_row(cells, separator_of(kind));
}

}  // namespace essaim::directory
