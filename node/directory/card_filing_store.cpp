// Where a claim is filed: on which card, and what that card shows then.
#include <nlohmann/json.hpp>
#include <utility>

#include "activitypub/iri.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/directory/card_store.h"
#include "node/directory/card_sums.h"
#include "node/directory/claim_history.h"
#include "node/directory/observation_store.h"
#include "node/directory/territories.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

constexpr std::int64_t kMostOfSite = 20;
constexpr int kMostNumbered = 20;
constexpr const char* kTakenBack = "{}";  // the document of a claim that its author took back

Initiative initiative_in(const std::string& document) {
    return initiative_of(nlohmann::json::parse(document, nullptr, false));
}

std::string site_of(const Claim& claim, const Initiative& one) {
    auto site = site_of_website(one.website);
    if (site.empty() && claim.method == Method::Self) site = activitypub::host_of(claim.said_by);
    return site;
}

}  // namespace

std::string CardStore::free_slug(const std::string& name, const std::string& iri) {
    auto wanted = base::slugify(name);
    if (wanted.empty() || wanted == "reutiliser") wanted = "fiche-" + wanted;  // has a page already
    auto slug = wanted;
    // What was a card's address leads to where that card is now, never to another.
    const auto is_taken = [&] {
        return connection_
            .query(
                "SELECT 1 FROM card WHERE slug = ?1 UNION ALL SELECT 1 FROM card_alias WHERE slug "
                "= ?1")
            .arg(slug)
            .step();
    };
    for (int number = 2; is_taken(); ++number) {
        // Many of one name are no people's doing: none of them waits for the others.
        slug =
            wanted + "-" +
            (number < kMostNumbered ? std::to_string(number)
                                    : base::sha256_hex(iri + std::to_string(number)).substr(0, 10));
    }
    return slug;
}

// The card with the same site, if one of the two is its site's own word: only
// that proves that they are the same. A site of many, such as a federation's
// with a page for each, proves it only for the same name. What else looks alike
// is for people.
std::optional<std::int64_t> CardStore::card_of_site(const Claim& claim, const Initiative& one) {
    const auto site = site_of(claim, one);
    if (site.empty()) return std::nullopt;
    std::optional<std::int64_t> same_site;
    auto query =
        connection_
            .query(
                "SELECT c.id, c.self, c.sort_name, q.document FROM card c LEFT JOIN claim q ON "
                "q.id = c.claim WHERE c.site = ? AND c.site <> '' AND c.id <> ? ORDER BY c.self "
                "DESC, c.id LIMIT ?")
            .arg(site)
            .arg(claim.card)
            .arg(kMostOfSite);
    while (query.step()) {
        if (claim.method != Method::Self && query.number(1) == 0) break;
        if (query.text(2) == sorting_name(one)) return query.number(0);
        const auto there = query.is_null(3) ? Initiative{} : initiative_in(query.text(3));
        if (!same_site && is_whole_site(one.website) && is_whole_site(there.website))
            same_site = query.number(0);
    }
    return same_site;
}

std::int64_t CardStore::new_card(const Claim& claim, const Initiative& one) {
    const auto slug = free_slug(one.name, claim.iri);
    connection_.query("INSERT INTO card (slug) VALUES (?)").arg(slug).run();
    return connection_.last_id();
}

// Where a card was leads on to the one it became, and so does all that led to it.
void CardStore::leave_address(std::int64_t from, std::int64_t into) {
    connection_.query("UPDATE card_alias SET card = ? WHERE card = ?").arg(into).arg(from).run();
    connection_
        .query(
            "INSERT OR REPLACE INTO card_alias (slug, card) SELECT slug, ? FROM card WHERE id = ? "
            "AND claim IS NOT NULL")
        .arg(into)
        .arg(from)
        .run();
}

// What became its initiative's own word after it was filed: to the card that
// others had made of it, with its figures.
void CardStore::move_home(Claim& claim) {
    const auto there = card_of_site(claim, initiative_in(claim.document));
    if (!there) return;
    const auto from = std::exchange(claim.card, *there);
    const bool alone = claims(from).size() == 1;
    connection_.query("UPDATE claim SET card = ? WHERE id = ?").arg(*there).arg(claim.id).run();
    ObservationStore observations(connection_);
    if (alone) {
        leave_address(from, *there);
        observations.move(from, *there);
    } else {
        for (const auto& about : {claim.iri, claim.said_by})
            observations.move_about(about, from, *there);
    }
    project(from);
}

void CardStore::change_method(Claim claim, Method method) {
    connection_.query("UPDATE claim SET method = ? WHERE id = ?")
        .arg(std::string(method_name(method)))
        .arg(claim.id)
        .run();
    claim.method = method;
    if (method == Method::Self) {
        move_home(claim);
        show(claim.card);
    }
    project(claim.card);
}

void CardStore::show(std::int64_t card) {
    connection_.query("UPDATE card SET shown = 1 WHERE id = ? AND dismissed = 0").arg(card).run();
}

bool CardStore::is_shown(std::int64_t card) {
    return connection_.query("SELECT 1 FROM card WHERE id = ? AND shown = 1").arg(card).step();
}

Filed CardStore::file(Claim& claim, const Filing& filing) {
    auto outcome = Filed::New;
    if (const auto known = held(claim.iri)) {
        claim.id = known->id;
        claim.card = known->card;
        const bool was_taken_back = known->document == kTakenBack;
        if (known->said_at > claim.said_at) return Filed::Same;
        if (known->digest == claim.digest && !(was_taken_back && filing.listed)) return Filed::Same;
        outcome = Filed::Changed;
        if (is_shown(claim.card) && !was_taken_back)
            ClaimHistory(connection_).keep(*known, claim.received_at);
        connection_
            .query(
                "UPDATE claim SET method = ?, document = ?, digest = ?, said_at = ?, received_at = "
                "?, received_from = ?, proven = ?, withdrawn = 0, turn = (SELECT max(turn) + 1 "
                "FROM claim) WHERE id = ?")
            .arg(std::string(method_name(claim.method)))
            .arg(claim.document)
            .arg(claim.digest)
            .arg(base::to_millis(claim.said_at))
            .arg(base::to_millis(claim.received_at))
            .arg(claim.received_from)
            .arg(claim.proven ? 1 : 0)
            .arg(claim.id)
            .run();
        if (claim.method == Method::Self && known->method != Method::Self) move_home(claim);
    } else {
        const auto one = initiative_in(claim.document);
        if (filing.card) claim.card = *filing.card;
        if (claim.card == 0) claim.card = card_of_site(claim, one).value_or(0);
        if (claim.card == 0) claim.card = new_card(claim, one);
        connection_
            .query(
                "INSERT INTO claim (iri, card, said_by, method, document, digest, said_at, "
                "received_at, received_from, proven, turn) VALUES (?,?,?,?,?,?,?,?,?,?,(SELECT "
                "coalesce(max(turn), 0) + 1 FROM claim))")
            .arg(claim.iri)
            .arg(claim.card)
            .arg(claim.said_by)
            .arg(std::string(method_name(claim.method)))
            .arg(claim.document)
            .arg(claim.digest)
            .arg(base::to_millis(claim.said_at))
            .arg(base::to_millis(claim.received_at))
            .arg(claim.received_from)
            .arg(claim.proven ? 1 : 0)
            .run();
        claim.id = connection_.last_id();
        ObservationStore(connection_).bind(claim.iri, claim.card);
    }
    if (filing.shown) show(claim.card);
    project(claim.card);
    return outcome;
}

void CardStore::withdraw(const std::string& iri) {
    const auto known = claim(iri);
    if (!known) return;
    // The digest stays: by it an old copy that a neighbour still has is known for what it is.
    connection_
        .query(
            "UPDATE claim SET withdrawn = 1, document = ?, turn = (SELECT max(turn) + 1 FROM "
            "claim) WHERE id = ?")
        .arg(kTakenBack)
        .arg(known->id)
        .run();
    connection_.query("DELETE FROM claim_past WHERE claim = ?").arg(known->id).run();
    project(known->card);
}

// Nothing of what was said is left in it; with a new claim it gets a name again.
void CardStore::blank(std::int64_t card) {
    connection_
        .query(
            "UPDATE card SET slug = 'retiree-' || id, claim = NULL, self = 0, shown = 0, name = "
            "'', "
            "sort_name = '', folded = '', kind = '', status = '', department = '', region = '', "
            "country = '', town = '', lat = NULL, lon = NULL, launched = '', ended = '', medium = "
            "'', site = '', said_at = 0, claim_iri = '', said_by = '', since = '', unit_per = '', "
            "unit_amount = NULL WHERE id = ?")
        .arg(card)
        .run();
    connection_.query("DELETE FROM card_link WHERE card = ?").arg(card).run();
    connection_.query("DELETE FROM card_alias WHERE card = ?").arg(card).run();
}

void CardStore::project(std::int64_t card) {
    const auto all = claims(card);
    if (all.empty()) {  // everybody took back what they said
        blank(card);
        return;
    }
    const auto& best = all.front();
    const auto document = nlohmann::json::parse(best.document, nullptr, false);
    const auto one = initiative_of(document);
    connection_.query("UPDATE card SET slug = ? WHERE id = ? AND slug = 'retiree-' || id")
        .arg(free_slug(one.name, best.iri))
        .arg(card)
        .run();
    const auto* where = department(one.department);
    std::string medium;
    for (const auto& code : one.medium) medium += " " + code;
    connection_
        .query(
            "UPDATE card SET claim = ?, self = ?, name = ?, sort_name = ?, folded = ?, kind = ?, "
            "status = ?, department = ?, region = ?, country = ?, town = ?, lat = ?, lon = ?, "
            "launched = ?, ended = ?, medium = ?, site = ?, said_at = ?, claim_iri = ?, said_by = "
            "?, method = ? WHERE id = ?")
        .arg(best.id)
        .arg(best.method == Method::Self ? 1 : 0)
        .arg(one.name)
        .arg(sorting_name(one))
        .arg(folded(one.name + " " + one.association + " " + one.place + " " + one.summary + " " +
                    (where == nullptr ? std::string() : std::string(where->name))))
        .arg(one.kind)
        .arg(one.status)
        .arg(one.department)
        .arg(where == nullptr ? std::string() : std::string(where->region))
        .arg(one.country)
        .arg(one.place)
        .arg(one.latitude)
        .arg(one.longitude)
        .arg(one.launched)
        .arg(one.ended)
        .arg(medium.empty() ? medium : medium + " ")
        .arg(site_of(best, one))
        .arg(base::to_millis(vouched_at(document, best.said_at)))
        .arg(best.iri)
        .arg(best.said_by)
        .arg(std::string(method_name(best.method)))
        .arg(card)
        .run();
    CardSums(connection_).project(best);
    if (best.method == Method::Self) ObservationStore(connection_).bind(best.said_by, card);
}

}  // namespace essaim::directory
