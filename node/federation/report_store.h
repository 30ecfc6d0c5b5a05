// The table of reports: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

enum class ReportOrigin { Server, Visitor, Us };

struct Report {
    std::int64_t id = 0;
    std::string activity;  // id of the Flag, or "form:" and a ULID
    ReportOrigin origin = ReportOrigin::Server;
    std::string host;                  // of the server that reported, "" for a form
    std::string about;                 // IRI of the object, or actor, reported first
    std::string author;                // IRI of the actor who made it
    std::vector<std::string> objects;  // all IRIs named, `about` among them
    std::string reason;                // plain text
    std::string contact;               // as a visitor gave it
    base::Instant at{};
    bool open = true;
    std::string outcome;  // what was decided
    std::optional<base::Instant> closed = std::nullopt;
    std::optional<base::Instant> forwarded = std::nullopt;
};

class ReportStore {
  public:
    explicit ReportStore(storage::Connection& connection) : connection_(connection) {}

    std::int64_t add(const Report& report);  // its number; 0: the activity was known
    std::optional<Report> find(std::int64_t id);
    std::vector<Report> open(std::size_t limit);    // newest first
    std::vector<Report> closed(std::size_t limit);  // last closed first
    bool repeats(const Report& report);             // an open one of the same server says the same
    std::int64_t count_open();
    std::int64_t count_open(const std::string& host);
    std::int64_t count_since(const std::string& host, base::Instant since);
    bool is_named_in_open(const std::string& iri);

    // All open ones about it; how many.
    std::int64_t close(const std::string& about, const std::string& outcome, base::Instant now);
    std::int64_t reopen(const std::string& about);  // those closed together last
    void mark_forwarded(std::int64_t id, base::Instant now);

  private:
    std::vector<Report> list(const char* sql, std::size_t limit);
    storage::Connection& connection_;
};

}  // namespace essaim::federation
