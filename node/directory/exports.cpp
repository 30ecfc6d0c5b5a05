// The chosen cards as CSV, GeoJSON, JSON-LD, Atom and OPML (card_files.h), and the
// page that tells how to reuse them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/directory/card_files.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/initiative_csv.h"
#include "node/directory/vocabulary.h"
#include "node/storage/connection.h"
#include "node/web/feed.h"
#include "node/web/negotiation.h"
#include "node/web/url_policy.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

constexpr std::size_t kChanges = 50;
constexpr const char* kByLanguage = "Accept-Language, Cookie";  // Vary, of what has words

web::Response open_data(const web::Request& request, web::Response response,
                        const std::string& file_name) {
    response.with("Access-Control-Allow-Origin", "*").with("Cache-Control", "public, max-age=300");
    response.with("Link", std::string("<") + kLicence + ">; rel=\"license\"");
    if (!file_name.empty())
        response.with("Content-Disposition", "attachment; filename=\"" + file_name + "\"");
    return web::conditional(request, std::move(response));
}

std::vector<Card> chosen(Services& services, const web::Request& request) {
    auto reader = services.database.read();
    return seen_cards(services, *reader, filter_in(request), sight_of(services)).cards;
}

std::vector<Card> filled(Services& services, std::vector<Card> cards) {
    auto reader = services.database.read();
    fill_in(*reader, cards);
    return cards;
}

web::Response csv(Services& services, const web::Request& request) {
    const auto kind = request.query_value("format") == "excel" ? CsvKind::Excel : CsvKind::Plain;
    auto text = csv_head(kind);
    for (const auto& card : filled(services, chosen(services, request)))
        text += csv_line(
            kind, card.initiative,
            {card.claim, card.said_by,
             base::to_millis(card.said_at) == 0 ? "" : web::iso_day(card.said_at), card.self});
    auto response = web::Response::text(200, std::move(text));
    response.headers = {{"Content-Type", "text/csv; charset=utf-8; header=present"}};
    return open_data(request, std::move(response), "annuaire.csv");
}

web::Response geojson(Services& services, const web::Request& request) {
    auto features = json::array();
    for (const auto& card : filled(services, chosen(services, request)))
        features.push_back(feature_of(services, card));
    const json document = {{"type", "FeatureCollection"},
                           {"licence", kLicence},
                           {"rights", licence_words(services, web::language_of(request))},
                           {"source", services.federation.actors().base() + "/reseau/annuaire"},
                           {"features", features}};
    auto response = web::Response::json(200, "application/geo+json", document.dump());
    return open_data(request, std::move(response).with("Vary", kByLanguage), "annuaire.geojson");
}

web::Response jsonld(Services& services, const web::Request& request) {
    auto graph = json::array();
    for (const auto& card : chosen(services, request)) graph.push_back(card_json(services, card));
    const json document = {{"@context", vocabulary_context()}, {"@graph", graph}};
    return open_data(request, web::Response::json(200, "application/ld+json", document.dump()),
                     "annuaire.jsonld");
}

web::Response atom(Services& services, const web::Request& request) {
    const auto language = web::language_of(request);
    const auto& base = services.federation.actors().base();
    const auto filter = filter_in(request);
    web::Feed feed;
    feed.title = services.translations.tr(language, "Annuaire du réseau") + " – " +
                 services.federation.profile().title;
    feed.subtitle = licence_words(services, language);
    feed.author = services.federation.profile().title;
    auto cards = chosen(services, request);
    std::ranges::stable_sort(cards, std::greater{}, &Card::said_at);
    if (cards.size() > kChanges) cards.resize(kChanges);
    cards = filled(services, std::move(cards));
    for (const auto& card : cards) {
        web::FeedEntry entry;
        entry.id = card.claim;
        entry.url = base + card_url(card);
        entry.title = card.initiative.name;
        entry.summary = kind_words(language, card.initiative) + ", " +
                        place_words(services, language, card.initiative) + ". " +
                        card.initiative.summary;
        entry.author = freshness(services, language, card).who;
        entry.rights = card.initiative.licence;
        entry.published = card.said_at;
        entry.updated = card.said_at;
        feed.entries.push_back(std::move(entry));
    }
    // The tag is of what it lists, not of the question that its address repeats.
    const auto tag = web::etag_of(web::atom(feed));
    feed.id = base + directory_url(filter, {}, "/reseau/annuaire.atom");
    feed.self_url = feed.id;
    feed.url = base + directory_url(filter);
    auto response = web::Response::text(200, web::atom(feed));
    response.headers = {{"Content-Type", web::kAtomType}, {"ETag", tag}, {"Vary", kByLanguage}};
    return open_data(request, std::move(response), "");
}

// The blogs of those chosen: what their cards name as feeds, and ours.
web::Response opml(Services& services, const web::Request& request) {
    const auto language = web::language_of(request);
    const auto& base = services.federation.actors().base();
    const auto& us = services.federation.actors().association().id;
    const auto& title = services.federation.profile().title;
    std::vector<web::ListedFeed> feeds;
    auto reader = services.database.read();
    for (const auto& card : chosen(services, request)) {
        const auto claim = CardStore(*reader).claim(card.claim);
        if (!claim) continue;
        auto addresses = activitypub::list(json::parse(claim->document, nullptr, false), "feeds");
        if (addresses.empty() && card.self && card.said_by == us)
            addresses = {base + "/actualites.atom"};
        for (const auto& address : addresses)
            if (const auto safe = web::link_url(address))
                feeds.push_back({.title = card.initiative.name,
                                 .feed_url = *safe,
                                 .url = base + card_url(card),
                                 .description = kind_words(language, card.initiative) + ", " +
                                                place_words(services, language, card.initiative)});
    }
    auto response = web::Response::text(
        200, web::opml(services.translations.tr(language, "Annuaire du réseau") + " – " + title +
                           " – " + licence_words(services, language),
                       title, base + "/reseau/annuaire", feeds));
    response.headers = {{"Content-Type", web::kOpmlType}, {"Vary", kByLanguage}};
    return open_data(request, std::move(response), "annuaire.opml");
}

web::Response reuse(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto filter = filter_in(request);
    web::Page page;
    const auto& base = services.federation.actors().base();
    struct File {
        std::string_view label;
        const char* path;
        std::vector<std::string> more;
    };
    const std::vector<File> files = {
        {web::tr_later("CSV, pour un programme"), "/reseau/annuaire.csv", {}},
        {web::tr_later("CSV pour Excel en français"), "/reseau/annuaire.csv", {"format=excel"}},
        {web::tr_later("GeoJSON, pour une carte"), "/reseau/annuaire.geojson", {}},
        {web::tr_later("JSON-LD, avec le vocabulaire"), "/reseau/annuaire.jsonld", {}},
        {web::tr_later("Flux Atom des changements"), "/reseau/annuaire.atom", {}},
        {web::tr_later("OPML des blogs, pour un lecteur de flux"), "/reseau/annuaire.opml", {}},
        {web::tr_later("API de lecture, page par page"), "/api/v1/fiches", {}}};
    for (const auto& file : files)
        page.section("FILE")
            .set("LABEL", services.translations.tr(language, file.label))
            .set("URL", directory_url(filter, file.more, file.path));
    page.set("EMBED", embed_code(base + directory_url(filter, {}, "/integrer/annuaire"),
                                 services.translations.tr(language, "Annuaire du réseau")));
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Réutiliser l’annuaire"),
                      .section = "annuaire",
                      .modules = {"copier.js"},
                      .styles = {"annuaire.css"}},
                     "directory/reuse.html", page);
}

}  // namespace

void add_export_routes(Services& services, web::Router& router) {
    const auto on = [&](const char* path, auto handler) {
        router.get(path, [&services, handler](const web::Request& request) {
            return handler(services, request);
        });
    };
    on("/reseau/annuaire.csv", csv);
    on("/reseau/annuaire.geojson", geojson);
    on("/reseau/annuaire.jsonld", jsonld);
    on("/reseau/annuaire.atom", atom);
    on("/reseau/annuaire.opml", opml);
    on("/reseau/annuaire/reutiliser", reuse);
}

}  // namespace essaim::directory
