#include "node/federation/report_store.h"

#include <nlohmann/json.hpp>

#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

constexpr const char* kById =
    "SELECT id, activity, origin, host, about, author, objects, reason, contact, at, state, "
    "outcome, "
    "closed_at, forwarded_at FROM report WHERE id = ?";
constexpr const char* kOpen =
    "SELECT id, activity, origin, host, about, author, objects, reason, contact, at, state, "
    "outcome, "
    "closed_at, forwarded_at FROM report WHERE state = 'open' ORDER BY at DESC, id DESC LIMIT ?";
constexpr const char* kClosed =
    "SELECT id, activity, origin, host, about, author, objects, reason, contact, at, state, "
    "outcome, "
    "closed_at, forwarded_at FROM report WHERE state = 'closed' "
    "ORDER BY closed_at DESC, id DESC LIMIT ?";

const char* name_of(ReportOrigin origin) {
    switch (origin) {
        case ReportOrigin::Server:
            return "server";
        case ReportOrigin::Visitor:
            return "visitor";
        case ReportOrigin::Us:
            break;
    }
    return "us";
}

ReportOrigin origin_named(const std::string& name) {
    if (name == "server") return ReportOrigin::Server;
    return name == "visitor" ? ReportOrigin::Visitor : ReportOrigin::Us;
}

std::optional<base::Instant> maybe_time(const storage::Query& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return base::from_millis(row.number(column));
}

Report read(const storage::Query& row) {
    Report report;
    report.id = row.number(0);
    report.activity = row.text(1);
    report.origin = origin_named(row.text(2));
    report.host = row.text(3);
    report.about = row.text(4);
    report.author = row.text(5);
    const auto objects = nlohmann::json::parse(row.text(6), nullptr, false);
    for (const auto& one : objects) {
        if (one.is_string()) report.objects.push_back(one.get<std::string>());
    }
    report.reason = row.text(7);
    report.contact = row.text(8);
    report.at = base::from_millis(row.number(9));
    report.open = row.text(10) == "open";
    report.outcome = row.text(11);
    report.closed = maybe_time(row, 12);
    report.forwarded = maybe_time(row, 13);
    return report;
}

std::int64_t only(storage::Query query) { return query.step() ? query.number(0) : 0; }

}  // namespace

std::int64_t ReportStore::add(const Report& report) {
    const auto added =
        connection_
            .query(
                "INSERT OR IGNORE INTO report (activity, origin, host, about, author, objects, "
                "reason, contact, at) VALUES (?,?,?,?,?,?,?,?,?)")
            .arg(report.activity)
            .arg(name_of(report.origin))
            .arg(report.host)
            .arg(report.about)
            .arg(report.author)
            .arg(nlohmann::json(report.objects).dump())
            .arg(report.reason)
            .arg(report.contact)
            .arg(base::to_millis(report.at))
            .run();
    return added > 0 ? connection_.last_id() : 0;
}

std::optional<Report> ReportStore::find(std::int64_t id) {
    auto query = connection_.query(kById).arg(id);
    if (!query.step()) return std::nullopt;
    return read(query);
}

std::vector<Report> ReportStore::list(const char* sql, std::size_t limit) {
    std::vector<Report> reports;
    auto query = connection_.query(sql).arg(static_cast<std::int64_t>(limit));
    while (query.step()) reports.push_back(read(query));
    return reports;
}

std::vector<Report> ReportStore::open(std::size_t limit) { return list(kOpen, limit); }

std::vector<Report> ReportStore::closed(std::size_t limit) { return list(kClosed, limit); }

bool ReportStore::repeats(const Report& report) {
    return connection_
        .query(
            "SELECT 1 FROM report WHERE host = ? AND about = ? AND objects = ? AND reason = ? "
            "AND contact = ? AND state = 'open'")
        .arg(report.host)
        .arg(report.about)
        .arg(nlohmann::json(report.objects).dump())
        .arg(report.reason)
        .arg(report.contact)
        .step();
}

std::int64_t ReportStore::count_open() {
    return only(connection_.query("SELECT count(*) FROM report WHERE state = 'open'"));
}

std::int64_t ReportStore::count_open(const std::string& host) {
    return only(connection_.query("SELECT count(*) FROM report WHERE state = 'open' AND host = ?")
                    .arg(host));
}

std::int64_t ReportStore::count_since(const std::string& host, base::Instant since) {
    return only(connection_.query("SELECT count(*) FROM report WHERE host = ? AND at > ?")
                    .arg(host)
                    .arg(base::to_millis(since)));
}

bool ReportStore::is_named_in_open(const std::string& iri) {
    return connection_
        .query(
            "SELECT 1 FROM report r, json_each(r.objects) o WHERE r.state = 'open' "
            "AND o.value = ?")
        .arg(iri)
        .step();
}

std::int64_t ReportStore::close(const std::string& about, const std::string& outcome,
                                base::Instant now) {
    return connection_
        .query(
            "UPDATE report SET state = 'closed', outcome = ?, closed_at = ? "
            "WHERE about = ? AND state = 'open'")
        .arg(outcome)
        .arg(base::to_millis(now))
        .arg(about)
        .run();
}

std::int64_t ReportStore::reopen(const std::string& about) {
    return connection_
        .query(
            "UPDATE report SET state = 'open', outcome = '', closed_at = NULL "
            "WHERE about = ? AND state = 'closed' AND closed_at = "
            "(SELECT max(closed_at) FROM report WHERE about = ?)")
        .arg(about)
        .arg(about)
        .run();
}

void ReportStore::mark_forwarded(std::int64_t id, base::Instant now) {
    connection_.query("UPDATE report SET forwarded_at = ? WHERE id = ?")
        .arg(base::to_millis(now))
        .arg(id)
        .run();
}

}  // namespace essaim::federation
