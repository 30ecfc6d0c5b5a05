#include "node/me/journal_store.h"

#include "node/storage/connection.h"

namespace essaim::me {

std::vector<JournalLine> JournalStore::of(const std::string& account) {
    std::vector<JournalLine> lines;
    auto query = connection_.query(
        "SELECT at, action, detail FROM journal WHERE account = ? ORDER BY id LIMIT 10000");
    query.arg(account);
    while (query.step()) {
        lines.push_back({base::from_millis(query.number(0)), query.text(1), query.text(2)});
    }
    return lines;
}

}  // namespace essaim::me
