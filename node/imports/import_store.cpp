#include "node/imports/import_store.h"

#include "node/storage/connection.h"

namespace essaim::imports {

namespace {

std::string select_run(const char* rest) {
    return std::string(
               "SELECT id, account, file_name, format, site, link, comments, state, waits, silent, "
               "added, ended FROM import_run ") +
           rest;
}

Run read_run(const storage::Query& row) {
    Run run;
    run.id = row.text(0);
    run.account = row.text(1);
    run.file_name = row.text(2);
    run.format = row.text(3);
    run.site = row.text(4);
    run.link = row.text(5);
    run.comments = row.number(6);
    run.state = row.text(7);
    run.waits = row.text(8);
    run.silent = row.number(9) != 0;
    run.added = base::from_millis(row.number(10));
    if (row.number(11) != 0) run.ended = base::from_millis(row.number(11));
    return run;
}

std::string select_item(const char* payload, const char* rest) {
    return std::string(
               "SELECT place, kind, guid, link, number, file, title, published, pictures, "
               "state, tries, result, reason, notes, line, ") +
           payload + " FROM import_item WHERE run = ? " + rest;
}

Item read_item(const storage::Query& row) {
    Item item;
    item.place = row.number(0);
    item.kind = row.text(1);
    item.guid = row.text(2);
    item.link = row.text(3);
    item.number = row.text(4);
    item.file = row.text(5);
    item.title = row.text(6);
    item.published = base::from_millis(row.number(7));
    item.pictures = row.number(8);
    item.state = row.text(9);
    item.tries = row.number(10);
    item.result = row.text(11);
    item.reason = row.text(12);
    item.notes = row.text(13);
    item.line = row.number(14);
    item.payload = row.text(15);
    return item;
}

std::vector<Item> all(storage::Query query) {
    std::vector<Item> items;
    while (query.step()) items.push_back(read_item(query));
    return items;
}

}  // namespace

void ImportStore::add(const Run& run) {
    connection_
        .query(
            "INSERT INTO import_run (id, account, file_name, format, site, link, comments, state, "
            "added) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
            "format = excluded.format, site = excluded.site, link = excluded.link, "
            "comments = excluded.comments, state = excluded.state")
        .arg(run.id)
        .arg(run.account)
        .arg(run.file_name)
        .arg(run.format)
        .arg(run.site)
        .arg(run.link)
        .arg(run.comments)
        .arg(run.state)
        .arg(base::to_millis(run.added))
        .run();
}

void ImportStore::add(const std::string& run, const Item& item) {
    auto insert = connection_.query(
        "INSERT INTO import_item (run, place, kind, guid, link, number, file, title, published, "
        "pictures, state, reason, payload, line) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    insert.arg(run).arg(item.place).arg(item.kind).arg(item.guid).arg(item.link).arg(item.number);
    insert.arg(item.file).arg(item.title).arg(base::to_millis(item.published)).arg(item.pictures);
    insert.arg(item.state).arg(item.reason).arg(item.payload).arg(item.line);
    insert.run();
}

void ImportStore::set_state(const std::string& run, std::string_view state,
                            std::optional<base::Instant> ended) {
    connection_.query("UPDATE import_run SET state = ?, ended = ?, waits = '' WHERE id = ?")
        .arg(state)
        .arg(ended ? base::to_millis(*ended) : std::int64_t{0})
        .arg(run)
        .run();
}

void ImportStore::set_waits(const std::string& run, std::string_view why, bool silent) {
    connection_.query("UPDATE import_run SET waits = ?, silent = ? WHERE id = ?")
        .arg(why)
        .arg(silent ? 1 : 0)
        .arg(run)
        .run();
}

void ImportStore::remove(const std::string& run) {
    connection_.query("DELETE FROM import_item WHERE run = ?").arg(run).run();
    connection_.query("DELETE FROM import_run WHERE id = ?").arg(run).run();
}

std::optional<Run> ImportStore::run(const std::string& id) {
    auto query = connection_.query(select_run("WHERE id = ?")).arg(id);
    if (!query.step()) return std::nullopt;
    return read_run(query);
}

std::vector<Run> ImportStore::newest(std::size_t limit) {
    std::vector<Run> runs;
    auto query = connection_.query(select_run("WHERE state != 'reading' ORDER BY id DESC LIMIT ?"));
    query.arg(static_cast<std::int64_t>(limit));
    while (query.step()) runs.push_back(read_run(query));
    return runs;
}

std::vector<Count> ImportStore::counts(const std::string& run) {
    std::vector<Count> counts;
    auto query = connection_.query(
        "SELECT kind, state, count(*), sum(pictures) FROM import_item WHERE run = ? "
        "GROUP BY kind, state");
    query.arg(run);
    while (query.step())
        counts.push_back({query.text(0), query.text(1), query.number(2), query.number(3)});
    return counts;
}

std::optional<std::pair<base::Instant, base::Instant>> ImportStore::span(const std::string& run) {
    auto query = connection_.query(
        "SELECT min(published), max(published) FROM import_item WHERE run = ? AND "
        "kind IN ('text', 'page') AND state != 'refused'");
    query.arg(run);
    if (!query.step() || query.is_null(0)) return std::nullopt;
    return std::pair(base::from_millis(query.number(0)), base::from_millis(query.number(1)));
}

std::optional<Item> ImportStore::next(const std::string& run) {
    for (const auto* rest :
         {"AND state = 'new' AND kind IN ('text', 'page') ORDER BY published DESC LIMIT 1",
          "AND state = 'new' AND kind = 'document' ORDER BY published DESC LIMIT 1"}) {
        auto query = connection_.query(select_item("payload", rest)).arg(run);
        if (query.step()) return read_item(query);
    }
    return std::nullopt;
}

std::vector<Item> ImportStore::in_state(const std::string& run, std::string_view state,
                                        std::size_t limit) {
    return all(connection_.query(select_item("''", "AND state = ? ORDER BY place LIMIT ?"))
                   .arg(run)
                   .arg(state)
                   .arg(static_cast<std::int64_t>(limit)));
}

std::vector<Item> ImportStore::with_notes(const std::string& run, std::size_t limit) {
    return all(connection_.query(select_item("''", "AND notes != '[]' ORDER BY place LIMIT ?"))
                   .arg(run)
                   .arg(static_cast<std::int64_t>(limit)));
}

void ImportStore::settle(const std::string& run, const Item& item) {
    connection_
        .query(
            "UPDATE import_item SET state = ?, result = ?, reason = ?, notes = ?, payload = '' "
            "WHERE run = ? AND place = ?")
        .arg(item.state)
        .arg(item.result)
        .arg(item.reason)
        .arg(item.notes)
        .arg(run)
        .arg(item.place)
        .run();
}

void ImportStore::used(const std::string& run, std::int64_t place, const std::string& path) {
    connection_
        .query("UPDATE import_item SET state = 'done', result = ? WHERE run = ? AND place = ?")
        .arg(path)
        .arg(run)
        .arg(place)
        .run();
}

void ImportStore::tried(const std::string& run, std::int64_t place, std::int64_t tries) {
    connection_.query("UPDATE import_item SET tries = ? WHERE run = ? AND place = ?")
        .arg(tries)
        .arg(run)
        .arg(place)
        .run();
}

std::optional<Item> ImportStore::picture(const std::string& run, const std::string& file) {
    auto query = connection_
                     .query(select_item("payload",
                                        "AND file = ? AND kind = 'picture' ORDER BY place LIMIT 1"))
                     .arg(run)
                     .arg(file);
    if (!query.step()) return std::nullopt;
    return read_item(query);
}

std::optional<Item> ImportStore::by_number(const std::string& run, const std::string& number) {
    auto query =
        connection_
            .query(select_item("payload", "AND number = ? AND number != '' ORDER BY place LIMIT 1"))
            .arg(run)
            .arg(number);
    if (!query.step()) return std::nullopt;
    return read_item(query);
}

void ImportStore::refuse_rest(const std::string& run, std::string_view kind,
                              std::string_view reason) {
    connection_
        .query(
            "UPDATE import_item SET state = 'refused', reason = ?, payload = '' "
            "WHERE run = ? AND kind = ? AND state = 'new'")
        .arg(reason)
        .arg(run)
        .arg(kind)
        .run();
}

std::optional<std::string> ImportStore::known(const std::string& guid, const std::string& link) {
    for (const auto& key :
         {guid.empty() ? "" : "guid " + guid, link.empty() ? "" : "link " + link}) {
        if (key.empty()) continue;
        auto query = connection_.query("SELECT id FROM imported WHERE key = ?").arg(key);
        if (query.step()) return query.text(0);
    }
    return std::nullopt;
}

void ImportStore::remember(const std::string& guid, const std::string& link,
                           const std::string& id) {
    for (const auto& key :
         {guid.empty() ? "" : "guid " + guid, link.empty() ? "" : "link " + link}) {
        if (key.empty()) continue;
        connection_.query("INSERT OR IGNORE INTO imported (key, id) VALUES (?, ?)")
            .arg(key)
            .arg(id)
            .run();
    }
}

std::optional<ImportStore::Moved> ImportStore::moved(const std::string& address) {
    auto query = connection_.query("SELECT id, target FROM old_address WHERE address = ?");
    query.arg(address);
    if (!query.step()) return std::nullopt;
    return Moved{query.text(0), query.text(1)};
}

void ImportStore::move(const std::string& address, const std::string& id,
                       const std::string& target) {
    if (address.empty()) return;
    connection_
        .query(
            "INSERT INTO old_address (address, id, target) VALUES (?, ?, ?) "
            "ON CONFLICT (address) DO UPDATE SET id = excluded.id, target = excluded.target")
        .arg(address)
        .arg(id)
        .arg(target)
        .run();
}

bool ImportStore::has_job(const std::string& kind, const std::string& run) {
    return connection_
        .query("SELECT 1 FROM job WHERE kind = ? AND payload = ? AND state = 'waiting'")
        .arg(kind)
        .arg(run)
        .step();
}

}  // namespace essaim::imports
