#include "node/directory/claim_history.h"

#include "node/storage/connection.h"

namespace essaim::directory {

void ClaimHistory::keep(const Claim& claim, base::Instant until) {
    connection_.query("INSERT INTO claim_past VALUES (?,?,?,?)")
        .arg(claim.id)
        .arg(claim.document)
        .arg(base::to_millis(claim.said_at))
        .arg(base::to_millis(until))
        .run();
    connection_
        .query(
            "DELETE FROM claim_past WHERE claim = ? AND rowid NOT IN (SELECT rowid FROM claim_past "
            "WHERE claim = ? ORDER BY until DESC, rowid DESC LIMIT ?)")
        .arg(claim.id)
        .arg(claim.id)
        .arg(kMost)
        .run();
}

std::vector<PastClaim> ClaimHistory::of(std::int64_t card) {
    std::vector<PastClaim> all;
    auto query = connection_
                     .query(
                         "SELECT p.claim, p.document, p.said_at, p.until FROM claim_past p JOIN "
                         "claim q ON q.id = p.claim WHERE q.card = ? ORDER BY p.until DESC LIMIT ?")
                     .arg(card)
                     .arg(kMost);
    while (query.step()) {
        all.push_back({query.number(0), query.text(1), base::from_millis(query.number(2)),
                       base::from_millis(query.number(3))});
    }
    return all;
}

}  // namespace essaim::directory
