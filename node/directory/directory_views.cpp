#include "node/directory/directory_views.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <span>

#include "node/directory/cards.h"
#include "node/directory/chart_part.h"
#include "node/directory/map_part.h"
#include "node/web/rosette.h"

namespace essaim::directory {

namespace {

int year_of(const std::string& date) {
    int year = 0;
    if (date.size() >= 4) std::from_chars(date.data(), date.data() + 4, year);
    return year;
}

void describe(Services& services, web::Page& row, web::Language language, const Card& card) {
    const auto& one = card.initiative;
    row.set("URL", card_url(card));
    row.set("NAME", one.name);
    row.set("PLACE", place_words(services, language, one));
    const auto fresh = freshness(services, language, card);
    row.set("WHO", fresh.who).set("WHEN", fresh.when);
    if (fresh.node) row.show("NODE");
}

std::string group_class(const Initiative& one) {
    switch (group_of(one.kind)) {
        case KindGroup::Currency:
            return "m";
        case KindGroup::Time:
            return "t";
        case KindGroup::Partner:
            break;
    }
    return "p";
}

void show_row(Services& services, web::Page& page, web::Language language, const Card& card) {
    const auto& words = services.translations;
    auto& row = page.section("CARD");
    describe(services, row, language, card);
    const auto& one = card.initiative;
    row.set("ID", std::to_string(card.id)).set("KIND", kind_words(language, one));
    const auto key = card.self ? card.said_by : one.name;
    row.set_html(
        "ROSETTE",
        web::rosette(key, card.self ? face_of(services, card.said_by).hue : web::hue_of(key),
                     {.size = 52, .stroke = 1, .css_class = {}, .label = {}}));
    row.set("GROUP", group_class(one));
    std::string css_class = card.self ? "isnode" : "";
    if (is_stale(card, services.clock.now())) css_class += card.self ? " old" : "old";
    row.set("CLASS", css_class);
    if (!one.status.empty() && one.status != "circulating")
        row.section("CHIP").set("TEXT", status_words(language, one));
    if (one.launched.size() >= 4)
        row.section("CHIP").set(
            "TEXT", words.tr(language, "depuis {year}", {{"year", one.launched.substr(0, 4)}}));
    if (card.distance)
        row.section("CHIP").set(
            "TEXT", words.tr(language, "à {n} km",
                             {{"n", web::format_number(language, std::llround(*card.distance))}}));
}

// What is shown on one page of many cards.
struct Part {
    std::size_t all;
    std::size_t first;
    std::size_t count;
    std::int64_t number;
    std::int64_t pages;
    std::span<const Outline> of(const std::vector<Outline>& cards) const {
        return std::span(cards).subspan(first, count);
    }
};

Part part_of(std::size_t all, std::size_t per_page, std::int64_t page_number) {
    const auto pages = static_cast<std::int64_t>((all + per_page - 1) / per_page);
    const auto number = std::clamp<std::int64_t>(page_number, 1, std::max<std::int64_t>(pages, 1));
    const auto first = static_cast<std::size_t>(number - 1) * per_page;
    return {all, first, std::min(per_page, all - first), number, pages};
}

std::string part_words(Services& services, web::Language language, const Part& part) {
    const auto& words = services.translations;
    const auto all = static_cast<std::int64_t>(part.all);
    if (part.pages < 2) return words.trn(language, "{n} fiche", "{n} fiches", all);
    return words.tr(language, "Fiches {first} à {last} sur {all}",
                    {{"first", std::to_string(part.first + 1)},
                     {"last", std::to_string(part.first + part.count)},
                     {"all", web::format_number(language, all)}});
}

void show_pager(Services& services, web::Page& page, web::Language language, const Filter& filter,
                const Part& part, const std::string& view) {
    if (part.pages < 2) return;
    auto& pager = page.section("PAGER");
    pager.set("WHERE", services.translations.tr(language, "page {n} sur {all}",
                                                {{"n", std::to_string(part.number)},
                                                 {"all", std::to_string(part.pages)}}));
    const auto url = [&](std::int64_t to) {
        std::vector<std::string> more;
        if (!view.empty()) more.push_back(view);
        more.push_back("page=" + std::to_string(to));
        return directory_url(filter, more) + "#liste";
    };
    if (part.number > 1) pager.section("PREVIOUS").set("URL", url(part.number - 1));
    if (part.number < part.pages) pager.section("NEXT").set("URL", url(part.number + 1));
}

// Launches per year of the currencies whose year is known; empty with fewer than three.
std::vector<Bar> launches(const std::vector<Outline>& cards, std::int64_t& known,
                          std::int64_t& currencies) {
    std::map<int, std::int64_t> years;
    for (const auto& card : cards) {
        if (!card.currency) continue;
        ++currencies;
        const auto year = year_of(card.launched);
        if (year < 1900) continue;
        ++known;
        ++years[year];
    }
    std::vector<Bar> bars;
    if (known < 3) return bars;
    const auto last = years.rbegin()->first;
    for (auto year = std::max(years.begin()->first, last - 19); year <= last; ++year)
        bars.push_back({.label = std::to_string(year),
                        .value = static_cast<double>(years.contains(year) ? years[year] : 0)});
    return bars;
}

}  // namespace

web::SafeHtml map_and_list(Services& services, storage::Connection& connection,
                           web::Language language, const std::vector<Outline>& cards,
                           const federation::Sight& sight, const Filter& filter,
                           std::int64_t page_number) {
    const auto& words = services.translations;
    const auto part = part_of(cards.size(), kPerPage, page_number);
    web::Page page;
    page.set_html("MAP", map_part(services, language, cards));
    page.set("HEADING", part_words(services, language, part));
    page.set("ORDER",
             filter.town.empty()
                 ? words.tr(language, "d’abord celles que leur association tient elle-même")
                 : words.tr(language, "de la plus proche à la plus lointaine"));
    for (const auto& row : seen_whole(connection, part.of(cards), sight))
        show_row(services, page, language, row);
    show_pager(services, page, language, filter, part, "");
    std::int64_t known = 0;
    std::int64_t currencies = 0;
    if (const auto bars = launches(cards, known, currencies); !bars.empty()) {
        auto& births = page.section("BIRTHS");
        births.set("TEXT", words.tr(language,
                                    "Monnaies locales, régionales et SOL dont l’année de mise en "
                                    "circulation est connue : {known} sur {all}.",
                                    {{"known", std::to_string(known)},
                                     {"all", std::to_string(currencies)}}));
        births.set("URL", directory_url(filter, {"vue=chronologie"}));
        births.set_html(
            "BARS",
            bars_part(services, language, words.tr(language, "Mises en circulation par année"),
                      words.tr(language, "Année"), words.tr(language, "Monnaies"), bars));
    }
    return services.templates.render(language, "directory/list.html", page);
}

web::SafeHtml table_view(Services& services, storage::Connection& connection,
                         web::Language language, const std::vector<Outline>& cards,
                         const federation::Sight& sight, const Filter& filter,
                         std::int64_t page_number) {
    const auto part = part_of(cards.size(), kPerTable, page_number);
    web::Page page;
    if (part.pages > 1) page.section("PART").set("TEXT", part_words(services, language, part));
    show_pager(services, page, language, filter, part, "vue=tableau");
    for (const auto& card : seen_whole(connection, part.of(cards), sight)) {
        auto& row = page.section("CARD");
        describe(services, row, language, card);
        row.set("KIND", kind_words(language, card.initiative));
        row.set("STATUS", status_words(language, card.initiative));
        row.set("LAUNCHED", date_words(language, card.initiative.launched));
        row.set("SOURCE", card.initiative.source);
    }
    return services.templates.render(language, "directory/table.html", page);
}

web::SafeHtml chronology_view(Services& services, web::Language language,
                              const std::vector<Card>& cards) {
    const auto& words = services.translations;
    struct Event {
        std::string date;
        const Card* card;
        bool end;
    };
    std::vector<Event> events;
    for (const auto& card : cards) {
        if (year_of(card.initiative.launched) > 0)
            events.push_back({card.initiative.launched, &card, false});
        if (year_of(card.initiative.ended) > 0)
            events.push_back({card.initiative.ended, &card, true});
    }
    std::ranges::stable_sort(events, std::greater{}, &Event::date);
    web::Page page;
    web::Page* year = nullptr;
    std::string current;
    for (const auto& event : events) {
        if (const auto its = event.date.substr(0, 4); its != current || year == nullptr) {
            current = its;
            year = &page.section("YEAR");
            year->set("NAME", current);
        }
        auto& row = year->section("EVENT");
        if (event.date.size() > 4) row.set_if("DATE", date_words(language, event.date));
        row.set("WHAT", event.end ? words.tr(language, "arrêt")
                                  : words.tr(language, "mise en circulation"));
        describe(services, row, language, *event.card);
    }
    page.set("COUNT", words.trn(language, "{n} date connue parmi ces fiches.",
                                "{n} dates connues parmi ces fiches.",
                                static_cast<std::int64_t>(events.size())));
    return services.templates.render(language, "directory/chronology.html", page);
}

web::SafeHtml booklet_view(Services& services, web::Language language,
                           const std::vector<Card>& cards) {
    std::vector<const Card*> sorted;
    for (const auto& card : cards) sorted.push_back(&card);
    std::ranges::stable_sort(sorted, {},
                             [](const Card* card) { return sorting_name(card->initiative); });
    web::Page page;
    page.set_html("MAP", map_part(services, language, outlines_of(cards)));
    page.set("NODE", services.federation.profile().title);
    page.set("DATE", web::format_date(language, services.clock.now()));
    web::Page* letter = nullptr;
    std::string current;
    for (const auto* card : sorted) {
        auto initial = sorting_name(card->initiative).substr(0, 1);
        if (!initial.empty() && initial[0] >= 'a' && initial[0] <= 'z')
            initial[0] = static_cast<char>(initial[0] - 'a' + 'A');
        if (initial.empty() || (initial[0] >= '0' && initial[0] <= '9')) initial = "0–9";
        if (initial != current || letter == nullptr) {
            current = initial;
            letter = &page.section("LETTER");
            letter->set("NAME", current);
        }
        auto& row = letter->section("CARD");
        describe(services, row, language, *card);
        row.set("KIND", kind_words(language, card->initiative));
        row.set_if("STATUS", status_words(language, card->initiative));
        row.set_if("SUMMARY", card->initiative.summary);
        row.set_if("SITE", site_of_website(card->initiative.website));
    }
    return services.templates.render(language, "directory/booklet.html", page);
}

}  // namespace essaim::directory
