#include "node/directory/observation_store.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

constexpr const char* kColumns =
    "SELECT o.id, coalesce(o.card, 0), o.document, o.received_at, o.received_from, o.proven, "
    "o.shown OR EXISTS (SELECT 1 FROM observer w JOIN following f ON f.actor = w.iri AND f.state = "
    "'accepted' WHERE w.id = o.author), o.superseded FROM observation o ";

Observation observation_in(const storage::Query& query) {
    auto one = observation_of(nlohmann::json::parse(query.text(2), nullptr, false));
    one.id = query.number(0);
    one.card = query.number(1);
    one.received_at = base::from_millis(query.number(3));
    one.received_from = query.text(4);
    one.proven = query.number(5) != 0;
    one.shown = query.number(6) != 0;
    one.superseded = query.number(7) != 0;
    return one;
}

std::vector<Observation> all_in(storage::Query query) {
    std::vector<Observation> found;
    while (query.step()) found.push_back(observation_in(query));
    return found;
}

std::string sql(const char* rest) { return std::string(kColumns) + rest; }

std::int64_t number_of(Day day) { return day.time_since_epoch().count(); }

}  // namespace

std::int64_t ObservationStore::observer(const std::string& iri) {
    connection_.query("INSERT OR IGNORE INTO observer (iri, origin) VALUES (?,?)")
        .arg(iri)
        .arg(activitypub::origin_of(iri))
        .run();
    auto query = connection_.query("SELECT id FROM observer WHERE iri = ?").arg(iri);
    query.step();
    return query.number(0);
}

bool ObservationStore::append(Observation& one, std::int64_t mark) {
    if (connection_.query("SELECT 1 FROM observation WHERE iri = ?").arg(one.iri).step())
        return false;
    const auto author = observer(one.said_by);
    if (one.card == 0) {
        // By its IRI, or by that of the actor who speaks for it.
        auto query =
            connection_
                .query(
                    "SELECT card FROM claim WHERE iri = ?1 UNION ALL SELECT card FROM claim WHERE "
                    "said_by = ?1 AND method = 'self' LIMIT 1")
                .arg(one.about);
        if (query.step()) one.card = query.number(0);
    }
    if (!one.supersedes.empty())
        connection_
            .query(
                "UPDATE observation SET superseded = 1 WHERE iri = ? AND author = ? AND variable = "
                "? AND about = ?")
            .arg(one.supersedes)
            .arg(author)
            .arg(one.variable)
            .arg(one.about)
            .run();
    // The newest come first when a directory is read: the correction may be here already.
    one.superseded = connection_
                         .query(
                             "SELECT 1 FROM observation WHERE supersedes = ? AND author = ? AND "
                             "variable = ? AND about = ?")
                         .arg(one.iri)
                         .arg(author)
                         .arg(one.variable)
                         .arg(one.about)
                         .step();
    auto query = connection_.query(
        "INSERT INTO observation (iri, author, about, card, variable, value, as_of, span, "
        "published, mark, shown, superseded, supersedes, proven, received_at, received_from, "
        "document) VALUES (?,?,?,nullif(?,0),?,?,?,?,?,?,?,?,?,?,?,?,?)");
    query.arg(one.iri).arg(author).arg(one.about).arg(one.card).arg(one.variable);
    query.arg(std::optional(one.value)).arg(number_of(one.as_of));
    query.arg(one.from ? (one.as_of - *one.from).count() + 1 : 0);
    query.arg(base::to_millis(one.published)).arg(mark).arg(one.shown ? 1 : 0);
    query.arg(one.superseded ? 1 : 0).arg(one.supersedes).arg(one.proven ? 1 : 0);
    query.arg(base::to_millis(one.received_at)).arg(one.received_from).arg(one.document);
    query.run();
    one.id = connection_.last_id();
    connection_.query("UPDATE observer SET held = held + 1 WHERE id = ?").arg(author).run();
    return true;
}

void ObservationStore::withdraw(const std::string& iri) {
    // Its name stays, or it would come back by another node; what it said is gone.
    connection_
        .query("UPDATE observation SET withdrawn = 1, value = 0, document = '{}' WHERE iri = ?")
        .arg(iri)
        .run();
}

void ObservationStore::decide(std::int64_t id, bool shown) {
    connection_.query("UPDATE observation SET shown = ?, dismissed = ? WHERE id = ?")
        .arg(shown ? 1 : 0)
        .arg(shown ? 0 : 1)
        .arg(id)
        .run();
}

std::optional<Observation> ObservationStore::find(const std::string& iri) {
    auto query = connection_.query(sql("WHERE o.iri = ? AND o.withdrawn = 0")).arg(iri);
    return query.step() ? std::optional(observation_in(query)) : std::nullopt;
}

std::optional<Observation> ObservationStore::by_id(std::int64_t id) {
    auto query = connection_.query(sql("WHERE o.id = ? AND o.withdrawn = 0")).arg(id);
    return query.step() ? std::optional(observation_in(query)) : std::nullopt;
}

std::vector<Observation> ObservationStore::of_card(std::int64_t card, std::size_t most) {
    return all_in(connection_
                      .query(sql("WHERE o.card = ? AND o.withdrawn = 0 AND o.dismissed = 0 ORDER "
                                 "BY o.variable, o.as_of DESC, o.id DESC LIMIT ?"))
                      .arg(card)
                      .arg(static_cast<std::int64_t>(most)));
}

std::vector<Observation> ObservationStore::before(std::int64_t id, std::size_t most) {
    return all_in(
        connection_
            .query(sql("WHERE o.id < ? AND o.withdrawn = 0 AND o.proven = 1 ORDER BY o.id DESC "
                       "LIMIT ?"))
            .arg(id)
            .arg(static_cast<std::int64_t>(most)));
}

std::vector<Observation> ObservationStore::waiting(std::size_t most) {
    return all_in(
        connection_
            .query(
                sql("JOIN observer w ON w.id = o.author JOIN card c ON c.id = o.card WHERE "
                    "o.shown = 0 AND o.dismissed = 0 AND o.withdrawn = 0 AND o.superseded = 0 "
                    "AND NOT (c.self = 1 AND c.said_by = w.iri) AND NOT EXISTS (SELECT 1 FROM "
                    "following f "
                    "WHERE f.actor = w.iri AND f.state = 'accepted') ORDER BY o.id DESC LIMIT ?"))
            .arg(static_cast<std::int64_t>(most)));
}

std::vector<std::string> ObservationStore::current_iris(const std::string& author,
                                                        std::int64_t card, std::size_t most) {
    std::vector<std::string> found;
    auto query =
        connection_
            .query(
                "SELECT o.iri FROM observation o JOIN observer w ON w.id = o.author WHERE o.card = "
                "? AND w.iri = ? AND o.superseded = 0 AND o.withdrawn = 0 ORDER BY o.as_of DESC, "
                "o.id DESC LIMIT ?")
            .arg(card)
            .arg(author)
            .arg(static_cast<std::int64_t>(most));
    while (query.step()) found.push_back(query.text(0));
    return found;
}

std::vector<std::string> ObservationStore::iris_of(const std::string& author) {
    std::vector<std::string> found;
    auto query = connection_
                     .query(
                         "SELECT o.iri FROM observer w JOIN observation o ON o.author = w.id WHERE "
                         "w.iri = ? "
                         "AND o.withdrawn = 0")
                     .arg(author);
    while (query.step()) found.push_back(query.text(0));
    return found;
}

std::vector<std::string> ObservationStore::taken_back_by(const std::string& author,
                                                         std::size_t most) {
    std::vector<std::string> found;
    auto query = connection_
                     .query(
                         "SELECT o.iri FROM observation o JOIN observer w ON w.id = o.author WHERE "
                         "o.withdrawn = 1 AND w.iri = ? ORDER BY o.id DESC LIMIT ?")
                     .arg(author)
                     .arg(static_cast<std::int64_t>(most));
    while (query.step()) found.push_back(query.text(0));
    return found;
}

std::vector<SumRow> ObservationStore::rows(const std::string& variable) {
    std::vector<SumRow> found;
    auto query =
        connection_
            .query(
                "SELECT id, card, author, value, as_of, span, published, mark, shown FROM "
                "observation WHERE superseded = 0 AND withdrawn = 0 AND dismissed = 0 AND variable "
                "= ? AND card IS NOT NULL ORDER BY as_of")
            .arg(variable);
    while (query.step()) {
        found.push_back({.id = query.number(0),
                         .card = query.number(1),
                         .author = query.number(2),
                         .value = query.real(3),
                         .as_of = Day(std::chrono::days(query.number(4))),
                         .span = static_cast<int>(query.number(5)),
                         .published = query.number(6),
                         .mark = query.number(7),
                         .shown = query.number(8) != 0});
    }
    return found;
}

std::map<std::int64_t, ObservationStore::Observer> ObservationStore::observers() {
    std::map<std::int64_t, Observer> found;
    auto query = connection_.query(
        "SELECT w.id, w.iri, f.actor IS NOT NULL FROM observer w LEFT JOIN following f ON f.actor "
        "= "
        "w.iri AND f.state = 'accepted'");
    while (query.step())
        found.emplace(query.number(0), Observer{query.text(1), query.number(2) != 0});
    return found;
}

std::int64_t ObservationStore::changes() {
    auto query = connection_.query("SELECT figures FROM directory_change");
    query.step();
    return query.number(0);
}

std::map<std::int64_t, std::string> ObservationStore::hidden() {
    std::map<std::int64_t, std::string> found;
    auto query =
        connection_.query("SELECT o.id, o.iri FROM hidden h JOIN observation o ON o.iri = h.id");
    while (query.step()) found.emplace(query.number(0), query.text(1));
    return found;
}

std::int64_t ObservationStore::count() {  // none is ever deleted
    auto query = connection_.query("SELECT coalesce(max(id), 0) FROM observation");
    query.step();
    return query.number(0);
}

std::int64_t ObservationStore::count_from(const std::string& origin) {
    auto query = connection_.query("SELECT coalesce(sum(held), 0) FROM observer WHERE origin = ?")
                     .arg(origin);
    query.step();
    return query.number(0);
}

std::string ObservationStore::state() {
    auto query = connection_.query("SELECT count(*) FROM observation WHERE withdrawn = 1");
    query.step();
    return std::to_string(count()) + "-" + std::to_string(query.number(0));
}

void ObservationStore::bind(const std::string& about, std::int64_t card) {
    connection_.query("UPDATE observation SET card = ? WHERE card IS NULL AND about = ?")
        .arg(card)
        .arg(about)
        .run();
}

void ObservationStore::move_about(const std::string& about, std::int64_t from, std::int64_t into) {
    connection_.query("UPDATE observation SET card = ? WHERE card = ? AND about = ?")
        .arg(into)
        .arg(from)
        .arg(about)
        .run();
}

void ObservationStore::move(std::int64_t from, std::int64_t into) {
    connection_.query("UPDATE observation SET card = ? WHERE card = ?").arg(into).arg(from).run();
}

}  // namespace essaim::directory
