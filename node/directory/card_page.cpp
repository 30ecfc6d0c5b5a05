#include "node/directory/card_page.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/directory/card_facts.h"
#include "node/directory/card_figures.h"
#include "node/directory/card_files.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/claim_history.h"
#include "node/directory/directory_pages.h"
#include "node/directory/nearby.h"
#include "node/directory/vocabulary.h"
#include "node/storage/connection.h"
#include "node/web/rosette.h"
#include "node/web/url_policy.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

struct Voice {
    Claim claim;
    json document;
    std::string name;  // who says it, in words
    std::string date;
};

std::string voice_name(Services& services, web::Language language, const Claim& claim,
                       const std::string& source) {
    const auto& words = services.translations;
    if (claim.method == Method::Self) return words.tr(language, "elle-même");
    if (!claim.said_by.empty()) return face_of(services, claim.said_by).name;
    return source;
}

std::vector<Voice> voices(Services& services, web::Language language,
                          const std::vector<Claim>& claims) {
    std::vector<Voice> all;
    for (const auto& claim : claims) {
        auto document = json::parse(claim.document, nullptr, false);
        const auto source = initiative_of(document).source;
        auto name = voice_name(services, language, claim, source);
        const auto year = year_of_source(source);
        auto date = claim.said_by.empty()
                        ? (year == 0 ? services.translations.tr(language, "sans date")
                                     : std::to_string(year))
                        : web::format_date(language, claim.said_at);
        all.push_back({claim, std::move(document), std::move(name), std::move(date)});
    }
    return all;
}

constexpr double kElsewhere = 1;  // km; nearer than that it is the same town, measured twice

bool is_elsewhere(const Initiative& a, const Initiative& b) {
    return a.latitude && a.longitude && b.latitude && b.longitude &&
           kilometres_between(*a.latitude, *a.longitude, *b.latitude, *b.longitude) > kElsewhere;
}

// Two coordinates are one fact: the words of the first are those of both.
std::string words_of(web::Language language, const FactField& field, const json& document) {
    if (field.path != "geo.lat") return fact_words(language, field, document);
    const auto one = initiative_of(document);
    if (!one.latitude || !one.longitude) return {};
    return web::format_number(language, *one.latitude, 3) + " / " +
           web::format_number(language, *one.longitude, 3);
}

bool says_otherwise(web::Language language, const FactField& field, const Voice& first,
                    const Voice& other) {
    if (field.path == "geo.lat")
        return is_elsewhere(initiative_of(first.document), initiative_of(other.document));
    const auto words = words_of(language, field, other.document);
    return !words.empty() && words != words_of(language, field, first.document);
}

// One line of the facts, and what others say instead.
void show_fact(web::Page& group, web::Language language, const FactField& field,
               const std::vector<Voice>& all) {
    const auto first = words_of(language, field, all.front().document);
    std::vector<const Voice*> others;
    for (const auto& voice : all)
        if (says_otherwise(language, field, all.front(), voice)) others.push_back(&voice);
    if (first.empty() && others.empty()) return;
    auto& fact = group.section("FACT");
    fact.set("LABEL", label_of(Schema::Initiative, language,
                               field.path == "geo.lat" ? std::string_view("geo") : field.path));
    const auto urls = fact_urls(field, all.front().document);
    if (!urls.empty()) {
        for (const auto& url : urls) fact.section("LINK").set_url("URL", url).set("TEXT", url);
    } else if (!first.empty()) {
        fact.section("VALUE").set("TEXT", first);
    } else {
        fact.show("NOTHING");
    }
    for (const auto* other : others)
        fact.section("OTHER")
            .set("TEXT", words_of(language, field, other->document))
            .set("BY", other->name)
            .set("DATE", other->date);
}

// With another field, or for the order of lists. Of the summary the head of the page has the
// first one: a whole paragraph, which no two sources write alike, so that side by side every
// card would seem disputed; the others' are one link away, at their origin.
bool is_told_elsewhere(std::string_view path) {
    return path == "sortName" || path == "summary" || path == "geo.lon" || path == "unitValue.per";
}

// In the head of the page or on the map: a line only where others say otherwise.
bool is_shown_elsewhere(std::string_view path) {
    return path == "name" || path == "geo.lat" || path == "territory.codes";
}

bool has_line(web::Language language, const FactField& field, const std::vector<Voice>& all) {
    return std::ranges::any_of(all, [&](const Voice& voice) {
        return is_shown_elsewhere(field.path) ? says_otherwise(language, field, all.front(), voice)
                                              : !words_of(language, field, voice.document).empty();
    });
}

void show_facts(Services& services, web::Page& page, web::Language language,
                const std::vector<Voice>& all) {
    const auto groups = fact_groups();
    for (std::size_t number = 0; number < groups.size(); ++number) {
        web::Page* group = nullptr;
        for (const auto& field : fact_fields()) {
            if (field.group != number || is_told_elsewhere(field.path)) continue;
            if (!has_line(language, field, all)) continue;
            if (group == nullptr) {
                group = &page.section("GROUP");
                group->set("TITLE", services.translations.tr(language, groups[number]));
                group->set("KEY", std::to_string(number));
            }
            show_fact(*group, language, field, all);
        }
    }
}

void show_voices(Services& services, web::Page& page, web::Language language,
                 const std::vector<Voice>& all, const std::vector<PastClaim>& past) {
    const auto& words = services.translations;
    for (const auto& voice : all) {
        auto& row = page.section("VOICE");
        row.set("NAME", voice.name).set("DATE", voice.date);
        row.set("METHOD", choice_label(Schema::Initiative, language, "method",
                                       method_name(voice.claim.method)));
        row.set("SOURCE", initiative_of(voice.document).source);
        if (!voice.claim.said_by.empty()) row.section("ORIGIN").set_url("URL", voice.claim.iri);
        if (!voice.claim.received_from.empty())
            row.section("VIA").set(
                "TEXT", words.tr(language, "reçue de {host} le {date}",
                                 {{"host", voice.claim.received_from},
                                  {"date", web::format_date(language, voice.claim.received_at)}}));
        if (voice.claim.proven) row.show("PROVEN");
        for (const auto& old : past) {
            if (old.claim != voice.claim.id) continue;
            const auto before = json::parse(old.document, nullptr, false);
            std::string changed;
            for (const auto& field : fact_fields()) {
                const auto was = fact_words(language, field, before);
                if (was == fact_words(language, field, voice.document)) continue;
                changed += (changed.empty() ? "" : " ; ") +
                           label_of(Schema::Initiative, language, field.path) + " : " +
                           (was.empty() ? "–" : was);
            }
            row.section("PAST")
                .set("DATE", web::format_date(language, old.said_at))
                .set("TEXT", changed.empty() ? words.tr(language, "les mêmes faits") : changed);
        }
    }
}

web::Response show(Services& services, const web::Request& request) {
    const auto slug = request.parameter("slug");
    if (slug.find('.') != std::string::npos) return card_file(services, request, slug);
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    auto reader = services.database.read();
    const auto sight = sight_of(services, visitor);
    const auto card = seen_card(*reader, slug, sight);
    if (!card) return show_problem(services, request, 404);
    if (card->slug != slug) return moved_card(request, card_url(*card));
    const auto all = voices(services, language, seen_claims(*reader, card->id, sight));
    if (all.empty()) return show_problem(services, request, 404);
    const auto& one = card->initiative;

    web::Page page;
    page.set("NAME", one.name).set("PLACE", place_words(services, language, one));
    page.set("KIND", kind_words(language, one));
    page.set_if("STATUS", status_words(language, one));
    page.set_if("SUMMARY", one.summary);
    const auto fresh = freshness(services, language, *card);
    page.set("WHO", fresh.who).set("WHEN", fresh.when);
    if (fresh.stale) page.show("STALE");
    if (!card->shown) page.show("HIDDEN");
    const auto key = card->self ? card->said_by : one.name;
    page.set_html(
        "ROSETTE",
        web::rosette(key, card->self ? face_of(services, card->said_by).hue : web::hue_of(key),
                     {.size = 120, .css_class = {}, .label = {}}));
    if (const auto url = web::link_url(one.website)) page.section("SITE").set_url("URL", *url);
    show_facts(services, page, language, all);
    page.set_html("FIGURES",
                  figures_part(services, language, *card, seen_figures(*reader, card->id, sight),
                               visitor.may(accounts::Role::Manager)
                                   ? "/gestion/annuaire/fiches/" + card->slug + "/chiffres"
                                   : ""));
    show_voices(services, page, language, all, ClaimHistory(*reader).of(card->id));
    for (const auto& file : card_file_kinds())
        page.section("FILE")
            .set("LABEL", std::string(file.label))
            .set("URL", card_url(*card) + "." + std::string(file.suffix));
    if (!card->self) page.show("CLAIM");
    show_licence(page, one);
    page.set("EMBED",
             embed_code(services.federation.actors().base() + embedded_url(*card), one.name));
    if (!card->said_by.empty()) page.section("REPORT").set("URL", report_url(card->claim));
    if (visitor.may(accounts::Role::Writer))
        page.section("EDIT").set("URL", "/gestion/annuaire/fiches/" + card->slug);
    return show_page(
        services, request, visitor,
        {.title = one.name,
         .description =
             one.summary.empty()
                 ? words.tr(language,
                            "{name}, {place} : ce que l’on en "
                            "sait, et qui le dit.",
                            {{"name", one.name}, {"place", place_words(services, language, one)}})
                 : one.summary,
         .section = "annuaire",
         .alternate = card->said_by.empty() ? "" : card->claim,
         .indexed = card->shown,
         .embeddable = card->shown,
         .styles = {"annuaire.css"}},
        "directory/card.html", page);
}

}  // namespace

std::optional<Embeddable> embeddable_card(Services& services, const std::string& path) {
    constexpr std::string_view kPages = "/reseau/annuaire/";
    if (!path.starts_with(kPages)) return std::nullopt;
    auto reader = services.database.read();
    const auto card = seen_card(*reader, path.substr(kPages.size()), sight_of(services));
    if (!card || !card->shown) return std::nullopt;
    return Embeddable{.title = card->initiative.name,
                      .author = services.federation.profile().title,
                      .frame = embedded_url(*card),
                      .height = 520};
}

void add_card_routes(Services& services, web::Router& router) {
    router.get("/reseau/annuaire/{slug}",
               [&](const web::Request& request) { return show(services, request); });
}

}  // namespace essaim::directory
