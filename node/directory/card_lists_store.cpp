// Cards by the filter: what a list shows of each, and what is counted and drawn of all.
#include "node/base/clock.h"
#include "node/directory/card_store.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

// A row of a list: from the card alone, without the document behind it.
constexpr const char* kRows =
    "SELECT id, slug, shown, dismissed, self, region, claim_iri, said_by, method, said_at, name, "
    "kind, status, department, country, town, lat, lon, launched, ended FROM card c ";

// From the index card_outline alone, which has every column that is named here or asked for.
constexpr const char* kOutlines =
    "SELECT id, self, kind, department, country, launched, said_by, lat, lon, claim_iri FROM card "
    "c ";

// Few texts, whatever is chosen: each is prepared once per connection. With shown = 1 alone
// card_outline gives the rows in their order; words are found in card_words. Neither reads the
// table.
std::string chosen(const char* columns, bool all, bool words, bool box) {
    std::string text = columns + std::string(all ? "WHERE 1 = 1" : "WHERE c.shown = 1");
    if (words)
        text += std::string(" AND c.id IN (SELECT w.id FROM card w WHERE ") +
                (all ? "" : "w.shown = 1 AND ") + "instr(w.folded, ?9))";
    if (box) text += " AND c.lat BETWEEN ?10 AND ?11 AND c.lon BETWEEN ?12 AND ?13";
    return text +
           " AND c.claim IS NOT NULL AND (?1 = '' OR instr(?1, ' ' || c.kind || ' ')) AND (?2 = '' "
           "OR c.status = ?2) AND (?3 = '' OR c.department = ?3) AND (?4 = '' OR c.region = ?4) "
           "AND (?5 = '' OR c.country = ?5) AND (?6 = '' OR instr(c.medium, ?6)) AND (?7 = '' OR "
           "c.self = (?7 = 'elle-meme')) AND c.said_at > ?8 ORDER BY c.self DESC, c.sort_name, "
           "c.id";
}

// " a b " of codes, for instr().
std::string spaced(const std::vector<std::string>& codes) {
    std::string all;
    for (const auto& code : codes) all += " " + code;
    return all.empty() ? all : all + " ";
}

storage::Query asked(storage::Connection& connection, const char* columns, const Filter& filter,
                     bool all, base::Instant now, const std::optional<Box>& box) {
    const auto words = folded(filter.words);
    const auto since = filter.fresh ? base::to_millis(now - std::chrono::hours(24 * 365)) : -1;
    auto query = connection.query(chosen(columns, all, !words.empty(), box.has_value()));
    query.arg(spaced(kinds_of(filter.kind))).arg(filter.status).arg(filter.department);
    query.arg(filter.region).arg(filter.country);
    query.arg(filter.medium.empty() ? std::string() : " " + filter.medium + " ");
    query.arg(filter.who);
    query.arg(since);
    if (!words.empty() || box) query.arg(words);
    if (box) {
        for (const auto bound : {box->south, box->north, box->west, box->east})
            query.arg(std::optional(bound));
    }
    return query;
}

std::optional<double> real_in(const storage::Query& query, int column) {
    return query.is_null(column) ? std::nullopt : std::optional(query.real(column));
}

Card row_in(const storage::Query& query) {
    return {.id = query.number(0),
            .slug = query.text(1),
            .shown = query.number(2) != 0,
            .dismissed = query.number(3) != 0,
            .self = query.number(4) != 0,
            .initiative = {.name = query.text(10),
                           .kind = query.text(11),
                           .status = query.text(12),
                           .launched = query.text(18),
                           .ended = query.text(19),
                           .place = query.text(15),
                           .department = query.text(13),
                           .country = query.text(14),
                           .latitude = real_in(query, 16),
                           .longitude = real_in(query, 17)},
            .region = query.text(5),
            .claim = query.text(6),
            .said_by = query.text(7),
            .method = method_from(query.text(8)),
            .said_at = base::from_millis(query.number(9))};
}

Outline outline_in(const storage::Query& query) {
    const auto kind = query.text(2);
    const bool self = query.number(1) != 0;
    return {.id = query.number(0),
            .self = self,
            .group = group_of(kind),
            .currency = is_currency(kind),
            .department = query.text(3),
            .country = query.text(4),
            .launched = query.text(5),
            .node = self ? query.text(6) : std::string(),
            .latitude = real_in(query, 7),
            .longitude = real_in(query, 8)};
}

}  // namespace

std::vector<Card> CardStore::list(const Filter& filter, bool all, base::Instant now,
                                  const std::optional<Box>& box) {
    std::vector<Card> found;
    auto query = asked(connection_, kRows, filter, all, now, box);
    while (query.step()) found.push_back(row_in(query));
    return found;
}

void CardStore::each_outline(
    const Filter& filter, base::Instant now, const std::optional<Box>& box,
    const std::function<void(Outline&&, const std::string&, const ClaimIri&)>& take) {
    auto query = asked(connection_, kOutlines, filter, false, now, box);
    const ClaimIri claim = [&] { return query.text(9); };
    while (query.step()) take(outline_in(query), query.text(6), claim);
}

std::vector<KnownTown> CardStore::towns(bool all) {
    std::vector<KnownTown> found;
    auto query = connection_.query(
        all ? "SELECT town, lat, lon, count(*) FROM card WHERE town <> '' AND lat IS NOT NULL AND "
              "lon IS NOT NULL GROUP BY town ORDER BY count(*) DESC, town"
            : "SELECT town, lat, lon, count(*) FROM card WHERE shown = 1 AND town <> '' AND lat IS "
              "NOT NULL AND lon IS NOT NULL GROUP BY town ORDER BY count(*) DESC, town");
    while (query.step()) {
        auto name = query.text(0);
        auto key = folded(name);
        found.push_back({std::move(name), std::move(key), query.real(1), query.real(2)});
    }
    return found;
}

std::vector<std::string> CardStore::countries() {
    std::vector<std::string> found;
    auto query = connection_.query(
        "SELECT DISTINCT country FROM card WHERE shown = 1 AND country <> '' ORDER BY country");
    while (query.step()) found.push_back(query.text(0));
    return found;
}

std::int64_t CardStore::changes() {
    auto query = connection_.query("SELECT counted FROM directory_change");
    query.step();
    return query.number(0);
}

}  // namespace essaim::directory
