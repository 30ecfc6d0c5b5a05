#include "node/directory/figures_pages.h"

#include <algorithm>
#include <set>

#include "node/directory/cards.h"
#include "node/directory/chart_part.h"
#include "node/directory/figure_question.h"
#include "node/directory/network_figures.h"
#include "node/directory/observation_store.h"
#include "node/directory/territories.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"

namespace essaim::directory {

namespace {

constexpr std::size_t kMostRows = 100;  // on a page; the file has them all
constexpr std::size_t kYears = 12;

std::string unit_shown(const std::string& variable) {
    const auto unit = unit_of(variable);
    return unit == "unit" ? "EUR" : unit;  // a sum of units is in euros (totals.h)
}

// At the head of a title or a card: "Masse en circulation".
std::string title_of(web::Language language, const std::string& variable) {
    auto label = choice_label(Schema::Observation, language, "variable", variable);
    if (!label.empty() && label[0] >= 'a' && label[0] <= 'z')
        label[0] = static_cast<char>(label[0] - 'a' + 'A');
    return label;
}

std::string sum_words(web::Language language, const std::string& variable, double value) {
    return value_words(language, value, unit_shown(variable));
}

void show_form(Services& services, const NetworkFigures& figures, web::Page& page,
               const FigureQuestion& question, web::Language language) {
    const auto& words = services.translations;
    const auto& asked = question.asked;
    for (const auto& one : variables_of(asked.group, language)) {
        auto& option = page.section("VARIABLE");
        option.set("VALUE", one.code).set("LABEL", one.label);
        if (one.code == asked.variable) option.show("CHOSEN");
    }
    for (const auto& [value, label, group] :
         {std::tuple{"monnaies", web::tr_later("les monnaies"), KindGroup::Currency},
          std::tuple{"temps", web::tr_later("SEL et banques de temps"), KindGroup::Time}}) {
        auto& option = page.section("GROUP");
        option.set("VALUE", value).set("LABEL", words.tr(language, label));
        if (group == asked.group) option.show("CHOSEN");
    }
    page.set("DATE", iso(asked.at)).set("TODAY", iso(day_of(services.clock.now())));
    page.set("SINCE", iso(question.before()));
    for (const auto& one : regions()) {
        auto& option = page.section("REGION");
        option.set("VALUE", std::string(one.code)).set("LABEL", std::string(one.name));
        if (one.code == asked.region) option.show("CHOSEN");
    }
    for (const auto& one : departments()) {
        auto& option = page.section("DEPARTMENT");
        option.set("VALUE", std::string(one.code))
            .set("LABEL", std::string(one.code) + " " + std::string(one.name));
        if (one.code == asked.department) option.show("CHOSEN");
    }
    std::set<std::string> countries;
    for (const auto& card : figures.cards())
        if (!card.country.empty()) countries.insert(card.country);
    for (const auto& code : countries) {
        auto& option = page.section("COUNTRY");
        option.set("VALUE", code).set("LABEL", country_words(services, language, code));
        if (code == asked.country) option.show("CHOSEN");
    }
    for (const auto months : {12, 24, 36, 60}) {
        auto& option = page.section("AGE");
        option.set("VALUE", std::to_string(months))
            .set("LABEL", words.trn(language, "{n} mois", "{n} mois", months));
        if (months == asked.months) option.show("CHOSEN");
    }
    if (question.since || asked.months != Question{}.months || !asked.country.empty() ||
        !asked.department.empty())
        page.show("OPEN");
}

void show_sums(Services& services, web::Page& page, NetworkFigures& figures,
               const FigureQuestion& question, web::Language language) {
    for (const auto& variable : headline_variables(question.asked.group)) {
        auto asked = question.asked;
        asked.variable = variable;
        const auto total = figures.total(asked);
        auto& row = page.section("SUM");
        row.set("LABEL", title_of(language, variable));
        row.set("URL", question.url("/reseau/chiffres", variable) + "#total");
        if (total.reporting == 0) {
            row.show("NOTHING");
            continue;
        }
        row.section("SOMETHING").set("VALUE", sum_words(language, variable, total.value));
        const auto told = coverage_words(services, language, asked, total);
        row.set("COVERAGE", told.reporting).set("AGE", told.age);
    }
}

void show_growth(Services& services, web::Page& page, NetworkFigures& figures,
                 const FigureQuestion& question, const Total& total, web::Language language) {
    const auto& words = services.translations;
    auto earlier = question.asked;
    earlier.at = question.before();
    const auto before = figures.total(earlier);
    const auto growth = growth_of(before, earlier.at, total);
    if (growth.initiatives == 0) {
        page.set("GROWTH",
                 words.tr(language,
                          "Aucune initiative n’a donné ce chiffre pour le {from} et de nouveau "
                          "pour le {until} : rien ne se compare.",
                          {{"from", day_words(language, earlier.at)},
                           {"until", day_words(language, question.asked.at)}}));
        return;
    }
    auto told = words.trn(
        language,
        "Du {from} au {until}, chez la seule initiative qui a donné ce chiffre les deux fois : de "
        "{before} à {after}",
        "Du {from} au {until}, chez les {n} initiatives qui ont donné ce chiffre les deux fois : "
        "de {before} à {after}",
        growth.initiatives,
        {{"from", day_words(language, earlier.at)},
         {"until", day_words(language, question.asked.at)},
         {"before", sum_words(language, question.asked.variable, growth.before)},
         {"after", sum_words(language, question.asked.variable, growth.after)}});
    if (const auto percent = growth.percent())
        told += words.tr(language, ", soit {sign}{percent} %",
                         {{"sign", *percent > 0 ? "+" : ""},
                          {"percent", web::format_number(language, *percent, 1)}});
    page.set("GROWTH", told + ".");
}

void show_territories(Services& services, web::Page& page, const Question& asked,
                      const Total& total, web::Language language) {
    const auto& words = services.translations;
    const auto table = [&](const std::string& title, const std::string& key,
                           std::string SumCard::* territory, auto&& name) {
        const auto shares = shares_of(total, territory);
        if (shares.empty()) return;
        const auto highest = std::max(shares.front().value, 1e-9);
        auto& part = page.section("TERRITORIES");
        part.set("TITLE", title).set("KEY", key);
        for (const auto& share : shares) {
            auto& row = part.section("SHARE");
            const auto label = name(share.code);
            row.set("NAME", label.empty() ? words.tr(language, "ailleurs, ou non précisé") : label);
            row.set("VALUE", sum_words(language, asked.variable, share.value));
            row.set("WIDTH", std::to_string(static_cast<int>(100 * share.value / highest)));
            row.set("COVERAGE", words.tr(language, "{given} sur {all}",
                                         {{"given", std::to_string(share.reporting)},
                                          {"all", std::to_string(share.circulating)}}));
        }
    };
    table(words.tr(language, "Par région"), "regions", &SumCard::region,
          [](const std::string& code) { return std::string(region_name(code)); });
    table(words.tr(language, "Par département"), "departements", &SumCard::department,
          [](const std::string& code) {
              const auto* known = department(code);
              return known == nullptr ? std::string() : std::string(known->name);
          });
}

std::string why_words(Services& services, web::Language language, LeftOut why) {
    const auto& words = services.translations;
    switch (why) {
        case LeftOut::NotAlive:
            return words.tr(language, "n’était pas en circulation ce jour-là");
        case LeftOut::NotEuros:
            return words.tr(language, "son unité n’est pas en euros");
        case LeftOut::OtherPeriod:
            return words.tr(language, "compté sur une autre durée qu’un an");
        case LeftOut::PartsCounted:
            return words.tr(language, "fédération : ce sont ses membres qui comptent");
        case LeftOut::Merged:
            break;
    }
    return words.tr(language, "remplacée par une monnaie qui est comptée");
}

// One line of a table: whose figure, how much, of when, by whom.
void show_row(Services& services, web::Page& row, NetworkFigures& figures,
              storage::Connection& connection, web::Language language, const SumCard& card,
              const SumRow& figure) {
    const auto face = figures.face(card.id);
    row.set("NAME", face.name).set("URL", face.url + "#chiffres");
    row.set("DATE", day_words(language, figure.as_of));
    const auto told = ObservationStore(connection).by_id(figure.id);
    row.set("METHOD", told ? choice_label(Schema::Observation, language, "method", told->method)
                           : std::string());
    row.set("SOURCE", told ? told->source : std::string());
    row.set("VALUE",
            told ? value_words(language, told->value, unit_of(told->variable)) : std::string());
    row.set_if("SCOPE", told ? told->scope : std::string());
    const bool own = card.owner != 0 && card.owner == figure.author;
    row.set("BY", own ? services.translations.tr(language, "elle-même")
                      : face_of(services, figures.author(figure.author)).name);
    if (!own) row.show("THIRD");
}

void show_rows(Services& services, web::Page& page, NetworkFigures& figures,
               storage::Connection& connection, const Question& asked, const Total& total,
               web::Language language) {
    const auto& words = services.translations;
    if (total.reporting > 0) {
        auto& part = page.section("ROWS");
        part.set("TITLE", words.trn(language, "La ligne comptée", "Les {n} lignes comptées",
                                    total.reporting));
        for (std::size_t i = 0; i < std::min(total.rows.size(), kMostRows); ++i)
            show_row(services, part.section("ROW"), figures, connection, language,
                     *total.rows[i].card, total.rows[i].row);
        if (total.rows.size() > kMostRows) part.show("MORE");
    }
    if (!total.left.empty()) {
        auto& part = page.section("LEFT");
        part.set("TITLE",
                 words.trn(language, "{n} chiffre laissé de côté", "{n} chiffres laissés de côté",
                           static_cast<std::int64_t>(total.left.size())));
        for (std::size_t i = 0; i < std::min(total.left.size(), kMostRows); ++i) {
            auto& row = part.section("ROW");
            show_row(services, row, figures, connection, language, *total.left[i].card,
                     total.left[i].row);
            row.set("WHY", why_words(services, language, total.left[i].why));
        }
    }
    if (!total.silent.empty()) {
        auto& part = page.section("SILENT");
        part.set("TITLE", words.trn(language, "{n} n’a pas donné ce chiffre",
                                    "{n} n’ont pas donné ce chiffre",
                                    static_cast<std::int64_t>(total.silent.size())));
        for (std::size_t i = 0; i < std::min(total.silent.size(), kMostRows); ++i) {
            const auto face = figures.face(total.silent[i]->id);
            part.section("ROW").set("NAME", face.name).set("URL", face.url);
        }
    }
    const auto published = figures.of_networks(asked, 20);
    if (published.empty()) return;
    auto& part = page.section("PUBLISHED");
    for (const auto& one : published)
        show_row(services, part.section("ROW"), figures, connection, language, *one.card, one.row);
}

void show_years(Services& services, web::Page& page, NetworkFigures& figures, const Question& asked,
                web::Language language) {
    const auto& words = services.translations;
    const auto years = figures.by_year(asked, kYears);
    if (years.size() < 2) return;
    std::vector<Bar> bars;
    for (const auto& one : years)
        bars.push_back({.label = std::to_string(one.year),
                        .value = one.total.value,
                        .shown = sum_words(language, asked.variable, one.total.value),
                        .note = words.tr(language, "{given} sur {all}",
                                         {{"given", std::to_string(one.total.reporting)},
                                          {"all", std::to_string(one.total.circulating)}})});
    const auto label = title_of(language, asked.variable);
    page.section("YEARS").set_html(
        "BARS", bars_part(services, language, label, words.tr(language, "Année"),
                          words.tr(language, "Total"), bars, words.tr(language, "Ont répondu")));
}

web::Response show(Services& services, const web::Request& request, KnownSums& known) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto question = figure_question_in(request, day_of(services.clock.now()));
    const auto& asked = question.asked;
    auto reader = services.database.read();
    NetworkFigures figures(*reader, known, sight_of(services, visitor));

    web::Page page;
    if (visitor.may(accounts::Role::Manager)) page.show("ENTER");
    show_form(services, figures, page, question, language);
    show_sums(services, page, figures, question, language);
    const auto total = figures.total(asked);
    for (const auto& one : variables_of(asked.group, language))
        if (one.code == asked.variable) page.set("DEFINITION", one.help);
    if (unit_of(asked.variable) == "unit") page.show("EUROS");
    const auto told = coverage_words(services, language, asked, total);
    page.set("COVERAGE", told.reporting).set("AGE", told.age).set("UNKNOWN", told.unknown);
    const auto label = title_of(language, asked.variable);
    page.set("HEAD", total.reporting == 0
                         ? label
                         : words.tr(language, "{label} : {value}",
                                    {{"label", label},
                                     {"value", sum_words(language, asked.variable, total.value)}}));
    show_growth(services, page, figures, question, total, language);
    show_years(services, page, figures, asked, language);
    show_territories(services, page, asked, total, language);
    show_rows(services, page, figures, *reader, asked, total, language);
    page.set("CSV", question.url("/reseau/chiffres.csv"));
    page.set("EXCEL", question.url("/reseau/chiffres.csv", "", {"format=excel"}));
    page.set("JSON", question.url("/api/v1/chiffres"));
    page.set("NODE", services.federation.profile().title);
    page.set("DAY", web::format_date(language, services.clock.now()));
    page.set("MARK", total.mark).set("SHORT_MARK", total.mark.substr(0, 12));
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Les chiffres du réseau"),
                      .description = words.tr(language,
                                              "Ce que les monnaies locales et les banques de temps "
                                              "disent de leur taille, avec la date et la source."),
                      .section = "annuaire",
                      .indexed = request.query.empty(),
                      .styles = {"annuaire.css"}},
                     "directory/figures.html", page);
}

}  // namespace

void add_figure_routes(Services& services, web::Router& router,
                       const std::shared_ptr<KnownSums>& known) {
    router.get("/reseau/chiffres", [&services, known](const web::Request& request) {
        return show(services, request, *known);
    });
}

}  // namespace essaim::directory
