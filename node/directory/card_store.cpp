#include "node/directory/card_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/random.h"
#include "node/directory/observation_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

constexpr const char* kColumns =
    "SELECT c.id, c.slug, c.shown, c.dismissed, c.self, c.region, q.iri, q.said_by, q.method, "
    "q.said_at, q.document FROM card c JOIN claim q ON q.id = c.claim ";

Card card_in(const storage::Query& query) {
    Card card{.id = query.number(0),
              .slug = query.text(1),
              .shown = query.number(2) != 0,
              .dismissed = query.number(3) != 0,
              .self = query.number(4) != 0,
              .region = query.text(5),
              .claim = query.text(6),
              .said_by = query.text(7),
              .method = method_from(query.text(8))};
    const auto document = nlohmann::json::parse(query.text(10), nullptr, false);
    card.said_at = vouched_at(document, base::from_millis(query.number(9)));
    card.initiative = initiative_of(document);
    return card;
}

constexpr const char* kClaims =
    "SELECT id, iri, card, said_by, method, document, digest, said_at, received_at, "
    "received_from, proven, withdrawn, turn FROM claim ";

Claim claim_in(const storage::Query& query) {
    return {.id = query.number(0),
            .iri = query.text(1),
            .card = query.number(2),
            .said_by = query.text(3),
            .method = method_from(query.text(4)),
            .document = query.text(5),
            .digest = query.text(6),
            .said_at = base::from_millis(query.number(7)),
            .received_at = base::from_millis(query.number(8)),
            .received_from = query.text(9),
            .proven = query.number(10) != 0,
            .withdrawn = query.number(11) != 0,
            .turn = query.number(12)};
}

std::string sql(const char* columns, const char* rest) { return std::string(columns) + rest; }

template <class T, class F>
std::vector<T> all_of(storage::Query query, F&& read) {
    std::vector<T> found;
    while (query.step()) found.push_back(read(query));
    return found;
}

}  // namespace

std::optional<Card> CardStore::by_slug(const std::string& slug) {
    auto query = connection_
                     .query(sql(kColumns,
                                "WHERE c.slug = ?1 OR c.id = (SELECT card FROM card_alias "
                                "WHERE slug = ?1)"))
                     .arg(slug);
    return query.step() ? std::optional(card_in(query)) : std::nullopt;
}

std::optional<Card> CardStore::by_id(std::int64_t id) {
    auto query = connection_.query(sql(kColumns, "WHERE c.id = ?")).arg(id);
    return query.step() ? std::optional(card_in(query)) : std::nullopt;
}

std::optional<Card> CardStore::by_claim(const std::string& iri) {
    auto query =
        connection_
            .query(sql(kColumns,
                       "WHERE c.id = (SELECT card FROM claim WHERE iri = ? AND withdrawn = 0)"))
            .arg(iri);
    return query.step() ? std::optional(card_in(query)) : std::nullopt;
}

std::vector<Card> CardStore::pending(std::size_t limit) {
    return all_of<Card>(
        connection_
            .query(sql(kColumns,
                       "WHERE c.shown = 0 AND c.dismissed = 0 AND q.said_by <> '' ORDER BY "
                       "row_number() OVER (PARTITION BY q.said_by ORDER BY c.sort_name), "
                       "c.sort_name LIMIT ?"))
            .arg(static_cast<std::int64_t>(limit)),
        card_in);
}

std::vector<Claim> CardStore::claims(std::int64_t card) {
    auto found = all_of<Claim>(
        connection_.query(sql(kClaims, "WHERE card = ? AND withdrawn = 0")).arg(card), claim_in);
    std::ranges::sort(found, counts_more);
    return found;
}

std::optional<Claim> CardStore::claim(const std::string& iri) {
    auto query = connection_.query(sql(kClaims, "WHERE iri = ? AND withdrawn = 0")).arg(iri);
    return query.step() ? std::optional(claim_in(query)) : std::nullopt;
}

std::optional<Claim> CardStore::held(const std::string& iri) {
    auto query = connection_.query(sql(kClaims, "WHERE iri = ?")).arg(iri);
    return query.step() ? std::optional(claim_in(query)) : std::nullopt;
}

std::vector<std::string> CardStore::iris_of(const std::string& author) {
    return all_of<std::string>(
        connection_.query("SELECT iri FROM claim WHERE said_by = ? AND withdrawn = 0").arg(author),
        [](const storage::Query& query) { return query.text(0); });
}

std::vector<Claim> CardStore::claims_before(std::int64_t turn, const std::string& us,
                                            std::size_t limit) {
    return all_of<Claim>(connection_
                             .query(sql(kClaims,
                                        "WHERE turn < ? AND said_by <> '' AND (withdrawn = 0 OR "
                                        "said_by = ?) ORDER BY turn DESC LIMIT ?"))
                             .arg(turn)
                             .arg(us)
                             .arg(static_cast<std::int64_t>(limit)),
                         claim_in);
}

std::int64_t CardStore::count_claims(const std::string& origin) {
    auto query = connection_.query(
        origin.empty() ? "SELECT count(*) FROM claim"
                       : "SELECT count(*) FROM claim WHERE said_by >= ?1 || '/' AND said_by < ?1 "
                         "|| '0'");
    if (!origin.empty()) query.arg(origin);
    query.step();
    return query.number(0);
}

std::int64_t CardStore::count_told() {
    auto query = connection_.query(
        "SELECT count(*) FROM claim WHERE withdrawn = 0 AND said_by <> '' AND proven = 1");
    query.step();
    return query.number(0);
}

std::int64_t CardStore::most_claims() {
    auto query = connection_.query("SELECT coalesce(max(id), 0) FROM claim");
    query.step();
    return query.number(0);
}

bool CardStore::has_own_word_from(const std::string& origin, const std::string& beside) {
    return connection_
        .query(
            "SELECT 1 FROM claim WHERE said_by >= ?1 || '/' AND said_by < ?1 || '0' AND method = "
            "'self' AND iri <> ?2 AND withdrawn = 0")
        .arg(origin)
        .arg(beside)
        .step();
}

bool CardStore::has_own_word(const std::string& author, const std::string& beside) {
    return connection_
        .query(
            "SELECT 1 FROM claim WHERE said_by = ? AND method = 'self' AND iri <> ? AND withdrawn "
            "= 0")
        .arg(author)
        .arg(beside)
        .step();
}

bool CardStore::is_remembered(const std::string& name, std::string_view value) {
    return connection_.query("SELECT 1 FROM setting WHERE name = ? AND value = ?")
        .arg(name)
        .arg(value)
        .step();
}

void CardStore::remember(const std::string& name, std::string_view value) {
    connection_.query("INSERT OR REPLACE INTO setting VALUES (?,?)").arg(name).arg(value).run();
}

void CardStore::decide(std::int64_t card, bool shown) {
    connection_.query("UPDATE card SET shown = ?, dismissed = ? WHERE id = ?")
        .arg(shown ? 1 : 0)
        .arg(shown ? 0 : 1)
        .arg(card)
        .run();
}

void CardStore::show_files(bool shown) {
    connection_
        .query(
            "UPDATE card SET shown = ?1 WHERE dismissed = 0 AND shown <> ?1 AND NOT EXISTS (SELECT "
            "1 FROM claim q WHERE q.card = card.id AND q.withdrawn = 0 AND q.said_by <> '')")
        .arg(shown ? 1 : 0)
        .run();
}

void CardStore::merge(std::int64_t from, std::int64_t into) {
    connection_
        .query("UPDATE card SET shown = 1 WHERE id = ? AND (SELECT shown FROM card WHERE id = ?)")
        .arg(into)
        .arg(from)
        .run();
    connection_.query("UPDATE claim SET card = ? WHERE card = ?").arg(into).arg(from).run();
    ObservationStore(connection_).move(from, into);
    leave_address(from, into);
    project(from);
    project(into);
}

void CardStore::project_all() {
    std::vector<std::int64_t> cards;
    auto query = connection_.query("SELECT id FROM card WHERE claim IS NOT NULL");
    while (query.step()) cards.push_back(query.number(0));
    for (const auto card : cards) project(card);
}

void CardStore::keep_apart(std::int64_t a, std::int64_t b, const std::string& who,
                           base::Instant now) {
    connection_.query("INSERT OR REPLACE INTO card_pair VALUES (?,?,?,?)")
        .arg(std::min(a, b))
        .arg(std::max(a, b))
        .arg(who)
        .arg(base::to_millis(now))
        .run();
}

bool CardStore::are_apart(std::int64_t a, std::int64_t b) {
    return connection_.query("SELECT 1 FROM card_pair WHERE low = ? AND high = ?")
        .arg(std::min(a, b))
        .arg(std::max(a, b))
        .step();
}

CardStore::Counts CardStore::counts() {
    auto query = connection_.query(
        "SELECT coalesce(sum(shown), 0), coalesce(sum(shown AND self), 0), coalesce(sum(NOT shown "
        "AND NOT dismissed), 0), (SELECT count(*) FROM claim WHERE said_by = '') FROM card WHERE "
        "claim IS NOT NULL");
    query.step();
    return {query.number(0), query.number(1), query.number(2), query.number(3)};
}

std::string CardStore::state() {
    auto query = connection_.query(
        "SELECT (SELECT coalesce(max(turn), 0) FROM claim), (SELECT coalesce(max(received_at), 0) "
        "FROM claim)");
    query.step();
    return std::to_string(query.number(0)) + "-" + std::to_string(query.number(1));
}

std::string CardStore::set_hash() {
    std::string all;
    auto query =
        connection_.query("SELECT iri, digest FROM claim WHERE withdrawn = 0 ORDER BY iri");
    while (query.step()) all += query.text(0) + " " + query.text(1) + "\n";
    return base::sha256_hex(all);
}

}  // namespace essaim::directory
