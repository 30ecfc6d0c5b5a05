// The table `site_proof`: which site names which actor as its own, and which are
// still to be asked. SQL only; borrows a connection, the caller commits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

struct SiteProof {
    std::string actor = {};  // IRI
    std::string site = {};   // host without "www."
    std::string page = {};   // that is asked
    bool proven = false;
    std::int64_t tries = 0;  // in a row without the link, or without an answer
    std::optional<base::Instant> asked = {};
    base::Instant next{};
};

enum class SiteAnswer { Names, NamesNot, Silent };

class SiteProofStore {
  public:
    explicit SiteProofStore(storage::Connection& connection) : connection_(connection) {}

    bool holds(const std::string& actor, const std::string& site);
    std::optional<SiteProof> of(const std::string& actor);
    // To be asked at once; another site of the same actor is forgotten. Who was
    // asked for within the hour is not asked again before its time. Of one server,
    // and about one site, a few wait: the newest.
    void want(const std::string& actor, const std::string& site, const std::string& page,
              base::Instant now);
    void forget(const std::string& actor);
    std::vector<SiteProof> due(base::Instant now, std::size_t most);
    std::optional<base::Instant> next();
    // A site that named its actor is believed until it did not three times in a row.
    // What it says is asked for weekly; a missing link after 1, 2, 4 … hours.
    void answered(SiteProof proof, SiteAnswer answer, base::Instant now);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::directory
