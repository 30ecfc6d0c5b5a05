#include "node/directory/card_facts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/directory/cards.h"
#include "node/directory/territories.h"
#include "node/directory/vocabulary.h"
#include "node/web/plain_line.h"
#include "node/web/translations.h"
#include "node/web/url_policy.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 6> kGroups = {
    web::tr_later("L’essentiel"), web::tr_later("Où"),           web::tr_later("L’association"),
    web::tr_later("La monnaie"),  web::tr_later("Les adresses"), web::tr_later("Les liens")};

constexpr auto kFields = std::to_array<FactField>({
    {"name", Kind::Line, 0, true},
    {"sortName", Kind::Line, 0},
    {"kind", Kind::One, 0, true},
    {"alsoKind", Kind::Many, 0},
    {"status", Kind::One, 0, true},
    {"statusSince", Kind::Date, 0},
    {"summary", Kind::Text, 0, true},
    {"launchedOn", Kind::Date, 0, true},
    {"endedOn", Kind::Date, 0, true},
    {"lastRedemptionDate", Kind::Date, 0},
    {"place.town", Kind::Line, 1, true},
    {"place.postalCode", Kind::Line, 1},
    {"place.departmentCode", Kind::Line, 1, true},
    {"place.country", Kind::Line, 1, true},
    {"geo.lat", Kind::Number, 1, true},
    {"geo.lon", Kind::Number, 1, true},
    {"territory.label", Kind::Line, 1},
    {"territory.codes", Kind::Lines, 1},
    {"crossBorder", Kind::Yes, 1},
    {"legalEntityName", Kind::Line, 2, true},
    {"legalForm", Kind::One, 2},
    {"rnaId", Kind::Line, 2},
    {"sirenId", Kind::Line, 2},
    {"foundedOn", Kind::Date, 2},
    {"governance", Kind::Many, 2},
    {"colleges", Kind::Lines, 2},
    {"costRecovery", Kind::Many, 2},
    {"software", Kind::Many, 2},
    {"languages", Kind::Lines, 2},
    {"currencyName", Kind::Line, 3},
    {"currencySymbol", Kind::Line, 3},
    {"osmCurrencyCode", Kind::Line, 3},
    {"medium", Kind::Many, 3, true},
    {"denominations", Kind::Numbers, 3},
    {"unitValue.amount", Kind::Number, 3},
    {"unitValue.per", Kind::One, 3},
    {"backing", Kind::One, 3},
    {"reservePartner", Kind::Lines, 3},
    {"reconversion.who", Kind::One, 3},
    {"reconversion.feePercent", Kind::Number, 3},
    {"entryBonus", Kind::Number, 3},
    {"demurrage.ratePercent", Kind::Number, 3},
    {"demurrage.periodMonths", Kind::Number, 3},
    {"associationShare", Kind::Number, 3},
    {"website", Kind::Url, 4, true},
    {"contact.email", Kind::Line, 4},
    {"contact.url", Kind::Url, 4},
    {"contact.roleLabel", Kind::Line, 4},
    {"directoryUrl", Kind::Url, 4},
    {"mapUrl", Kind::Url, 4},
    {"exchangePointsUrl", Kind::Url, 4},
    {"charterUrl", Kind::Urls, 4},
    {"statutesUrl", Kind::Urls, 4},
    {"minutesUrl", Kind::Urls, 4},
    {"feeds", Kind::Urls, 4},
    {"social", Kind::Urls, 4},
    {"networks", Kind::Lines, 5},
    {"partOf", Kind::Lines, 5},
    {"hasPart", Kind::Lines, 5},
    {"partnerOf", Kind::Lines, 5},
    {"acceptsAlso", Kind::Lines, 5},
    {"replaces", Kind::Lines, 5},
    {"replacedBy", Kind::Lines, 5},
    {"tags", Kind::Lines, 5},
});

std::string number_text(double value) {
    std::array<char, 32> text{};
    const auto [end, fault] = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end};
}

std::optional<double> number_in(std::string text) {
    std::ranges::replace(text, ',', '.');
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string> texts_in(const json& value) {
    std::vector<std::string> texts;
    const auto add = [&](const json& one) {
        if (one.is_string()) texts.push_back(one.get<std::string>());
        if (one.is_number()) texts.push_back(number_text(one.get<double>()));
        if (one.is_object() && one.contains("name") && one["name"].is_string())
            texts.push_back(one["name"].get<std::string>());
    };
    if (value.is_array()) {
        for (const auto& one : value) add(one);
    } else {
        add(value);
    }
    return texts;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto line : base::split(text, '\n')) {
        auto plain = web::plain_line(base::trim(line));
        if (!plain.empty()) lines.push_back(std::move(plain));
    }
    return lines;
}

// Puts it at the path, or takes the term away; an object that is empty goes too.
void put(json& document, std::string_view path, json value) {
    const auto dot = path.find('.');
    const std::string name(path.substr(0, dot));
    if (dot == std::string_view::npos) {
        if (value.is_null()) {
            document.erase(name);
        } else {
            document[name] = std::move(value);
        }
        return;
    }
    auto inner = document.value(name, json::object());
    if (!inner.is_object()) inner = json::object();
    put(inner, path.substr(dot + 1), std::move(value));
    if (inner.empty()) {
        document.erase(name);
    } else {
        document[name] = std::move(inner);
    }
}

}  // namespace

std::span<const FactField> fact_fields() { return kFields; }
std::span<const std::string_view> fact_groups() { return kGroups; }

const json* fact_value(std::string_view path, const json& document) {
    const json* here = &document;
    for (const auto step : base::split(path, '.')) {
        if (!here->is_object()) return nullptr;
        const auto found = here->find(step);
        if (found == here->end() || found->is_null()) return nullptr;
        here = &*found;
    }
    return here;
}

std::string fact_words(web::Language language, const FactField& field, const json& document) {
    const auto* value = fact_value(field.path, document);
    if (value == nullptr) return {};
    if (field.kind == Kind::Yes) return value->is_boolean() && value->get<bool>() ? "✓" : "";
    if (value->is_number()) {
        auto number = web::format_number(
            language, value->get<double>(),
            value->get<double>() ==
                    static_cast<double>(static_cast<std::int64_t>(value->get<double>()))
                ? 0
                : 2);
        // "1 euro": what a unit is worth is one fact in two terms.
        if (field.path == "unitValue.amount")
            if (const auto* per = fact_value("unitValue.per", document); per && per->is_string())
                number += " " + choice_label(Schema::Initiative, language, "unitValue.per",
                                             per->get<std::string>());
        return number;
    }
    std::string words;
    for (auto& text : texts_in(*value)) {
        if (field.kind == Kind::One || field.kind == Kind::Many)
            text = choice_label(Schema::Initiative, language, field.path, text);
        if (field.kind == Kind::Date) text = date_words(language, text);
        if (field.path == "place.departmentCode")
            if (const auto* known = department(text)) text = std::string(known->name);
        if (!words.empty()) words += ", ";
        words += text;
    }
    return words;
}

std::vector<std::string> fact_urls(const FactField& field, const json& document) {
    std::vector<std::string> urls;
    if (field.kind != Kind::Url && field.kind != Kind::Urls) return urls;
    const auto* value = fact_value(field.path, document);
    if (value == nullptr) return urls;
    for (const auto& text : texts_in(*value))
        if (const auto safe = web::link_url(text)) urls.push_back(*safe);
    return urls;
}

std::string fact_input(const FactField& field, const json& document) {
    const auto* value = fact_value(field.path, document);
    if (value == nullptr) return {};
    if (value->is_boolean()) return value->get<bool>() ? "1" : "";
    std::string lines;
    for (const auto& text : texts_in(*value)) lines += (lines.empty() ? "" : "\n") + text;
    return lines;
}

bool set_fact(const FactField& field, json& document, const std::string& given) {
    const auto text = std::string(base::trim(given));
    if (text.empty()) {
        put(document, field.path, nullptr);
        return true;
    }
    switch (field.kind) {
        case Kind::Yes:
            put(document, field.path, true);
            return true;
        case Kind::Number: {
            const auto number = number_in(text);
            if (number) put(document, field.path, *number);
            return number.has_value();
        }
        case Kind::Numbers: {
            auto all = json::array();
            for (const auto& line : lines_of(text)) {
                const auto number = number_in(line);
                if (!number) return false;
                all.push_back(*number);
            }
            put(document, field.path, std::move(all));
            return true;
        }
        case Kind::Many:
        case Kind::Lines:
        case Kind::Urls:
            put(document, field.path, lines_of(text));
            return true;
        case Kind::Line:
        case Kind::Text:
        case Kind::Date:
        case Kind::Url:
        case Kind::One:
            put(document, field.path, web::plain_line(text));
            return true;
    }
    return false;
}

}  // namespace essaim::directory
