#include "node/directory/filter_form.h"

#include <algorithm>

#include "node/directory/cards.h"
#include "node/directory/territories.h"
#include "node/directory/vocabulary.h"

namespace essaim::directory {

namespace {

constexpr std::size_t kMostTowns = 400;  // offered while typing; every other one may be typed

void option(web::Page& page, const std::string& list, std::string_view value,
            const std::string& label, const std::string& chosen) {
    auto& one = page.section(list);
    one.set("VALUE", std::string(value)).set("LABEL", label);
    if (value == chosen) one.show("CHOSEN");
}

void options(web::Page& page, const std::string& list, const std::vector<Choice>& choices,
             const std::string& chosen) {
    for (const auto& choice : choices) option(page, list, choice.code, choice.label, chosen);
}

}  // namespace

web::SafeHtml filter_form(Services& services, const KnownDirectory::Whole& whole,
                          web::Language language, const Filter& filter, const std::string& view) {
    const auto& words = services.translations;
    web::Page page;
    page.set("WORDS", filter.words).set("TOWN", filter.town);
    page.set("KM", std::to_string(filter.kilometres));
    if (!view.empty()) page.section("KEEP_VIEW").set("VALUE", view);
    const auto& kind = filter.kind;
    option(page, "GROUP", "monnaies", words.tr(language, "Toutes les monnaies"), kind);
    option(page, "GROUP", "temps", words.tr(language, "SEL, temps, crédit mutuel"), kind);
    option(page, "GROUP", "partenaires", words.tr(language, "Réseaux et partenaires"), kind);
    options(page, "KIND", choices_of(Schema::Initiative, language, "kind"), kind);
    options(page, "STATUS", choices_of(Schema::Initiative, language, "status"), filter.status);
    options(page, "MEDIUM", choices_of(Schema::Initiative, language, "medium"), filter.medium);
    for (const auto& one : departments())
        option(page, "DEPARTMENT", one.code, std::string(one.code) + " " + std::string(one.name),
               filter.department);
    for (const auto& one : regions())
        option(page, "REGION", one.code, std::string(one.name), filter.region);
    for (const auto& code : whole.countries)
        option(page, "COUNTRY", code, country_words(services, language, code), filter.country);
    auto towns = whole.towns;
    if (towns.size() > kMostTowns) towns.resize(kMostTowns);
    std::ranges::sort(towns, {}, &KnownTown::name);
    for (const auto& town : towns) page.section("KNOWN_TOWN").set("NAME", town.name);
    option(page, "WHO", "elle-meme", words.tr(language, "l’association elle-même"), filter.who);
    option(page, "WHO", "autres", words.tr(language, "quelqu’un d’autre"), filter.who);
    if (filter.fresh) page.show("FRESH");
    const bool more = !filter.region.empty() || !filter.country.empty() || !filter.medium.empty() ||
                      !filter.town.empty() || !filter.who.empty() || filter.fresh;
    if (more) page.show("OPEN");
    if (filter.is_narrow()) page.show("RESET");
    return services.templates.render(language, "directory/filters.html", page);
}

}  // namespace essaim::directory
