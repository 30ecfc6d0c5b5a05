#include "node/directory/directory_pages.h"

#include <algorithm>
#include <memory>

#include "node/directory/card_files.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/directory_views.h"
#include "node/directory/filter_form.h"
#include "node/directory/known_directory.h"
#include "node/directory/map_part.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/embeddable.h"
#include "node/web/problem.h"

namespace essaim::directory {

namespace {

constexpr std::size_t kMostEmbedded = 500;  // in a frame; the page it leads to has them all

struct View {
    std::string_view name;  // of ?vue=
    std::string_view label;
    std::string_view icon;
};
constexpr std::array<View, 4> kViews = {{{"", web::tr_later("Carte et liste"), "pin"},
                                         {"tableau", web::tr_later("Tableau"), "table"},
                                         {"chronologie", web::tr_later("Chronologie"), "cal"},
                                         {"livret", web::tr_later("Livret à imprimer"), "print"}}};

std::string view_in(const web::Request& request) {
    const auto wanted = request.query_value("vue").value_or("");
    for (const auto& view : kViews)
        if (view.name == wanted) return wanted;
    return {};
}

void show_views(Services& services, web::Page& page, const Filter& filter,
                const std::string& current, web::Language language) {
    for (const auto& view : kViews) {
        auto& item = page.section("VIEW");
        const auto more = view.name.empty() ? std::vector<std::string>{}
                                            : std::vector{"vue=" + std::string(view.name)};
        item.set("URL", directory_url(filter, more));
        item.set("LABEL", services.translations.tr(language, view.label));
        item.set("ICON", std::string(view.icon));
        if (view.name == current) item.show("CURRENT");
    }
    for (const auto& [label, path] : {std::pair{"CSV", "/reseau/annuaire.csv"},
                                      std::pair{"GeoJSON", "/reseau/annuaire.geojson"},
                                      std::pair{"JSON-LD", "/reseau/annuaire.jsonld"}}) {
        page.section("EXPORT").set("LABEL", label).set("URL", directory_url(filter, {}, path));
    }
}

std::string lead(Services& services, const std::vector<Outline>& cards, const Filter& filter,
                 web::Language language) {
    const auto& words = services.translations;
    const auto count = static_cast<std::int64_t>(cards.size());
    const auto self = std::ranges::count(cards, true, &Outline::self);
    auto text = filter.is_narrow() ? words.trn(language, "{n} initiative répond à votre choix.",
                                               "{n} initiatives répondent à votre choix.", count)
                                   : words.trn(language, "{n} initiative connue de ce nœud.",
                                               "{n} initiatives connues de ce nœud.", count);
    if (count == 0) return text;
    if (self == 0)
        return text + " " +
               words.tr(language, "Aucune n’a encore été confirmée par son association.");
    return text + " " +
           words.trn(language, "{n} fiche est tenue par son association.",
                     "{n} fiches sont tenues par leur association.", self) +
           (self < count ? " " + words.tr(language, "Les autres attendent qu’on les confirme.")
                         : "");
}

web::Response directory(Services& services, const web::Request& request, KnownDirectory& known) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto filter = filter_in(request);
    const auto view = view_in(request);
    auto reader = services.database.read();
    const auto sight = sight_of(services, visitor);
    const auto whole = known.of(*reader);
    const auto seen = seen_outlines(services, *reader, filter, sight, whole->towns);

    web::Page page;
    page.set("LEAD", lead(services, seen.cards, filter, language));
    page.set_html("FORM", filter_form(services, *whole, language, filter, view));
    show_views(services, page, filter, view, language);
    if (visitor.may(accounts::Role::Writer)) page.show("ADD");
    if (visitor.may(accounts::Role::Manager)) page.show("MANAGE");
    if (seen.town_unknown)
        page.section("UNKNOWN_TOWN")
            .set("TEXT",
                 words.tr(language,
                          "Aucune fiche n’est à « {town} » : essayez la ville voisine la plus "
                          "grande, ou le département.",
                          {{"town", filter.town}}));
    if (seen.cards.empty() && !seen.town_unknown) {
        page.set_html(
            "BODY",
            web::empty_state(
                services.templates, language,
                filter.is_narrow() ? words.tr(language, "Aucune fiche ne répond à ce choix.")
                                   : words.tr(language,
                                              "Les fiches des monnaies locales, des SEL et des "
                                              "banques de temps seront ici."),
                filter.is_narrow()
                    ? web::Link{std::string(web::tr_later("Tout l’annuaire")), "/reseau/annuaire"}
                : visitor.may(accounts::Role::Manager)
                    ? web::Link{std::string(web::tr_later("Gérer l’annuaire")), "/gestion/annuaire"}
                    : web::Link{}));
    } else if (view == "chronologie") {
        page.set_html("BODY",
                      chronology_view(services, language, seen_whole(*reader, seen.cards, sight)));
    } else if (view == "livret") {
        page.set_html("BODY",
                      booklet_view(services, language, seen_whole(*reader, seen.cards, sight)));
    } else {
        const auto number = whole_number(request.query_value("page").value_or("1")).value_or(1);
        page.set_html("BODY", view == "tableau" ? table_view(services, *reader, language,
                                                             seen.cards, sight, filter, number)
                                                : map_and_list(services, *reader, language,
                                                               seen.cards, sight, filter, number));
    }
    page.set("HASH", whole->fingerprint).set("SHORT_HASH", whole->fingerprint.substr(0, 12));
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Annuaire du réseau"),
                      .description = words.tr(
                          language, "Carte et liste des monnaies locales, sociales et de temps."),
                      .section = "annuaire",
                      .indexed = !filter.is_narrow(),
                      .modules = {"annuaire.js"},
                      .styles = {"annuaire.css"}},
                     "directory/directory.html", page);
}

// For a frame on another site, which sends no cookie: the map and the list, nothing else.
web::Response frame_of(Services& services, const web::Request& request, web::Page& page,
                       const std::vector<Outline>& drawn, const std::vector<Card>& listed) {
    const auto language = web::language_of(request);
    const auto& base = services.federation.actors().base();
    page.set("LANGUAGE", std::string(web::code(language)));
    page.set("SITE", services.federation.profile().title);
    if (std::ranges::any_of(drawn, [](const Outline& one) { return one.latitude.has_value(); }))
        page.set_html("MAP", map_part(services, language, drawn));
    for (const auto& card : listed)
        page.section("CARD")
            .set("URL", base + card_url(card))
            .set("NAME", card.initiative.name)
            .set("PLACE", place_words(services, language, card.initiative));
    if (listed.size() < drawn.size()) page.show("MORE");
    const auto body = services.templates.render(language, "directory/embedded.html", page);
    return web::embeddable_html(request, body.str());
}

web::Response embedded_card(Services& services, const web::Request& request,
                            const std::string& slug) {
    auto reader = services.database.read();
    const auto card = seen_card(*reader, slug, sight_of(services));
    if (!card || !card->shown) return web::plain_problem(404);
    web::Page page;
    page.set("TITLE", card->initiative.name);
    page.set("URL", services.federation.actors().base() + directory_url({}));
    show_licence(page, card->initiative);
    return frame_of(services, request, page, {outline_of(*card)}, {*card});
}

web::Response embedded(Services& services, const web::Request& request) {
    if (const auto slug = request.query_value("fiche"))
        return embedded_card(services, request, *slug);
    const auto filter = filter_in(request);
    auto reader = services.database.read();
    const auto sight = sight_of(services);
    const auto seen = seen_outlines(
        services, *reader, filter, sight,
        filter.town.empty() ? std::vector<KnownTown>{} : CardStore(*reader).towns(false));
    const auto most = std::min(seen.cards.size(), kMostEmbedded);
    const auto listed = seen_whole(*reader, std::span(seen.cards).first(most), sight);
    web::Page page;
    page.set("TITLE", services.translations.tr(web::language_of(request), "Annuaire du réseau"));
    page.set("URL", services.federation.actors().base() + directory_url(filter));
    page.show("CC0");
    if (!std::ranges::all_of(listed,
                             [](const Card& card) { return card.initiative.licence == kLicence; }))
        page.show("OTHERS");
    return frame_of(services, request, page, seen.cards, listed);
}

}  // namespace

std::string embedded_url(const Card& card) { return "/integrer/annuaire?fiche=" + card.slug; }

void add_directory_routes(Services& services, web::Router& router) {
    router.get("/reseau/annuaire",
               [&services, known = std::make_shared<KnownDirectory>()](
                   const web::Request& request) { return directory(services, request, *known); });
    router.get("/integrer/annuaire",
               [&](const web::Request& request) { return embedded(services, request); });
}

}  // namespace essaim::directory
