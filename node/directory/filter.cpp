#include "node/directory/filter.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "node/base/text.h"
#include "node/directory/territories.h"
#include "node/directory/vocabulary.h"
#include "node/web/plain_line.h"

namespace essaim::directory {

namespace {

struct KindRow {
    std::string_view code;
    KindGroup group;
};
constexpr auto kKinds = std::to_array<KindRow>({{"localCurrency", KindGroup::Currency},
                                                {"sol", KindGroup::Currency},
                                                {"regionalCurrency", KindGroup::Currency},
                                                {"freeCurrency", KindGroup::Currency},
                                                {"socialCurrency", KindGroup::Currency},
                                                {"voucher", KindGroup::Currency},
                                                {"timeBank", KindGroup::Time},
                                                {"sel", KindGroup::Time},
                                                {"mutualCredit", KindGroup::Time}});

std::string field(const web::Request& request, std::string_view name) {
    return base::truncate_utf8(web::plain_line(request.query_value(name).value_or("")), 100);
}

std::string code_in(const web::Request& request, std::string_view name, std::string_view path) {
    auto code = field(request, name);
    return is_choice(Schema::Initiative, path, code) ? code : std::string();
}

}  // namespace

KindGroup group_of(std::string_view kind) {
    const auto found = std::ranges::find(kKinds, kind, &KindRow::code);
    return found == kKinds.end() ? KindGroup::Partner : found->group;
}

std::vector<std::string> kinds_of(std::string_view choice) {
    std::vector<std::string> codes;
    if (choice.empty()) return codes;
    std::optional<KindGroup> group;
    if (choice == "monnaies") group = KindGroup::Currency;
    if (choice == "temps") group = KindGroup::Time;
    if (choice == "partenaires") group = KindGroup::Partner;
    if (!group) return {std::string(choice)};
    for (const auto& one : choices_of(Schema::Initiative, web::Language::French, "kind"))
        if (group_of(one.code) == *group) codes.push_back(one.code);
    return codes;
}

Filter filter_in(const web::Request& request) {
    Filter filter;
    filter.words = field(request, "q");
    filter.kind = field(request, "nature");
    if (!is_choice(Schema::Initiative, "kind", filter.kind) && filter.kind != "monnaies" &&
        filter.kind != "temps" && filter.kind != "partenaires")
        filter.kind.clear();
    filter.status = code_in(request, "etat", "status");
    filter.medium = code_in(request, "support", "medium");
    if (auto code = field(request, "departement"); department(code) != nullptr)
        filter.department = std::move(code);
    if (auto code = field(request, "region"); !region_name(code).empty())
        filter.region = std::move(code);
    if (auto code = field(request, "pays"); code.size() == 2) filter.country = std::move(code);
    filter.town = field(request, "autour");
    const auto distance = field(request, "km");
    int kilometres = 0;
    std::from_chars(distance.data(), distance.data() + distance.size(), kilometres);
    if (!filter.town.empty() && kilometres > 0) filter.kilometres = std::min(kilometres, 1000);
    if (auto who = field(request, "qui"); who == "elle-meme" || who == "autres")
        filter.who = std::move(who);
    filter.fresh = field(request, "recent") == "1";
    return filter;
}

std::string Filter::query() const {
    std::string all;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        if (!all.empty()) all += '&';
        all += std::string(name) + "=" + base::percent_encode(value);
    };
    add("q", words);
    add("nature", kind);
    add("etat", status);
    add("departement", department);
    add("region", region);
    add("pays", country);
    add("support", medium);
    add("autour", town);
    if (!town.empty() && kilometres != Filter{}.kilometres) add("km", std::to_string(kilometres));
    add("qui", who);
    if (fresh) add("recent", "1");
    return all;
}

std::string directory_url(const Filter& filter, const std::vector<std::string>& more,
                          const std::string& path) {
    auto query = filter.query();
    for (const auto& field : more) {
        if (!query.empty()) query += '&';
        query += field;
    }
    return query.empty() ? path : path + "?" + query;
}

}  // namespace essaim::directory
