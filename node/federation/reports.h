// Reports: what other servers (Flag, interop case 66) and visitors say is wrong
// with something of ours or that we hold; and ours, passed on to the author's
// server in the name of the node alone, never of a person (security.md E12, M5).
// Bounded for whoever sends them. The errors are French sentences. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "activitypub/vocabulary/activity.h"
#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/local_actors.h"
#include "node/federation/report_store.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

class DomainPolicy;
class Outbox;
class RemoteActors;

struct FormReport {      // of a visitor, or of one of ours
    std::string about;   // IRI of something held
    std::string author;  // IRI of its actor
    std::string reason;
    std::string contact;  // optional name and address
    bool by_us = false;
};

struct ReportGroup {  // the open reports about one thing
    std::string about;
    std::string author;
    std::vector<Report> reports;  // newest first
};

class Reports {
  public:
    static constexpr std::size_t kReasonCharacters = 5000;  // Mastodon's limit
    static constexpr std::int64_t kPerHostAndHour = 30;
    static constexpr std::int64_t kOpenPerHost = 300;
    static constexpr std::int64_t kOpenInAll = 5000;

    Reports(storage::Database& database, const base::Clock& clock, const LocalActors& actors,
            RemoteActors& remote, Outbox& outbox, const DomainPolicy& policy)
        : database_(database),
          clock_(clock),
          actors_(actors),
          remote_(remote),
          outbox_(outbox),
          policy_(policy) {}

    // Its number, for the receipt.
    Result<std::int64_t> file(const FormReport& report);
    std::vector<ReportGroup> open(std::size_t reports) const;  // of at most so many reports
    std::vector<Report> closed(std::size_t limit) const;
    std::int64_t count_open() const;

    Result<void> close(const std::string& about, const std::string& outcome,
                       const std::string& who);
    Result<void> reopen(const std::string& about, const std::string& who);
    // As a Flag of the node's own actor. May fetch the author first: seconds.
    Result<void> forward(std::int64_t id, const std::string& who);

  private:
    storage::Database& database_;
    const base::Clock& clock_;
    const LocalActors& actors_;
    RemoteActors& remote_;
    Outbox& outbox_;
    const DomainPolicy& policy_;
};

// At most `characters` letters, not bytes, without control characters.
std::string short_reason(const std::string& text, std::size_t characters);

}  // namespace essaim::federation
