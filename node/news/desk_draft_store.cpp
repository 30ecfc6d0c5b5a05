#include "node/news/desk_draft_store.h"

#include "node/storage/connection.h"

namespace essaim::news {

std::optional<DeskDraft> DeskDraftStore::find(const std::string& account, const std::string& form) {
    auto row = connection_.query("SELECT at, fields FROM desk_draft WHERE account = ? AND form = ?")
                   .arg(account)
                   .arg(form);
    if (!row.step()) return std::nullopt;
    return DeskDraft{base::from_millis(row.number(0)), row.text(1)};
}

void DeskDraftStore::keep(const std::string& account, const std::string& form,
                          const DeskDraft& draft, base::Instant oldest) {
    connection_.query("DELETE FROM desk_draft WHERE at < ?").arg(base::to_millis(oldest)).run();
    connection_
        .query(
            "INSERT INTO desk_draft (account, form, at, fields) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (account, form) DO UPDATE SET at = excluded.at, fields = excluded.fields")
        .arg(account)
        .arg(form)
        .arg(base::to_millis(draft.at))
        .arg(draft.fields)
        .run();
    connection_
        .query(
            "DELETE FROM desk_draft WHERE account = ? AND form IN (SELECT form FROM desk_draft "
            "WHERE account = ? ORDER BY at DESC, form LIMIT -1 OFFSET ?)")
        .arg(account)
        .arg(account)
        .arg(kMostOfOne)
        .run();
}

void DeskDraftStore::forget(const std::string& account, const std::string& form) {
    connection_.query("DELETE FROM desk_draft WHERE account = ? AND form = ?")
        .arg(account)
        .arg(form)
        .run();
}

}  // namespace essaim::news
