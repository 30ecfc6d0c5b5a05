#include "node/directory/site_proof_store.h"

#include <algorithm>

#include "activitypub/iri.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMostWaiting = 5;  // of one server, and about one site
constexpr std::int64_t kDoubtful = 3;
constexpr auto kSoonest = 1h;
constexpr auto kLatest = 7 * 24h;

constexpr const char* kColumns =
    "SELECT actor, site, page, proven, tries, asked_at, next_at FROM site_proof ";

SiteProof proof_in(const storage::Query& query) {
    SiteProof proof{.actor = query.text(0),
                    .site = query.text(1),
                    .page = query.text(2),
                    .proven = query.number(3) != 0,
                    .tries = query.number(4)};
    if (query.number(5) != 0) proof.asked = base::from_millis(query.number(5));
    proof.next = base::from_millis(query.number(6));
    return proof;
}

std::chrono::hours delay_after(std::int64_t tries) {
    const auto hours = std::chrono::hours(std::int64_t{1} << std::min<std::int64_t>(tries - 1, 10));
    return std::min<std::chrono::hours>(hours, kLatest);
}

}  // namespace

bool SiteProofStore::holds(const std::string& actor, const std::string& site) {
    return connection_.query("SELECT 1 FROM site_proof WHERE actor = ? AND site = ? AND proven = 1")
        .arg(actor)
        .arg(site)
        .step();
}

std::optional<SiteProof> SiteProofStore::of(const std::string& actor) {
    auto query = connection_.query(std::string(kColumns) + "WHERE actor = ?").arg(actor);
    return query.step() ? std::optional(proof_in(query)) : std::nullopt;
}

void SiteProofStore::want(const std::string& actor, const std::string& site,
                          const std::string& page, base::Instant now) {
    if (const auto known = of(actor); known && known->page == page) {
        if (known->asked && *known->asked + kSoonest > now) return;
        connection_.query("UPDATE site_proof SET next_at = ? WHERE actor = ?")
            .arg(base::to_millis(now))
            .arg(actor)
            .run();
        return;
    }
    connection_
        .query(
            "INSERT OR REPLACE INTO site_proof (actor, site, page, proven, tries, asked_at, "
            "next_at) VALUES (?, ?, ?, 0, 0, 0, ?)")
        .arg(actor)
        .arg(site)
        .arg(page)
        .arg(base::to_millis(now))
        .run();
    connection_
        .query(
            "DELETE FROM site_proof WHERE actor IN (SELECT actor FROM site_proof WHERE site = ? "
            "AND proven = 0 ORDER BY tries, next_at DESC LIMIT -1 OFFSET ?)")
        .arg(site)
        .arg(kMostWaiting)
        .run();
    // "https://host/" to "https://host0": every actor of that server.
    connection_
        .query(
            "DELETE FROM site_proof WHERE actor IN (SELECT actor FROM site_proof WHERE actor >= ?1 "
            "|| '/' AND actor < ?1 || '0' AND proven = 0 ORDER BY tries, next_at DESC LIMIT -1 "
            "OFFSET ?2)")
        .arg(activitypub::origin_of(actor))
        .arg(kMostWaiting)
        .run();
}

void SiteProofStore::forget(const std::string& actor) {
    connection_.query("DELETE FROM site_proof WHERE actor = ?").arg(actor).run();
}

std::vector<SiteProof> SiteProofStore::due(base::Instant now, std::size_t most) {
    std::vector<SiteProof> found;
    auto query =
        connection_.query(std::string(kColumns) + "WHERE next_at <= ? ORDER BY next_at LIMIT ?")
            .arg(base::to_millis(now))
            .arg(static_cast<std::int64_t>(most));
    while (query.step()) found.push_back(proof_in(query));
    return found;
}

std::optional<base::Instant> SiteProofStore::next() {
    auto query = connection_.query("SELECT next_at FROM site_proof ORDER BY next_at LIMIT 1");
    return query.step() ? std::optional(base::from_millis(query.number(0))) : std::nullopt;
}

void SiteProofStore::answered(SiteProof proof, SiteAnswer answer, base::Instant now) {
    proof.tries = answer == SiteAnswer::Names ? 0 : proof.tries + 1;
    if (answer == SiteAnswer::Names) proof.proven = true;
    if (answer == SiteAnswer::NamesNot && proof.tries >= kDoubtful) proof.proven = false;
    connection_
        .query(
            "UPDATE site_proof SET proven = ?, tries = ?, asked_at = ?, next_at = ? WHERE actor = "
            "? AND page = ?")
        .arg(proof.proven ? 1 : 0)
        .arg(proof.tries)
        .arg(base::to_millis(now))
        .arg(base::to_millis(now + (proof.tries == 0 ? kLatest : delay_after(proof.tries))))
        .arg(proof.actor)
        .arg(proof.page)
        .run();
}

}  // namespace essaim::directory
