#include "node/directory/figure_form.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "node/base/text.h"
#include "node/directory/figure_question.h"
#include "node/web/plain_line.h"

namespace essaim::directory {

namespace {

constexpr double kMostValue = 1e12;
constexpr double kLeap = 10;

std::string typed_line(const web::Request& request, const std::string& name) {
    return web::plain_line(base::trim(request.form_value(name).value_or("")));
}

// The last day of the year that is over: what assemblies talk about.
Day last_closed_year(Day today) {
    const auto year = std::chrono::year_month_day(today).year() - std::chrono::years(1);
    return Day(year / std::chrono::December / 31);
}

const Observation* latest(const std::vector<Observation>& before, const std::string& variable,
                          std::optional<Day> other_than) {
    for (const auto& one : before)
        if (one.variable == variable && one.as_of != other_than) return &one;
    return nullptr;
}

void show_variable(web::Page& part, Services& services, web::Language language, const Choice& one,
                   const std::vector<Observation>& before, const SentFigures* sent) {
    const auto& words = services.translations;
    auto& row = part.section("FIELD");
    auto help = one.help;
    if (is_over_a_year(one.code))
        help += " " + words.tr(language, "Sur les douze mois qui finissent à la date donnée.");
    if (const auto* last = latest(before, one.code, std::nullopt))
        help += " " + words.tr(language, "Dernier chiffre donné : {value}, le {date}.",
                               {{"value", value_words(language, last->value, one.unit)},
                                {"date", day_words(language, last->as_of)}});
    row.set("NAME", one.code).set("LABEL", one.label).set("HELP", help);
    row.set("VALUE", sent != nullptr && sent->typed.contains(one.code) ? sent->typed.at(one.code)
                                                                       : std::string());
    if (sent == nullptr) return;
    for (const auto& error : sent->errors) {
        if (error.field != one.code) continue;
        row.section("ERROR").set("MESSAGE", error.message).set("NAME", one.code);
        row.section("WRONG").set("NAME", one.code);
    }
}

}  // namespace

std::optional<double> typed_number(const std::string& given) {
    std::string text;
    for (std::size_t at = 0; at < given.size(); ++at) {
        bool space = given[at] == ' ';
        for (const std::string_view wide : {"\u00a0", "\u202f", "\u2009"})
            if (given.compare(at, wide.size(), wide) == 0) {
                at += wide.size() - 1;
                space = true;
            }
        if (!space) text += given[at] == ',' ? '.' : given[at];
    }
    double value = 0;
    const auto [end, fault] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (text.empty() || fault != std::errc{} || end != text.data() + text.size() ||
        !std::isfinite(value) || value < 0 || value > kMostValue)
        return std::nullopt;
    return value;
}

SentFigures sent_figures(Services& services, const web::Request& request, KindGroup group,
                         const std::vector<Observation>& before, web::Language language) {
    const auto& words = services.translations;
    SentFigures sent;
    for (const auto* name : {"date", "comment", "source", "precision"})
        sent.typed[name] = typed_line(request, name);
    const auto wrong = [&](const std::string& field, const std::string& message) {
        sent.errors.push_back({field, message});
    };
    const auto today = day_of(services.clock.now());
    const auto day = day_in(sent.typed["date"]);
    if (!day || *day < Day(std::chrono::year(1900) / 1 / 1))
        wrong("date", words.tr(language, "Donnez le jour auquel ces chiffres étaient vrais."));
    else if (*day > today)
        wrong("date", words.tr(language, "Ce jour n’est pas encore passé."));
    if (!is_choice(Schema::Observation, "method", sent.typed["comment"]))
        wrong("comment", words.tr(language, "Dites comment ces chiffres ont été trouvés."));
    if (sent.typed["source"].empty() || sent.typed["source"].size() > 500)
        wrong("source", words.tr(language,
                                 "Dites d’où viennent ces chiffres, en 500 signes au "
                                 "plus."));
    if (sent.typed["precision"].size() > 300)
        wrong("precision", words.tr(language,
                                    "Cette précision est trop longue : 300 signes au "
                                    "plus."));
    for (const auto& one : variables_of(group, language)) {
        const auto text = typed_line(request, one.code);
        sent.typed[one.code] = text;
        if (text.empty()) continue;
        const auto value = typed_number(text);
        if (!value) {
            wrong(one.code, words.tr(language, "Écrivez un nombre, sans unité : 18400 ou 1234,5."));
            continue;
        }
        FigureDraft draft{.variable = one.code,
                          .value = *value,
                          .as_of = day.value_or(today),
                          .method = sent.typed["comment"],
                          .scope = sent.typed["precision"],
                          .source = sent.typed["source"]};
        if (is_over_a_year(one.code))
            draft.from = months_before(draft.as_of, 12) + std::chrono::days(1);
        const auto* last = latest(before, one.code, draft.as_of);
        if (last != nullptr && last->value > 0 &&
            (*value >= last->value * kLeap || *value * kLeap <= last->value))
            sent.leaps.push_back(words.tr(language, "{label} : {value}, contre {last} le {date}.",
                                          {{"label", one.label},
                                           {"value", value_words(language, *value, one.unit)},
                                           {"last", value_words(language, last->value, one.unit)},
                                           {"date", day_words(language, last->as_of)}}));
        sent.drafts.push_back(std::move(draft));
    }
    if (sent.errors.empty() && sent.drafts.empty())
        wrong(headline_variables(group).front(), words.tr(language, "Donnez au moins un chiffre."));
    if (request.form_value("sur")) sent.leaps.clear();
    return sent;
}

web::Page figure_form(Services& services, web::Language language, const std::string& csrf,
                      const FigureForm& form, const std::vector<Observation>& before,
                      const SentFigures* sent) {
    const auto& words = services.translations;
    const auto today = day_of(services.clock.now());
    web::Page page;
    page.set("CSRF", csrf).set("ACTION", form.action).set("BACK", form.back);
    page.set("TITLE", form.own
                          ? words.tr(language, "Nos chiffres")
                          : words.tr(language, "Des chiffres sur {name}", {{"name", form.name}}));
    page.show(form.own ? "OWN" : "OTHER");
    page.set("TODAY", iso(today));
    if (!form.problem.empty()) page.section("PROBLEM").set("TEXT", form.problem);
    page.set_html("SUMMARY", sent == nullptr || sent->errors.empty()
                                 ? web::SafeHtml()
                                 : web::form_summary(services.templates, language, sent->errors));
    const auto value = [&](const char* name, const std::string& otherwise) {
        return sent == nullptr ? otherwise : sent->typed.at(name);
    };
    const auto year = std::to_string(static_cast<int>(std::chrono::year_month_day(today).year()));
    page.set("DATE", value("date", iso(last_closed_year(today))));
    page.set("SOURCE",
             value("source", form.own ? words.tr(language, "rapport d’activité") + " [" + year + "]"
                                      : std::string()));
    page.set("SCOPE", value("precision", ""));
    const auto method = value("comment", form.own ? "counted" : "");
    for (const auto& choice : choices_of(Schema::Observation, language, "method")) {
        auto& option = page.section("METHOD");
        option.set("VALUE", choice.code).set("LABEL", choice.label);
        if (choice.code == method) option.show("CHOSEN");
    }
    if (sent != nullptr)
        for (const auto& error : sent->errors)
            for (const auto& [section, field] :
                 {std::pair{"DATE_ERROR", "date"}, std::pair{"METHOD_ERROR", "comment"},
                  std::pair{"SOURCE_ERROR", "source"}, std::pair{"SCOPE_ERROR", "precision"}})
                if (error.field == field) page.section(section).set("MESSAGE", error.message);
    if (sent != nullptr && sent->errors.empty() && !sent->leaps.empty()) {
        auto& sure = page.section("LEAPS");
        for (const auto& leap : sent->leaps) sure.section("LEAP").set("TEXT", leap);
    }
    const auto first = headline_variables(form.group);
    bool typed_more = false;
    for (const auto& one : variables_of(form.group, language)) {
        const bool head =
            std::ranges::find(first, one.code) != first.end() || one.code == "reserveEuros";
        show_variable(page.section(head ? "MAIN" : "MORE"), services, language, one, before, sent);
        if (!head && sent != nullptr && !sent->typed.at(one.code).empty()) typed_more = true;
    }
    if (typed_more) page.show("OPEN");
    if (!before.empty()) {
        auto& given = page.section("GIVEN");
        for (const auto& one : before) {
            auto& row = given.section("FIGURE");
            row.set("LABEL", choice_label(Schema::Observation, language, "variable", one.variable));
            row.set("VALUE", value_words(language, one.value, unit_of(one.variable)));
            row.set("DATE", day_words(language, one.as_of)).set("SOURCE", one.source);
            row.set("ID", std::to_string(one.id)).set("CSRF", csrf);
            row.set("ACTION", form.action + "/retirer");
        }
    }
    return page;
}

}  // namespace essaim::directory
