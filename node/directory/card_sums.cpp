#include "node/directory/card_sums.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/directory/initiative.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using nlohmann::json;

// A name as cards are sorted by it: without article, folded.
std::string name_key(const std::string& text) {
    Initiative named;
    named.name = text;
    return sorting_name(named);
}

}  // namespace

void CardSums::project(const Claim& best) {
    const auto document = json::parse(best.document, nullptr, false);
    std::optional<double> amount;
    std::string per;
    if (const auto* value = activitypub::object(document, "unitValue")) {
        per = activitypub::text(*value, "per");
        if (value->contains("amount") && (*value)["amount"].is_number())
            amount = (*value)["amount"].get<double>();
    }
    connection_.query("UPDATE card SET since = ?, unit_per = ?, unit_amount = ? WHERE id = ?")
        .arg(activitypub::text(document, "statusSince"))
        .arg(per)
        .arg(amount)
        .arg(best.card)
        .run();
    connection_.query("DELETE FROM card_link WHERE card = ?").arg(best.card).run();
    for (const auto* kind : {"partOf", "hasPart", "replacedBy", "replaces"}) {
        for (const auto& other : activitypub::list(document, kind)) {
            const bool address = activitypub::is_iri(other) || other.starts_with("urn:");
            const auto key = address ? other : name_key(other);
            if (key.empty()) continue;
            connection_.query("INSERT OR IGNORE INTO card_link VALUES (?,?,?,?)")
                .arg(best.card)
                .arg(kind)
                .arg(key)
                .arg(address ? site_of_website(other) : std::string())
                .run();
        }
    }
}

std::vector<SumCardRow> CardSums::cards() {
    std::vector<SumCardRow> found;
    auto query = connection_.query(
        "SELECT id, kind, status, since, launched, ended, said_at, department, region, country, "
        "unit_per, unit_amount, said_by, self FROM card WHERE shown = 1 AND claim IS NOT NULL");
    while (query.step()) {
        auto& row = found.emplace_back();
        row.card.id = query.number(0);
        row.card.kind = query.text(1);
        row.card.status = query.text(2);
        row.card.since = query.text(3);
        row.card.launched = query.text(4);
        row.card.ended = query.text(5);
        row.card.said = std::chrono::floor<std::chrono::days>(base::from_millis(query.number(6)));
        row.card.department = query.text(7);
        row.card.region = query.text(8);
        row.card.country = query.text(9);
        row.card.unit_per = query.text(10);
        if (!query.is_null(11)) row.card.unit_amount = query.real(11);
        row.said_by = query.text(12);
        row.self = query.number(13) != 0;
    }
    return found;
}

CardFace CardSums::face(std::int64_t card) {
    auto query = connection_.query("SELECT name, slug FROM card WHERE id = ?").arg(card);
    if (!query.step()) return {};
    return {query.text(0), "/reseau/annuaire/" + query.text(1)};
}

std::set<std::int64_t> CardSums::hidden() {
    std::set<std::int64_t> found;
    auto query = connection_.query(
        "SELECT c.id FROM hidden h JOIN claim q ON q.iri = h.id JOIN card c ON c.claim = q.id");
    while (query.step()) found.insert(query.number(0));
    return found;
}

std::vector<CardSums::Link> CardSums::links() {
    std::vector<Link> found;
    auto query = connection_.query(
        "SELECT l.card, l.kind, q.card FROM card_link l JOIN claim q ON q.iri = l.key "
        "UNION SELECT l.card, l.kind, q.card FROM card_link l JOIN claim q ON q.said_by = l.key "
        "AND q.method = 'self' "
        "UNION SELECT l.card, l.kind, c.id FROM card_link l JOIN card c ON c.site = l.site AND "
        "c.self = 1 WHERE l.site <> '' AND c.site <> '' "
        "UNION SELECT l.card, l.kind, min(c.id) FROM card_link l JOIN card c ON c.sort_name = "
        "l.key AND c.claim IS NOT NULL WHERE l.site = '' GROUP BY l.card, l.kind, l.key HAVING "
        "count(*) = 1");
    while (query.step())
        if (query.number(0) != query.number(2))
            found.push_back({query.number(0), query.text(1), query.number(2)});
    return found;
}

}  // namespace essaim::directory
