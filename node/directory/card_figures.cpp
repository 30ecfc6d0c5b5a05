#include "node/directory/card_figures.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/directory/card_files.h"
#include "node/directory/cards.h"
#include "node/directory/chart_part.h"
#include "node/directory/observation_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::size_t kMost = 500;
constexpr std::size_t kFewestBars = 3;

bool is_own(const Card& card, const Observation& one) {
    return card.self && one.said_by == card.said_by;
}

// Whoever is heard: its own node, those we follow, and whom a person here has admitted.
bool is_heard(const Card& card, const Observation& one) { return one.shown || is_own(card, one); }

void show_figure(Services& services, web::Page& row, web::Language language, const Card& card,
                 const Observation& one) {
    const auto& words = services.translations;
    row.set("LABEL", choice_label(Schema::Observation, language, "variable", one.variable));
    row.set("VALUE", value_words(language, one.value, unit_of(one.variable)));
    row.set("DATE", one.from ? words.tr(language, "du {from} au {until}",
                                        {{"from", day_words(language, *one.from)},
                                         {"until", day_words(language, one.as_of)}})
                             : day_words(language, one.as_of));
    row.set("METHOD", choice_label(Schema::Observation, language, "method", one.method));
    row.set("SOURCE", one.source);
    row.set_if("SCOPE", one.scope);
    row.set("BY", is_own(card, one) ? words.tr(language, "elle-même")
                                    : face_of(services, one.said_by).name);
    if (!is_own(card, one)) row.show("THIRD");
    if (!services.federation.actors().owns(one.iri)) row.section("ORIGIN").set_url("URL", one.iri);
}

// The figure that people ask for first, over the days that one source gave it.
void show_chart(Services& services, web::Page& page, web::Language language, const Card& card,
                const std::vector<Observation>& figures) {
    for (const auto* variable : {"circulatingUnits", "hoursExchangedYear"}) {
        std::vector<const Observation*> points;
        for (const auto& one : figures)
            if (one.variable == variable && !one.superseded && is_heard(card, one) &&
                (points.empty() || one.said_by == points.front()->said_by))
                points.push_back(&one);
        if (points.size() < kFewestBars) continue;
        std::ranges::sort(points, {}, [](const Observation* one) { return one->as_of; });
        std::vector<Bar> bars;
        for (const auto* one : points)
            bars.push_back({.label = day_words(language, one->as_of),
                            .value = one->value,
                            .shown = value_words(language, one->value, unit_of(variable))});
        page.section("CHART").set_html(
            "BARS",
            bars_part(services, language,
                      choice_label(Schema::Observation, language, "variable", variable),
                      services.translations.tr(language, "Date"),
                      choice_label(Schema::Observation, language, "variable", variable), bars));
        return;
    }
}

}  // namespace

std::vector<Observation> seen_figures(storage::Connection& connection, std::int64_t card,
                                      const federation::Sight& sight) {
    auto all = ObservationStore(connection).of_card(card, kMost);
    std::erase_if(all, [&](const Observation& one) {
        return !sight.sees({.id = one.iri, .author = one.said_by});
    });
    return all;
}

web::SafeHtml figures_part(Services& services, web::Language language, const Card& card,
                           const std::vector<Observation>& figures, const std::string& edit) {
    web::Page page;
    if (!edit.empty()) page.section("EDIT").set("URL", edit);
    // The latest of each that gives it, its own word first.
    std::vector<const Observation*> current;
    for (const auto& one : figures) {
        if (one.superseded || !is_heard(card, one)) continue;
        const bool known = std::ranges::any_of(current, [&](const Observation* other) {
            return other->variable == one.variable && other->said_by == one.said_by;
        });
        if (!known) current.push_back(&one);
    }
    const auto order = choices_of(Schema::Observation, language, "variable");
    std::ranges::stable_sort(current, {}, [&](const Observation* one) {
        const auto place = std::ranges::find(order, one->variable, &Choice::code) - order.begin();
        return std::pair(place, !is_own(card, *one));
    });
    if (current.empty() && edit.empty()) return {};
    if (current.empty()) page.show("NONE");
    web::Page* table = nullptr;
    for (const auto* one : current) {
        if (table == nullptr) table = &page.section("CURRENT");
        show_figure(services, table->section("FIGURE"), language, card, *one);
    }
    show_chart(services, page, language, card, figures);
    std::vector<const Observation*> past;
    for (const auto& one : figures)
        if ((one.superseded || is_heard(card, one)) &&
            std::ranges::find(current, &one) == current.end())
            past.push_back(&one);
    if (!past.empty()) {
        auto& history = page.section("HISTORY");
        for (const auto* one : past) {
            auto& row = history.section("FIGURE");
            show_figure(services, row, language, card, *one);
            if (one->superseded) row.show("CORRECTED");
        }
    }
    return services.templates.render(language, "directory/card_figures.html", page);
}

json figures_json(const Card& card, const std::vector<Observation>& figures) {
    auto all = json::array();
    for (const auto& one : figures) {
        if (one.superseded || !is_heard(card, one)) continue;
        auto document = plain_document(json::parse(one.document, nullptr, false));
        document["selfDeclared"] = is_own(card, one);
        all.push_back(std::move(document));
    }
    return all;
}

}  // namespace essaim::directory
