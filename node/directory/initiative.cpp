#include "node/directory/initiative.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "activitypub/signatures/jcs.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/directory/vocabulary.h"
#include "node/web/translations.h"
#include "node/web/url_policy.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr int kFirstYear = 1800;
constexpr int kYearsAhead = 10;              // a project may name the year of its launch
constexpr std::size_t kMostOfLicence = 200;  // initiative.schema.json

// A member of a member, "" when it is no text.
std::string inner(const json& document, const char* outer, const char* name) {
    const auto* part = activitypub::object(document, outer);
    return part == nullptr ? std::string() : activitypub::text(*part, name);
}

std::optional<double> coordinate(const json& document, const char* name) {
    const auto* geo = activitypub::object(document, "geo");
    if (geo == nullptr || !geo->contains(name) || !(*geo)[name].is_number()) return std::nullopt;
    return (*geo)[name].get<double>();
}

void set(json& where, const char* name, const std::string& value) {
    if (value.empty()) {
        where.erase(name);
    } else {
        where[name] = value;
    }
}

// Sets a member of a member; the outer one goes with its last.
void set_inner(json& document, const char* outer, const char* name, json value) {
    json part = document.value(outer, json::object());
    if (!part.is_object()) part = json::object();
    if (value.is_null() || value == "") {
        part.erase(name);
    } else {
        part[name] = std::move(value);
    }
    if (part.empty()) {
        document.erase(outer);
    } else {
        document[outer] = std::move(part);
    }
}

bool is_on_earth(const std::optional<double>& value, double limit) {
    return !value || (*value >= -limit && *value <= limit);
}

// What is not seen but breaks a line, a file or the reading direction; a text of
// several lines may have line ends.
bool has_unseen(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F) return true;
        // U+202A to U+202E and U+2066 to U+2069: they turn what follows around.
        const auto three = text.substr(i, 3);
        if ((three >= "\xE2\x80\xAA" && three <= "\xE2\x80\xAE") ||
            (three >= "\xE2\x81\xA6" && three <= "\xE2\x81\xA9"))
            return true;
    }
    return false;
}

bool is_near_now(const json& document, const char* name, int this_year) {
    const auto date = activitypub::text(document, name);
    if (date.size() < 4) return true;
    int year = 0;
    std::from_chars(date.data(), date.data() + 4, year);
    return year >= kFirstYear && year <= this_year + kYearsAhead;
}

}  // namespace

bool has_unseen(const json& value) {
    if (value.is_string()) return has_unseen(std::string_view(value.get_ref<const std::string&>()));
    if (!value.is_structured()) return false;
    return std::ranges::any_of(value, [](const json& one) { return has_unseen(one); });
}

Initiative initiative_of(const json& document) {
    using activitypub::text;
    Initiative one{.name = text(document, "name"),
                   .sort_name = text(document, "sortName"),
                   .association = text(document, "legalEntityName"),
                   .kind = text(document, "kind"),
                   .status = text(document, "status"),
                   .launched = text(document, "launchedOn"),
                   .ended = text(document, "endedOn"),
                   .place = inner(document, "place", "town"),
                   .department = inner(document, "place", "departmentCode"),
                   .country = inner(document, "place", "country"),
                   .latitude = coordinate(document, "lat"),
                   .longitude = coordinate(document, "lon"),
                   .website = text(document, "website"),
                   .summary = text(document, "summary"),
                   .source = text(document, "source"),
                   .unit_per = inner(document, "unitValue", "per"),
                   .licence = text(document, "licence")};
    for (const auto* medium : activitypub::values(document, "medium"))
        if (medium->is_string()) one.medium.push_back(medium->get<std::string>());
    return one;
}

json with_fields(json document, const Initiative& one) {
    document["type"] = "Initiative";
    set(document, "name", one.name);
    set(document, "sortName", one.sort_name);
    set(document, "legalEntityName", one.association);
    set(document, "kind", one.kind);
    set(document, "status", one.status);
    set(document, "launchedOn", one.launched);
    set(document, "endedOn", one.ended);
    set(document, "website", one.website);
    set(document, "summary", one.summary);
    set(document, "source", one.source);
    set(document, "licence", one.licence);
    set_inner(document, "place", "town", one.place);
    set_inner(document, "place", "departmentCode", one.department);
    set_inner(document, "place", "country", one.country);
    // A place without its country is none; without a town and a department it says enough.
    if (one.country.empty()) document.erase("place");
    if (one.latitude && one.longitude) {
        document["geo"] = {{"lat", *one.latitude}, {"lon", *one.longitude}};
    } else {
        document.erase("geo");
    }
    set_inner(document, "unitValue", "per", one.unit_per);
    if (one.medium.empty()) {
        document.erase("medium");
    } else {
        document["medium"] = one.medium;
    }
    return document;
}

std::optional<FieldFault> first_fault(const Initiative& one) {
    using web::tr_later;
    if (one.name.empty()) return FieldFault{"name", tr_later("Il manque le nom.")};
    if (one.name.size() > 120)
        return FieldFault{"name", tr_later("Le nom est trop long : 120 signes au plus."), one.name};
    if (!is_choice(Schema::Initiative, "kind", one.kind))
        return FieldFault{"kind", tr_later("Cette nature n’est pas dans la liste : « {value} »."),
                          one.kind};
    if (!one.status.empty() && !is_choice(Schema::Initiative, "status", one.status))
        return FieldFault{"status", tr_later("Cet état n’est pas dans la liste : « {value} »."),
                          one.status};
    for (const auto& [field, date] :
         {std::pair{"launched", &one.launched}, std::pair{"ended", &one.ended}}) {
        if (!date->empty() && !is_partial_date(*date))
            return FieldFault{
                field,
                tr_later("Ce n’est pas une date : « {value} ». Écrivez 2019, 2019-05 ou "
                         "2019-05-18."),
                *date};
    }
    if (!one.country.empty() &&
        (one.country.size() != 2 ||
         !std::ranges::all_of(one.country, [](char c) { return c >= 'A' && c <= 'Z'; })))
        return FieldFault{"country",
                          tr_later("Le pays s’écrit en deux lettres, FR ou BE : « {value} »."),
                          one.country};
    if (one.country.empty() && (!one.place.empty() || !one.department.empty()))
        return FieldFault{"country", tr_later("Donnez aussi le pays : FR, BE, CH…")};
    if (!is_on_earth(one.latitude, 90) || !is_on_earth(one.longitude, 180))
        return FieldFault{"lat", tr_later("Ces coordonnées ne sont nulle part sur la Terre.")};
    if (one.latitude.has_value() != one.longitude.has_value())
        return FieldFault{"lat",
                          tr_later("Donnez la latitude et la longitude, ou aucune des deux.")};
    if (!one.website.empty() && !web::link_url(one.website))
        return FieldFault{"website",
                          tr_later("L’adresse du site commence par https:// : « {value} »."),
                          one.website};
    if (one.summary.size() > 600)
        return FieldFault{"summary",
                          tr_later("La présentation est trop longue : 300 signes au plus.")};
    if (one.source.empty())
        return FieldFault{"source", tr_later("Il manque la source : qui l’a dit, et quand.")};
    if (one.source.size() > 500)
        return FieldFault{"source", tr_later("La source est trop longue : 500 signes au plus.")};
    return std::nullopt;
}

std::optional<std::string> refusal_of(const json& document, int this_year) {
    if (!document.is_object()) return "no object";
    if (document.dump().size() > kMostBytes) return "too large";
    if (auto fault = fault_of(Schema::Initiative, document)) return "not valid: " + *fault;
    for (const auto* name :
         {"launchedOn", "endedOn", "foundedOn", "statusSince", "lastRedemptionDate"})
        if (!is_near_now(document, name, this_year))
            return std::string(name) + " is in no year of this world";
    if (has_unseen(document)) return "characters that are not seen";
    return std::nullopt;
}

bool is_partial_date(std::string_view text) {
    static constexpr std::string_view kShape = "dddd-dd-dd";
    if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (kShape[i] == 'd' ? !digit : text[i] != '-') return false;
    }
    const auto between = [&](std::size_t at, int most) {
        int number = 0;
        std::from_chars(text.data() + at, text.data() + at + 2, number);
        return number >= 1 && number <= most;
    };
    return (text.size() < 7 || between(5, 12)) && (text.size() < 10 || between(8, 31));
}

std::string folded(std::string_view text) {
    std::string all;
    for (const auto word : base::split(text, ' ')) {
        const auto plain = base::slugify(word);
        if (plain.empty()) continue;
        if (!all.empty()) all += ' ';
        all += plain;
    }
    std::ranges::replace(all, '-', ' ');
    return all;
}

std::string sorting_name(const Initiative& one) {
    const auto plain = folded(one.sort_name.empty() ? one.name : one.sort_name);
    for (const std::string_view article : {"la ", "le ", "les ", "l ", "lou ", "un ", "une "})
        if (plain.starts_with(article)) return plain.substr(article.size());
    return plain;
}

std::string site_of_website(std::string_view website) {
    auto host = web::host_of(website);
    if (host.starts_with("www.")) host.erase(0, 4);
    return host;
}

bool is_whole_site(std::string_view website) {
    const auto host = website.find("://");
    if (host == std::string_view::npos) return true;
    const auto rest = website.find_first_of("/?#", host + 3);
    return rest == std::string_view::npos || website.substr(rest) == "/";
}

std::string licence_address(std::string_view text) {
    const auto url = web::link_url(text);
    if (!url || url->size() > kMostOfLicence || web::host_of(*url).empty()) return {};
    return *url;
}

std::string digest_of(const json& document) {
    return base::sha256_hex(activitypub::canonical_json(document));
}

bool is_currency(std::string_view kind) {
    static constexpr std::array<std::string_view, 3> kCurrencies = {"localCurrency", "sol",
                                                                    "regionalCurrency"};
    return std::ranges::find(kCurrencies, kind) != kCurrencies.end();
}

}  // namespace essaim::directory
