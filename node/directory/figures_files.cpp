// The rows of one sum as CSV, through the writer that leaves no formula, and the
// sum itself as JSON (figures_pages.h).
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/directory/card_files.h"
#include "node/directory/figure_question.h"
#include "node/directory/figures_pages.h"
#include "node/directory/initiative.h"
#include "node/directory/network_figures.h"
#include "node/directory/observation_store.h"
#include "node/storage/connection.h"
#include "node/web/csv.h"
#include "node/web/negotiation.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::size_t kMostRows = 500;  // in JSON, the largest first; the CSV file has them all

std::string unit_counted(const std::string& variable) {
    const auto unit = unit_of(variable);
    return unit == "unit" ? "EUR" : unit;
}

// As a person would type it, so that a spreadsheet adds it up to the sum on the page.
std::string number(double value, bool comma) {
    auto text = json(value).dump();
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    if (comma)
        for (auto& c : text)
            if (c == '.') c = ',';
    return text;
}

// As its author said it.
std::string licence_of(const Observation& told) {
    return activitypub::text(json::parse(told.document, nullptr, false), "licence");
}

web::Response csv(Services& services, const web::Request& request, KnownSums& known) {
    const bool excel = request.query_value("format") == "excel";
    const char separator = excel ? ';' : ',';
    const auto question = figure_question_in(request, day_of(services.clock.now()));
    auto reader = services.database.read();
    NetworkFigures figures(*reader, known, sight_of(services));
    ObservationStore store(*reader);
    const auto& base = services.federation.actors().base();
    std::string text = excel ? "\xEF\xBB\xBF" : "";
    text += web::csv_row(
        {"name",  "card",   "kind",    "departement_code", "region",    "country",     "variable",
         "value", "unit",   "counted", "counted_unit",     "as_of",     "period_from", "method",
         "scope", "source", "said_by", "self_declared",    "published", "id",          "licence"},
        separator);
    for (const auto& one : figures.total(question.asked).rows) {
        const auto told = store.by_id(one.row.id);
        if (!told) continue;
        const auto face = figures.face(one.card->id);
        text += web::csv_row({face.name,
                              base + face.url,
                              one.card->kind,
                              one.card->department,
                              one.card->region,
                              one.card->country,
                              told->variable,
                              number(told->value, excel),
                              unit_of(told->variable),
                              number(one.counted, excel),
                              unit_counted(told->variable),
                              iso(told->as_of),
                              told->from ? iso(*told->from) : "",
                              told->method,
                              told->scope,
                              told->source,
                              told->said_by,
                              one.card->owner == one.row.author ? "1" : "0",
                              web::iso_time(told->published),
                              told->iri,
                              licence_of(*told)},
                             separator);
    }
    auto response = web::Response::text(200, std::move(text));
    response.headers = {{"Content-Type", "text/csv; charset=utf-8; header=present"}};
    response.with("Access-Control-Allow-Origin", "*").with("Cache-Control", "public, max-age=300");
    response.with("Link", std::string("<") + kLicence + ">; rel=\"license\"");
    response.with("Content-Disposition", "attachment; filename=\"chiffres-" +
                                             question.asked.variable + "-" +
                                             iso(question.asked.at) + ".csv\"");
    return web::conditional(request, std::move(response));
}

json shares_json(const Total& total, std::string SumCard::* territory) {
    auto all = json::array();
    for (const auto& share : shares_of(total, territory))
        all.push_back({{"code", share.code},
                       {"value", share.value},
                       {"reporting", share.reporting},
                       {"circulating", share.circulating}});
    return all;
}

web::Response api(Services& services, const web::Request& request, KnownSums& known) {
    const auto question = figure_question_in(request, day_of(services.clock.now()));
    const auto& asked = question.asked;
    auto reader = services.database.read();
    NetworkFigures figures(*reader, known, sight_of(services));
    ObservationStore store(*reader);
    const auto& base = services.federation.actors().base();
    const auto total = figures.total(asked);
    json document = {
        {"variable", asked.variable},
        {"group", asked.group == KindGroup::Time ? "temps" : "monnaies"},
        {"asOf", iso(asked.at)},
        {"months", asked.months},
        {"value", total.reporting > 0 ? json(total.value) : json(nullptr)},
        {"unit", unit_counted(asked.variable)},
        {"reporting", total.reporting},
        {"circulating", total.circulating},
        {"unknown", total.unknown},
        {"coverage", coverage_words(services, web::language_of(request), asked, total).reporting},
        {"setHash", total.mark},
        {"regions", shares_json(total, &SumCard::region)},
        {"departments", shares_json(total, &SumCard::department)},
        {"node", base},
        {"csv", base + question.url("/reseau/chiffres.csv")},
        {"licence", kLicence}};
    if (total.reporting > 0) {
        document["medianAgeDays"] = total.median_age;
        document["oldestAgeDays"] = total.oldest_age;
    }
    auto earlier = asked;
    earlier.at = question.before();
    const auto growth = growth_of(figures.total(earlier), earlier.at, total);
    document["growth"] = {{"from", iso(earlier.at)},
                          {"before", growth.before},
                          {"after", growth.after},
                          {"initiatives", growth.initiatives}};
    if (const auto percent = growth.percent()) document["growth"]["percent"] = *percent;
    auto rows = json::array();
    for (const auto& one : total.rows) {
        if (rows.size() == kMostRows) break;
        const auto told = store.by_id(one.row.id);
        if (!told) continue;
        auto row = plain_document(json::parse(told->document, nullptr, false));
        const auto face = figures.face(one.card->id);
        row["name"] = face.name;
        row["page"] = base + face.url;
        row["counted"] = one.counted;
        row["selfDeclared"] = one.card->owner == one.row.author;
        rows.push_back(std::move(row));
    }
    document["rows"] = std::move(rows);
    auto response = web::Response::json(200, "application/json", document.dump());
    response.with("Access-Control-Allow-Origin", "*")
        .with("Cache-Control", "public, max-age=60")
        .with("Vary", "Accept-Language, Cookie");
    return web::conditional(request, std::move(response));
}

}  // namespace

json figure_paths() {
    const auto parameter = [](const char* name, const char* what) {
        return json{{"name", name},
                    {"in", "query"},
                    {"description", what},
                    {"schema", {{"type", "string"}}}};
    };
    const json parameters = {
        parameter("chiffre", "a variable of observation.schema.json"),
        parameter("nature", "monnaies or temps: never added to one another"),
        parameter("date", "the day of the sum, YYYY-MM-DD; today if absent"),
        parameter("mois", "12, 24, 36 or 60: an older figure does not count; 24 if absent"),
        parameter("depuis", "the day to compare with; a year before if absent"),
        parameter("region", "code of a region"),
        parameter("departement", "INSEE code of a department"),
        parameter("pays", "ISO 3166-1 alpha-2")};
    return {{"/api/v1/chiffres",
             {{"get",
               {{"summary", std::string("the sum of one figure on a day, with its coverage, age, "
                                        "territories, growth and its 500 largest rows")},
                {"parameters", parameters},
                {"responses", {{"200", {{"description", "the sum"}}}}}}}}}};
}

void add_figure_file_routes(Services& services, web::Router& router,
                            const std::shared_ptr<KnownSums>& known) {
    router.get("/reseau/chiffres.csv", [&services, known](const web::Request& request) {
        return csv(services, request, *known);
    });
    router.get("/api/v1/chiffres", [&services, known](const web::Request& request) {
        return api(services, request, *known);
    });
}

}  // namespace essaim::directory
