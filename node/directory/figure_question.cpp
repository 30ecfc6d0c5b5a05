#include "node/directory/figure_question.h"

#include <algorithm>
#include <array>

#include "node/base/text.h"
#include "node/directory/filter.h"

namespace essaim::directory {

namespace {

constexpr std::array<int, 4> kMonths = {12, 24, 36, 60};

bool is_of(KindGroup group, std::string_view variable) {
    return std::ranges::any_of(variables_of(group, web::Language::French),
                               [&](const Choice& one) { return one.code == variable; });
}

}  // namespace

std::vector<std::string> headline_variables(KindGroup group) {
    if (group == KindGroup::Time) return {"hoursExchangedYear", "membersActive"};
    return {"circulatingUnits", "activeProfessionals", "individualMembers", "exchangePoints"};
}

FigureQuestion figure_question_in(const web::Request& request, Day today) {
    FigureQuestion one;
    auto& asked = one.asked;
    asked.variable = request.query_value("chiffre").value_or("");
    const auto kind = request.query_value("nature").value_or("");
    asked.group = kind == "temps" ? KindGroup::Time : KindGroup::Currency;
    // A figure of time alone tells of whom it is.
    if (kind.empty() && is_of(KindGroup::Time, asked.variable) &&
        !is_of(KindGroup::Currency, asked.variable))
        asked.group = KindGroup::Time;
    if (!is_of(asked.group, asked.variable))
        asked.variable = headline_variables(asked.group).front();
    asked.at = std::min(day_in(request.query_value("date").value_or("")).value_or(today), today);
    const auto months = request.query_value("mois").value_or("");
    for (const auto choice : kMonths)
        if (months == std::to_string(choice)) asked.months = choice;
    const auto where = filter_in(request);
    asked.region = where.region;
    asked.department = where.department;
    asked.country = where.country;
    const auto since = day_in(request.query_value("depuis").value_or(""));
    if (since && *since < asked.at) one.since = since;
    return one;
}

Day FigureQuestion::before() const { return since.value_or(months_before(asked.at, 12)); }

std::string FigureQuestion::url(const std::string& path, const std::string& variable,
                                const std::vector<std::string>& more) const {
    std::string all = path + "?chiffre=" + (variable.empty() ? asked.variable : variable) +
                      "&nature=" + (asked.group == KindGroup::Time ? "temps" : "monnaies") +
                      "&date=" + iso(asked.at);
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) all += std::string("&") + name + "=" + base::percent_encode(value);
    };
    if (asked.months != Question{}.months) add("mois", std::to_string(asked.months));
    add("region", asked.region);
    add("departement", asked.department);
    add("pays", asked.country);
    if (since) add("depuis", iso(*since));
    for (const auto& field : more) all += "&" + field;
    return all;
}

}  // namespace essaim::directory
