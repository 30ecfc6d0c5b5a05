#include "node/admin/journal_store.h"

#include <limits>

#include "node/storage/connection.h"

namespace essaim::admin {

std::vector<JournalEntry> JournalStore::lines(std::int64_t before, std::size_t limit) {
    std::vector<JournalEntry> all;
    auto query = connection_.query(
        "SELECT id, at, account, action, detail FROM journal WHERE id < ? "
        "ORDER BY id DESC LIMIT ?");
    query.arg(before > 0 ? before : std::numeric_limits<std::int64_t>::max())
        .arg(static_cast<std::int64_t>(limit));
    while (query.step()) {
        all.push_back({query.number(0), base::from_millis(query.number(1)), query.text(2),
                       query.text(3), query.text(4)});
    }
    return all;
}

}  // namespace essaim::admin
