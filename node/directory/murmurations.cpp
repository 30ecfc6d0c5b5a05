// Cards as Murmurations profiles (organizations_schema-v1.0.0 and
// complementary_currencies-v2.0.0, design/domain.md §2.1): what their lists have no
// word for is left out, never guessed.
#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/directory/card_files.h"
#include "node/directory/cards.h"
#include "node/directory/filter.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

struct Code {
    std::string_view ours;
    std::string_view theirs;
};
constexpr auto kLegalForms = std::to_array<Code>({{"asso1901", "association"},
                                                  {"asbl", "association"},
                                                  {"eingetragenerVerein", "association"},
                                                  {"collectifDeFait", "unincorporated"},
                                                  {"scic", "coop"},
                                                  {"scop", "coop"},
                                                  {"genossenschaft", "coop"},
                                                  {"sa", "corp"},
                                                  {"commune", "other"},
                                                  {"region", "other"},
                                                  {"fondation", "other"},
                                                  {"other", "other"}});
constexpr auto kSoftware = std::to_array<Code>({{"cyclos", "cyclos"},
                                                {"comchain", "blockchain"},
                                                {"duniter", "blockchain"},
                                                {"communityForge", "cms"},
                                                {"kohinos", "webService"},
                                                {"odooLokavaluto", "webService"},
                                                {"komunitin", "app"},
                                                {"other", "other"}});
constexpr auto kBacking = std::to_array<Code>(
    {{"fullReserve", "fullReserve"}, {"partialReserve", "fractionalReserve"}, {"none", "none"}});
constexpr auto kMedia = std::to_array<Code>({{"notes", "physical"},
                                             {"coins", "physical"},
                                             {"card", "plastic"},
                                             {"app", "app"},
                                             {"web", "web"},
                                             {"sms", "other"},
                                             {"cheque", "cheque"},
                                             {"ledger", "book"}});
constexpr auto kCosts = std::to_array<Code>({{"cotisations", "membershipFee"},
                                             {"fraisReconversion", "transactionFee"},
                                             {"fraisTransaction", "transactionFee"},
                                             {"fonte", "demurrage"},
                                             {"dons", "donations"},
                                             {"mecenat", "donations"},
                                             {"subventions", "grants"},
                                             {"benevolat", "volunteers"}});

void set_if(json& where, const char* name, const std::string& value) {
    if (!value.empty()) where[name] = value;
}

std::vector<std::string> texts_in(const json& document, const char* name) {
    std::vector<std::string> texts;
    for (const auto* one : activitypub::values(document, name))
        if (one->is_string()) texts.push_back(one->get<std::string>());
    return texts;
}

std::string first(const std::vector<std::string>& all) {
    return all.empty() ? std::string() : all.front();
}

// Their words for our codes, each once.
std::vector<std::string> theirs(std::span<const Code> table, const json& document,
                                const char* name) {
    std::vector<std::string> found;
    for (const auto& code : texts_in(document, name)) {
        const auto row = std::ranges::find(table, code, &Code::ours);
        if (row != table.end() && std::ranges::find(found, row->theirs) == found.end())
            found.emplace_back(row->theirs);
    }
    return found;
}

std::string movement_of(std::string_view kind) {
    if (kind == "timeBank") return "timebank";
    if (kind == "sel") return "lets";
    if (kind == "mutualCredit") return "barter";
    if (kind == "freeCurrency") return "crypto";
    return is_currency(kind) ? "transition" : "other";
}

std::string murmurations_status(std::string_view status) {
    if (status == "project" || status == "launching") return "in_planning";
    if (status == "paused") return "on_hold";
    if (status == "stopped" || status == "merged") return "completed";
    if (status == "abandoned") return "cancelled";
    return "active";
}

}  // namespace

json murmurations_organisation(Services& services, const Card& card) {
    const auto& one = card.initiative;
    json profile = {{"linked_schemas", {"organizations_schema-v1.0.0"}},
                    {"name", one.name},
                    {"unique_id", card.claim},
                    {"status", murmurations_status(one.status)}};
    set_if(
        profile, "primary_url",
        one.website.empty() ? services.federation.actors().base() + card_url(card) : one.website);
    set_if(profile, "description", one.summary);
    set_if(profile, "country_iso_3166", one.country);
    set_if(profile, "full_address", place_words(services, web::Language::French, one));
    if (one.latitude && one.longitude)
        profile["geolocation"] = {{"lat", *one.latitude}, {"lon", *one.longitude}};
    const auto document = card_json(services, card);
    if (const auto tags = texts_in(document, "tags"); !tags.empty()) profile["tags"] = tags;
    for (const auto& url : texts_in(document, "social"))
        profile["urls"].push_back({{"name", activitypub::host_of(url)}, {"url", url}});
    set_if(profile, "rss", first(texts_in(document, "feeds")));
    return profile;
}

json murmurations_currency(Services& services, const Card& card) {
    const auto& one = card.initiative;
    json profile = {{"linked_schemas", {"complementary_currencies-v2.0.0"}},
                    {"name", one.name},
                    {"movement", movement_of(one.kind)}};
    profile["primary_url"] =
        one.website.empty() ? services.federation.actors().base() + card_url(card) : one.website;
    set_if(profile, "description", one.summary);
    set_if(profile, "locality", one.place);
    set_if(profile, "country_iso_3166", one.country);
    if (one.latitude && one.longitude) {
        profile["latitude"] = *one.latitude;
        profile["longitude"] = *one.longitude;
    }
    int year = 0;
    if (one.launched.size() >= 4)
        std::from_chars(one.launched.data(), one.launched.data() + 4, year);
    if (year >= 1900) profile["launch_year"] = year;
    if (group_of(one.kind) == KindGroup::Time && one.kind != "mutualCredit")
        profile["unit_of_account_type"] = "time";
    if (one.unit_per == "EUR") profile["unit_of_account_type"] = "redeemable";
    const auto document = card_json(services, card);
    if (const auto* territory = activitypub::object(document, "territory"))
        set_if(profile, "area_served", activitypub::text(*territory, "label"));
    set_if(profile, "rss", first(texts_in(document, "feeds")));
    set_if(profile, "legal_form", first(theirs(kLegalForms, document, "legalForm")));
    set_if(profile, "accounting_tech", first(theirs(kSoftware, document, "software")));
    set_if(profile, "convert_to_legal_money", first(theirs(kBacking, document, "backing")));
    if (const auto all = theirs(kMedia, document, "medium"); !all.empty())
        profile["payment_tech"] = all;
    if (const auto all = theirs(kCosts, document, "costRecovery"); !all.empty())
        profile["cost_recovery"] = all;
    return profile;
}

}  // namespace essaim::directory
