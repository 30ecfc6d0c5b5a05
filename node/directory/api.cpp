#include "node/directory/api.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/directory/card_figures.h"
#include "node/directory/card_files.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/figures_pages.h"
#include "node/directory/vocabulary.h"
#include "node/storage/connection.h"
#include "node/web/negotiation.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::int64_t kMostPerPage = 200;

web::Response answer(const web::Request& request, const char* type, std::string body,
                     int status = 200) {
    auto response = web::Response::json(status, type, std::move(body));
    response.with("Access-Control-Allow-Origin", "*").with("Cache-Control", "public, max-age=60");
    return web::conditional(request, std::move(response));
}

web::Response wrong(const web::Request& request, int status, const std::string& why) {
    return answer(request, "application/problem+json",
                  json{{"status", status}, {"title", why}}.dump(), status);
}

web::Response list(Services& services, const web::Request& request) {
    const auto number = whole_number(request.query_value("page").value_or("1"));
    const auto size = whole_number(request.query_value("par_page").value_or("50"));
    if (!number || *number < 1 || *number > 1'000'000)
        return wrong(request, 400, "page is a number from 1");
    if (!size || *size < 1 || *size > kMostPerPage)
        return wrong(request, 400, "par_page is a number from 1 to 200");
    const auto filter = filter_in(request);
    auto reader = services.database.read();
    const auto cards = seen_cards(services, *reader, filter, sight_of(services)).cards;
    const auto count = static_cast<std::int64_t>(cards.size());
    const auto first = std::min((*number - 1) * *size, count);
    const auto last = std::min(first + *size, count);
    auto items = json::array();
    for (auto i = first; i < last; ++i)
        items.push_back(card_json(services, cards[static_cast<std::size_t>(i)]));
    const auto& base = services.federation.actors().base();
    const auto address = [&](std::int64_t page) {
        return base +
               directory_url(filter,
                             {"page=" + std::to_string(page), "par_page=" + std::to_string(*size)},
                             "/api/v1/fiches");
    };
    json document = {{"count", count}, {"page", *number},     {"par_page", *size},
                     {"items", items}, {"licence", kLicence}, {"self", address(*number)}};
    if (last < count) document["next"] = address(*number + 1);
    if (*number > 1) document["previous"] = address(*number - 1);
    return answer(request, "application/json", document.dump());
}

web::Response one(Services& services, const web::Request& request) {
    auto reader = services.database.read();
    const auto sight = sight_of(services);
    const auto card = seen_card(*reader, request.parameter("slug"), sight);
    if (!card || !card->shown) return wrong(request, 404, "no such card");
    if (card->slug != request.parameter("slug"))
        return moved_card(request, "/api/v1/fiches/" + card->slug)
            .with("Access-Control-Allow-Origin", "*");
    auto document = card_json(services, *card);
    auto claims = json::array();
    for (const auto& claim : seen_claims(*reader, card->id, sight)) {
        auto said = plain_document(json::parse(claim.document, nullptr, false));
        const auto source = initiative_of(said).source;
        json row = {{"type", "Claim"},
                    {"id", claim.iri},
                    {"about", services.federation.actors().base() + card_url(*card)},
                    {"method", method_name(claim.method)},
                    {"source", source},
                    {"saidAt", web::iso_time(claim.said_at)},
                    {"retrievedAt", web::iso_time(claim.received_at)},
                    {"proven", claim.proven},
                    {"initiative", std::move(said)}};
        if (!claim.said_by.empty()) row["declaredBy"] = claim.said_by;
        if (!claim.received_from.empty()) row["retrievedFrom"] = claim.received_from;
        claims.push_back(std::move(row));
    }
    document["claims"] = std::move(claims);
    document["figures"] = figures_json(*card, seen_figures(*reader, card->id, sight));
    return answer(request, "application/json", document.dump());
}

json parameter(const char* name, const char* what, json schema) {
    return {{"name", name}, {"in", "query"}, {"description", what}, {"schema", std::move(schema)}};
}

json text_parameter(const char* name, const char* what) {
    return parameter(name, what, {{"type", "string"}});
}

json openapi(Services& services) {
    const json ok_list = {{"description", "one page of cards"},
                          {"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}}};
    auto kinds = json::array({"monnaies", "temps", "partenaires"});
    for (const auto& kind : choices_of(Schema::Initiative, web::Language::English, "kind"))
        kinds.push_back(kind.code);
    json parameters = {
        text_parameter("q", "words in name, town, association, summary"),
        parameter("nature", "code or group", {{"type", "string"}, {"enum", kinds}}),
        text_parameter("etat", "status, code list B"),
        text_parameter("departement", "INSEE code of a department"),
        text_parameter("region", "code of a region"),
        text_parameter("pays", "ISO 3166-1 alpha-2"),
        text_parameter("support", "medium, code list E"),
        text_parameter("autour", "a town that some card is in"),
        parameter("km", "distance from that town", {{"type", "integer"}, {"maximum", 1000}}),
        parameter("qui", "who says it", {{"type", "string"}, {"enum", {"elle-meme", "autres"}}}),
        parameter("recent", "said within a year", {{"type", "string"}, {"enum", {"1"}}}),
        parameter("page", "from 1", {{"type", "integer"}, {"minimum", 1}}),
        parameter("par_page", "cards on a page",
                  {{"type", "integer"}, {"minimum", 1}, {"maximum", kMostPerPage}})};
    json paths = {
        {"/api/v1/fiches",
         {{"get",
           {{"summary", std::string("cards of the directory")},
            {"parameters", parameters},
            {"responses",
             {{"200", ok_list}, {"304", {{"description", "as you have it (If-None-Match)"}}}}}}}}},
        {"/api/v1/fiches/{slug}",
         {{"get",
           {{"summary", std::string("one card with what each source says")},
            {"parameters",
             {{{"name", "slug"},
               {"in", "path"},
               {"required", true},
               {"schema", {{"type", "string"}}}}}},
            {"responses",
             {{"200", {{"description", "the card"}}},
              {"301", {{"description", "it became one with another card, which is there"}}},
              {"404", {{"description", "no such card"}}}}}}}}}};
    paths.update(figure_paths());
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", std::string("essaim: directory")},
              {"description", "CC0, unless a card, a claim or a figure tells another licence"},
              {"version", "1"},
              {"license", {{"name", "CC0-1.0"}, {"url", kLicence}}}}},
            {"servers", {{{"url", services.federation.actors().base()}}}},
            {"paths", std::move(paths)}};
}

web::Response schema(Services& services, const web::Request& request) {
    const auto name = request.parameter("name");
    const auto bytes = vocabulary_file(name);
    if (!bytes) return show_problem(services, request, 404);
    return answer(request,
                  name.ends_with(".jsonld") ? "application/ld+json" : "application/schema+json",
                  std::string(*bytes));
}

}  // namespace

void add_api_routes(Services& services, web::Router& router) {
    router.get("/api/v1/fiches",
               [&](const web::Request& request) { return list(services, request); });
    router.get("/api/v1/fiches/{slug}",
               [&](const web::Request& request) { return one(services, request); });
    router.get("/api/openapi.json", [&](const web::Request& request) {
        return answer(request, "application/json", openapi(services).dump());
    });
    router.get("/schemas/{name}",
               [&](const web::Request& request) { return schema(services, request); });
}

}  // namespace essaim::directory
