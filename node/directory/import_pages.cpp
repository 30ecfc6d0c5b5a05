// A CSV file of cards about others: first a preview that names what is new, what
// changes and which rows are wrong, by line; then, once confirmed, each row is a
// claim of this association (desk_pages.h).
#include <nlohmann/json.hpp>

#include "node/base/random.h"
#include "node/directory/card_store.h"
#include "node/directory/cards.h"
#include "node/directory/desk_pages.h"
#include "node/directory/initiative_csv.h"
#include "node/directory/saying.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"

namespace essaim::directory {

namespace {

using accounts::Role;
using accounts::Visitor;
using nlohmann::json;

constexpr std::size_t kMostRows = 2'000;  // sent to followers one by one
constexpr std::size_t kMostBytesPasted = 512 * 1024;

enum class Fate { New, Changed, Same, NotOurs };
struct Planned {
    CsvInitiative row;
    Fate fate = Fate::New;
    std::string iri = {};                   // of our claim that changes
    std::optional<std::int64_t> card = {};  // that it is about
};

bool same_facts(const Initiative& a, const Initiative& b) {
    return with_fields(json::object(), a) == with_fields(json::object(), b);
}

// What a CSV file has no column for, and a licence it does not tell, is not a change.
void keep_unsaid(Initiative& given, const Initiative& held) {
    if (given.licence.empty() || given.licence == licence_address(held.licence))
        given.licence = held.licence;
    given.medium = held.medium;
    given.unit_per = held.unit_per;
    given.sort_name = held.sort_name;
}

// What each row would do. A row with an id is about that card: ours changes,
// another's gets our claim beside it, unless it says the same.
std::vector<Planned> plan(Services& services, const LoadedRows& loaded) {
    std::vector<Planned> all;
    const auto& us = services.federation.actors().association().id;
    auto reader = services.database.read();
    CardStore store(*reader);
    for (const auto& row : loaded.rows) {
        Planned one{.row = row};
        if (const auto card = row.id.empty() ? std::nullopt : store.by_claim(row.id)) {
            const auto claim = store.claim(row.id);
            auto held = initiative_of(json::parse(claim->document, nullptr, false));
            auto given = row.initiative;
            keep_unsaid(given, held);
            one.card = card->id;
            one.fate = same_facts(held, given) ? Fate::Same : Fate::Changed;
            if (claim->said_by == us) one.iri = row.id;
            if (one.fate == Fate::Changed && row.id == own_card_iri(services))
                one.fate = Fate::NotOurs;  // the own card has its form
        } else {
            for (const auto& held_card :
                 store.list({.words = row.initiative.name}, true, services.clock.now())) {
                if (folded(held_card.initiative.name) != folded(row.initiative.name) ||
                    folded(held_card.initiative.place) != folded(row.initiative.place) ||
                    held_card.initiative.country != row.initiative.country)
                    continue;
                one.card = held_card.id;
                one.fate = Fate::Changed;
                for (const auto& claim : store.claims(held_card.id)) {
                    const auto held = initiative_of(json::parse(claim.document, nullptr, false));
                    auto given = row.initiative;
                    keep_unsaid(given, held);
                    if (same_facts(held, given)) one.fate = Fate::Same;
                    if (claim.said_by == us) one.iri = claim.iri;
                }
                break;
            }
        }
        all.push_back(std::move(one));
    }
    return all;
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const std::string& csv, const std::string& problem, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set("CSRF", visitor.csrf_token).set("CSV", csv);
    if (!problem.empty()) page.section("PROBLEM").set("TEXT", problem);
    if (!csv.empty() && problem.empty()) {
        const auto loaded = read_initiatives(csv, kMostRows);
        auto& preview = page.section("PREVIEW");
        preview.set("CSRF", visitor.csrf_token).set("CSV", csv);
        std::int64_t counts[4] = {};
        for (const auto& one : plan(services, loaded)) {
            ++counts[static_cast<std::size_t>(one.fate)];
            if (one.fate != Fate::New && one.fate != Fate::Changed) continue;
            auto& row = preview.section("ROW");
            row.set("LINE", std::to_string(one.row.line));
            row.set("NAME", one.row.initiative.name);
            row.set("PLACE", place_words(services, language, one.row.initiative));
            row.set("KIND", kind_words(language, one.row.initiative));
            row.set("FATE", one.fate == Fate::New ? words.tr(language, "nouvelle")
                                                  : words.tr(language, "complète une fiche"));
        }
        preview.set(
            "TEXT",
            words.trn(language, "{n} fiche nouvelle", "{n} fiches nouvelles", counts[0]) + ", " +
                words.trn(language, "{n} fiche complétée", "{n} fiches complétées", counts[1]) +
                ", " +
                words.trn(language, "{n} sans changement", "{n} sans changement", counts[2]) +
                ", " +
                words.trn(language, "{n} ligne laissée", "{n} lignes laissées",
                          static_cast<std::int64_t>(loaded.problems.size()) + counts[3]) +
                ".");
        for (const auto& wrong : loaded.problems)
            preview.section("WRONG")
                .set("LINE", std::to_string(wrong.line))
                .set("TEXT",
                     words.tr(language, wrong.fault.sentence, {{"value", wrong.fault.value}}));
        if (counts[0] + counts[1] > 0) preview.show("GO");
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Importer des fiches"), .indexed = false},
                     "directory/import.html", page, status);
}

web::Response take_in(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto csv = request.form_value("csv").value_or("");
    if (csv.empty())
        return show(services, request, visitor, "",
                    words.tr(language, "Collez le contenu du fichier dans le cadre."), 422);
    if (csv.size() > kMostBytesPasted)
        return show(services, request, visitor, "",
                    words.tr(language, "Le fichier est trop long : 500 Ko au plus à la fois."),
                    413);
    if (request.form_value("quoi") != "importer")
        return show(services, request, visitor, csv, "", 200);
    std::int64_t said = 0;
    for (const auto& one : plan(services, read_initiatives(csv, kMostRows))) {
        if (one.fate != Fate::New && one.fate != Fate::Changed) continue;
        json document = json::object();
        if (!one.iri.empty()) {
            auto reader = services.database.read();
            if (const auto held = CardStore(*reader).claim(one.iri))
                document = json::parse(held->document, nullptr, false);
        }
        auto initiative = one.row.initiative;
        keep_unsaid(initiative, initiative_of(document));
        if (say(services, with_fields(std::move(document), initiative), one.iri, Method::ThirdParty,
                one.card))
            ++said;
    }
    services.accounts.journal(visitor.account->id, "import", std::to_string(said));
    return done(services, "/gestion/annuaire", "annuaire");
}

}  // namespace

void add_import_routes(Services& services, web::Router& router) {
    on_desk_get(services, router, "/gestion/annuaire/importer", Role::Manager,
                [&](const web::Request& request, const Visitor& visitor) {
                    return show(services, request, visitor, "", "", 200);
                });
    on_desk_post(services, router, "/gestion/annuaire/importer", Role::Manager,
                 [&](const web::Request& request, const Visitor& visitor) {
                     return take_in(services, request, visitor);
                 });
}

}  // namespace essaim::directory
