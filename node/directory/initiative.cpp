#include "node/directory/initiative.h"

#include <charconv>
#include <map>

#include "node/base/text.h"
#include "node/web/csv.h"

namespace essaim::directory {

namespace {

const std::map<std::string, int, std::less<>> kKinds = {
    {"localCurrency", 0}, {"sol", 0},          {"regionalCurrency", 0}, {"timeBank", 0},
    {"sel", 0},           {"mutualCredit", 0}, {"freeCurrency", 0},     {"socialCurrency", 0},
    {"voucher", 0},       {"network", 0},      {"toolProvider", 0},     {"financePartner", 0},
    {"research", 0},      {"publicBody", 0},   {"partner", 0}};
const std::map<std::string, int, std::less<>> kStatuses = {
    {"", 0},       {"project", 0}, {"launching", 0}, {"circulating", 0},
    {"paused", 0}, {"stopped", 0}, {"merged", 0},    {"abandoned", 0}};

// "" is no coordinate; text that is no number, or off the globe, is a problem.
bool read_coordinate(const std::string& text, double limit, std::optional<double>& out) {
    if (text.empty()) return true;
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return false;
    if (value < -limit || value > limit) return false;
    out = value;
    return true;
}

bool is_partial_date(const std::string& text) {
    static constexpr std::string_view kShape = "dddd-dd-dd";
    if (text.empty()) return true;
    if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (kShape[i] == 'd' ? !digit : text[i] != '-') return false;
    }
    return true;
}

std::string problem_of(const Initiative& row) {
    if (row.name.empty()) return "the name is missing";
    if (row.name.size() > 240) return "the name is too long";
    if (!kKinds.contains(row.kind)) return "unknown kind \"" + row.kind + "\"";
    if (!kStatuses.contains(row.status)) return "unknown status \"" + row.status + "\"";
    if (!is_partial_date(row.launched)) return "launched is no date: \"" + row.launched + "\"";
    if (!row.country.empty() && row.country.size() != 2)
        return "country is not a two-letter code: \"" + row.country + "\"";
    if (row.source.empty()) return "the source is missing";
    if (!row.website.empty() && !row.website.starts_with("https://") &&
        !row.website.starts_with("http://")) {
        return "website is no web address: \"" + row.website + "\"";
    }
    return {};
}

}  // namespace

LoadedRows read_initiatives(std::string_view csv) {
    LoadedRows loaded;
    const auto table = web::read_csv(csv);
    if (!table) {
        loaded.problems.push_back({1, table.error().detail});
        return loaded;
    }
    std::map<std::string, std::size_t, std::less<>> columns;
    if (table->empty()) return loaded;
    for (std::size_t i = 0; i < table->front().fields.size(); ++i) {
        columns[table->front().fields[i]] = i;
    }
    for (std::size_t number = 1; number < table->size(); ++number) {
        const auto& row = (*table)[number];
        const auto field = [&](std::string_view name) {
            const auto found = columns.find(name);
            if (found == columns.end() || found->second >= row.fields.size()) return std::string();
            return std::string(base::trim(row.fields[found->second]));
        };
        if (row.fields.size() != columns.size()) {
            loaded.problems.push_back({row.line, "has " + std::to_string(row.fields.size()) +
                                                     " fields instead of " +
                                                     std::to_string(columns.size())});
            continue;
        }
        Initiative one{.name = field("name"),
                       .association = field("association"),
                       .kind = field("kind"),
                       .status = field("status"),
                       .launched = field("launched"),
                       .place = field("place"),
                       .department = field("departement_code"),
                       .country = field("country"),
                       .latitude = {},
                       .longitude = {},
                       .website = field("website"),
                       .source = field("source")};
        auto problem = problem_of(one);
        if (problem.empty() && (!read_coordinate(field("lat"), 90, one.latitude) ||
                                !read_coordinate(field("lon"), 180, one.longitude))) {
            problem = "lat or lon is not on the globe";
        }
        if (!problem.empty()) {
            loaded.problems.push_back({row.line, std::move(problem)});
            continue;
        }
        loaded.initiatives.push_back(std::move(one));
    }
    return loaded;
}

}  // namespace essaim::directory
