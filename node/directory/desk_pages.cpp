#include "node/directory/desk_pages.h"

#include <set>

#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/crawl.h"
#include "node/directory/observation_store.h"
#include "node/directory/peer_store.h"
#include "node/directory/saying.h"
#include "node/directory/twins.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr std::size_t kMostListed = 100;
constexpr std::size_t kMostWaiting = 1'000;  // compared with the others; fairly, of each author

void show_card(Services& services, web::Page& row, web::Language language, const Card& card) {
    row.set("ID", std::to_string(card.id));
    row.set("URL", card_url(card));
    row.set("NAME", card.initiative.name);
    row.set("PLACE", place_words(services, language, card.initiative));
    row.set("SOURCE", card.initiative.source);
}

// What third parties say that we do not follow, of cards that are here.
void show_claimed_figures(Services& services, web::Page& page, storage::Connection& connection,
                          const Visitor& visitor, web::Language language) {
    const auto sight = sight_of(services, visitor);
    web::Page* part = nullptr;
    for (const auto& one : ObservationStore(connection).waiting(kMostListed)) {
        const auto card = CardStore(connection).by_id(one.card);
        if (!card || !sight.sees({.id = one.iri, .author = one.said_by})) continue;
        if (part == nullptr) part = &page.section("CLAIMED");
        auto& row = part->section("FIGURE");
        row.set("URL", card_url(*card)).set("NAME", card->initiative.name);
        row.set("LABEL", choice_label(Schema::Observation, language, "variable", one.variable));
        row.set("VALUE", value_words(language, one.value, unit_of(one.variable)));
        row.set("DATE", day_words(language, one.as_of)).set("SOURCE", one.source);
        row.set("BY", face_of(services, one.said_by).name);
        row.set("CSRF", visitor.csrf_token).set("ID", std::to_string(one.id));
    }
}

// What is on the public pages or may come there: of two that are the same, one may still wait.
std::vector<Card> cards_to_compare(Services& services, storage::Connection& connection,
                                   const federation::Sight& sight) {
    std::set<std::int64_t> waiting;
    for (const auto& card : CardStore(connection).pending(kMostWaiting)) waiting.insert(card.id);
    auto cards = seen_cards(services, connection, {}, sight, true).cards;
    std::erase_if(cards, [&](const Card& card) {
        return card.dismissed ||
               (!card.shown && !card.said_by.empty() && !waiting.contains(card.id));
    });
    fill_in(connection, cards);
    return cards;
}

web::Response overview(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    auto reader = services.database.read();
    CardStore store(*reader);
    const auto counts = store.counts();
    page.set("COUNTS", words.trn(language, "{n} fiche est sur les pages publiques",
                                 "{n} fiches sont sur les pages publiques", counts.shown) +
                           ", " +
                           words.trn(language, "dont {n} tenue par son association.",
                                     "dont {n} tenues par leur association.", counts.self));
    const bool manager = visitor.may(Role::Manager);
    if (manager) {
        auto& own = page.section("OWN");
        if (const auto mine = store.claim(own_card_iri(services))) {
            own.section("EXISTS")
                .set("CSRF", visitor.csrf_token)
                .set("DATE", words.tr(language, "Dite pour la dernière fois {ago}.",
                                      {{"ago", web::format_ago(language, mine->said_at,
                                                               services.clock.now())}}));
        } else {
            own.show("MISSING");
        }
        auto& files = page.section("FILES");
        files.set("CSRF", visitor.csrf_token);
        files.set("TEXT", words.trn(language,
                                    "{n} fiche est livrée avec le nœud, chacune avec sa source et "
                                    "son année. Personne ne l’a confirmée.",
                                    "{n} fiches sont livrées avec le nœud, chacune avec sa source "
                                    "et son année. Personne ne les a confirmées.",
                                    counts.files));
        files.show(counts.shown > counts.self + 20 ? "HIDE" : "SHOW");
    }
    const auto sight = sight_of(services, visitor);
    web::Page* waiting = nullptr;
    for (const auto& card : store.pending(kMostListed)) {
        if (!sight.sees({.id = card.claim, .author = card.said_by})) continue;
        if (waiting == nullptr) waiting = &page.section("WAITING");
        auto& row = waiting->section("PENDING");
        show_card(services, row, language, card);
        row.set("CSRF", visitor.csrf_token);
        row.set("BY", face_of(services, card.said_by).name);
    }
    if (manager) {
        auto& peers = page.section("PEERS");
        peers.set("CSRF", visitor.csrf_token);
        for (const auto& peer : PeerStore(*reader).all(kMostListed)) {
            auto& row = peers.section("PEER");
            row.set("HOST", peer.host);
            row.set(
                "TEXT",
                peer.answered
                    ? words.tr(language, "lu {ago}",
                               {{"ago", web::format_ago(language, *peer.answered,
                                                        services.clock.now())}}) +
                          ", " +
                          words.trn(language, "{n} fiche prise", "{n} fiches prises", peer.taken) +
                          (peer.refused > 0 ? ", " + words.trn(language, "{n} refusée",
                                                               "{n} refusées", peer.refused)
                                            : "")
                    : words.tr(language, "n’a pas encore répondu"));
        }
    }
    if (manager) show_claimed_figures(services, page, *reader, visitor, language);
    web::Page* doubles = nullptr;
    for (const auto& pair :
         suggested_twins(*reader, cards_to_compare(services, *reader, sight), 20)) {
        if (doubles == nullptr) doubles = &page.section("DOUBLES");
        auto& row = doubles->section("TWINS");
        row.set("CSRF", visitor.csrf_token);
        show_card(services, row.section("A"), language, pair.a);
        show_card(services, row.section("B"), language, pair.b);
        row.set("A_ID", std::to_string(pair.a.id)).set("B_ID", std::to_string(pair.b.id));
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "L’annuaire"), .indexed = false},
                     "directory/desk.html", page);
}

web::Response decide(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto what = request.form_value("quoi").value_or("");
    const auto id = whole_number(request.form_value("fiche").value_or("")).value_or(0);
    const auto other = whole_number(request.form_value("autre").value_or("")).value_or(0);
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        CardStore store(connection);
        if (what == "livrees" || what == "sans-livrees") {
            if (!visitor.may(Role::Manager)) return refuse(Fault::Forbidden, "not a manager");
            store.show_files(what == "livrees");
            return {};
        }
        if (what == "relire") {
            storage::enqueue(connection, kCrawlJob, "", services.clock.now());
            return {};
        }
        if (!store.by_id(id)) return refuse(Fault::NotFound, "no such card");
        if (what == "montrer" || what == "ecarter") {
            store.decide(id, what == "montrer");
            return {};
        }
        if (id == other || !store.by_id(other)) return refuse(Fault::NotFound, "no such card");
        if (what == "meme") {
            store.merge(other, id);
            return {};
        }
        if (what == "distinctes") {
            store.keep_apart(id, other, visitor.account->id, services.clock.now());
            return {};
        }
        return refuse(Fault::Malformed, "nothing to do");
    });
    if (!written) {
        const auto fault = written.error().fault;
        return show_problem(services, request,
                            fault == Fault::NotFound    ? 404
                            : fault == Fault::Forbidden ? 403
                                                        : 400);
    }
    if (what == "relire") services.jobs.wake();
    services.accounts.journal(visitor.account->id, "directory", what + " " + std::to_string(id));
    return done(services, "/gestion/annuaire", "annuaire");
}

}  // namespace

void on_desk_get(Services& services, web::Router& router, const std::string& path, Role role,
                 DeskHandler handler) {
    router.get(path, [&services, role, handler = std::move(handler)](const web::Request& request) {
        const auto visitor = services.accounts.require(request, role);
        return visitor ? handler(request, *visitor) : visitor.error();
    });
}

void on_desk_post(Services& services, web::Router& router, const std::string& path, Role role,
                  DeskHandler handler) {
    router.post(path, [&services, role, handler = std::move(handler)](const web::Request& request) {
        const auto visitor = services.accounts.require(request, role);
        return visitor ? handler(request, *visitor) : visitor.error();
    });
}

void add_desk_routes(Services& services, web::Router& router) {
    on_desk_get(services, router, "/gestion/annuaire", Role::Writer,
                [&](const web::Request& request, const Visitor& visitor) {
                    return overview(services, request, visitor);
                });
    on_desk_post(services, router, "/gestion/annuaire", Role::Writer,
                 [&](const web::Request& request, const Visitor& visitor) {
                     return decide(services, request, visitor);
                 });
    add_own_card_routes(services, router);
    add_confirm_link_routes(services, router);
    add_others_routes(services, router);
    add_import_routes(services, router);
}

}  // namespace essaim::directory
