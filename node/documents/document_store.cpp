#include "node/documents/document_store.h"

#include "node/base/text.h"
#include "node/storage/connection.h"

namespace essaim::documents {

namespace {

using federation::Sight;

// Each is read by read(), in this order.
std::string select(const std::string& rest) {
    return std::string(
               "SELECT id, local, author, slug, title, abstract, kind, groups, dated, language, "
               "licence, status, review_on, territory, url, file_url, file_type, file_bytes, "
               "version, published, updated, written_by FROM document ") +
           rest;
}
// A stranger does not come into our library by saying something.
constexpr const char* kListed =
    "WHERE (local = 1 OR author IN (SELECT actor FROM following WHERE state = 'accepted')) ";
constexpr const char* kFiltered =
    "AND (?1 = '' OR kind = ?1) AND (?2 = '' OR licence = ?2) AND (?3 = '' OR status = ?3) "
    "AND (?4 = '' OR substr(dated, 1, 4) = ?4) AND (?5 = '' OR author = ?5) "
    "ORDER BY published DESC";
constexpr const char* kNewest = "WHERE local = ? ORDER BY published DESC";

std::string lines_of(const std::vector<std::string>& names) {
    std::string lines;
    for (const auto& name : names) lines += (lines.empty() ? "" : "\n") + name;
    return lines;
}

Document read(const storage::Query& row) {
    Document document;
    document.id = row.text(0);
    document.local = row.number(1) != 0;
    document.author = row.text(2);
    document.slug = row.text(3);
    document.title = row.text(4);
    document.abstract = row.text(5);
    document.kind = row.text(6);
    const auto groups = row.text(7);
    for (const auto name : base::split(groups, '\n'))
        if (!name.empty()) document.groups.emplace_back(name);
    document.dated = row.text(8);
    document.language = row.text(9);
    document.licence = row.text(10);
    document.status = row.text(11);
    document.review_on = row.text(12);
    document.territory = row.text(13);
    document.url = row.text(14);
    document.file = {.url = row.text(15), .media_type = row.text(16), .bytes = row.number(17)};
    document.version = row.number(18);
    document.published = base::from_millis(row.number(19));
    document.updated = base::from_millis(row.number(20));
    document.written_by = row.text(21);
    return document;
}

Version version_in(const storage::Query& row) {
    return {.number = row.number(0),
            .at = base::from_millis(row.number(1)),
            .note = row.text(2),
            .media = row.text(3),
            .source = row.text(4),
            .link = row.text(5),
            .erased = row.number(6) != 0};
}

std::optional<Document> one(storage::Query query) {
    if (!query.step()) return std::nullopt;
    return read(query);
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

constexpr const char* kVersion =
    "SELECT number, at, note, media, source, link, erased FROM document_version ";

}  // namespace

void DocumentStore::save(const Document& document) {
    auto insert = connection_.query(
        "INSERT INTO document (id, local, author, slug, title, abstract, kind, groups, dated, "
        "language, licence, status, review_on, territory, url, file_url, file_type, file_bytes, "
        "version, published, updated, written_by) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
        "slug = excluded.slug, title = excluded.title, abstract = excluded.abstract, "
        "kind = excluded.kind, groups = excluded.groups, dated = excluded.dated, "
        "language = excluded.language, licence = excluded.licence, status = excluded.status, "
        "review_on = excluded.review_on, territory = excluded.territory, url = excluded.url, "
        "file_url = excluded.file_url, file_type = excluded.file_type, "
        "file_bytes = excluded.file_bytes, version = excluded.version, "
        "published = excluded.published, updated = excluded.updated");
    insert.arg(document.id).arg(document.local ? 1 : 0).arg(document.author);
    insert.arg(unless_empty(document.slug)).arg(document.title).arg(document.abstract);
    insert.arg(document.kind).arg(lines_of(document.groups)).arg(document.dated);
    insert.arg(document.language).arg(document.licence).arg(document.status);
    insert.arg(document.review_on).arg(document.territory).arg(document.url);
    insert.arg(document.file.url).arg(document.file.media_type).arg(document.file.bytes);
    insert.arg(document.version).arg(base::to_millis(document.published));
    insert.arg(base::to_millis(document.updated)).arg(unless_empty(document.written_by));
    insert.run();
}

void DocumentStore::remove(const std::string& id) {
    connection_.query("DELETE FROM document WHERE id = ?").arg(id).run();
}

std::optional<Document> DocumentStore::by_id(const std::string& id) {
    return one(connection_.query(select("WHERE id = ?")).arg(id));
}

std::optional<Document> DocumentStore::by_page(const std::string& url) {
    return one(connection_.query(select("WHERE url = ? LIMIT 1")).arg(url));
}

std::optional<Document> DocumentStore::by_slug(const std::string& slug) {
    return one(connection_.query(select("WHERE slug = ?")).arg(slug));
}

std::string DocumentStore::free_slug(const std::string& wanted) {
    const std::string first = wanted.empty() || wanted == "ajouter" ? "document" : wanted;
    auto slug = first;
    for (int number = 2; by_slug(slug) || gone(slug); ++number)
        slug = first + "-" + std::to_string(number);
    return slug;
}

std::optional<base::Instant> DocumentStore::gone(const std::string& slug) {
    auto query = connection_.query("SELECT at FROM document_gone WHERE slug = ?").arg(slug);
    if (!query.step()) return std::nullopt;
    return base::from_millis(query.number(0));
}

void DocumentStore::remember_gone(const std::string& slug, base::Instant at) {
    connection_.query("INSERT OR IGNORE INTO document_gone (slug, at) VALUES (?, ?)")
        .arg(slug)
        .arg(base::to_millis(at))
        .run();
}

std::vector<std::string> DocumentStore::ids() {
    std::vector<std::string> ids;
    auto query = connection_.query("SELECT id FROM document");
    while (query.step()) ids.push_back(query.text(0));
    return ids;
}

DocumentStore::Listed DocumentStore::listed(const Filter& filter,
                                            const std::optional<std::set<std::string>>& words,
                                            const Sight& sight, std::size_t from,
                                            std::size_t most) {
    Listed listed;
    auto query = connection_.query(select(std::string(kListed) + kFiltered));
    query.arg(filter.kind).arg(filter.licence).arg(filter.status).arg(filter.year);
    query.arg(filter.author);
    while (query.step()) {
        if (words && !words->contains(query.text(0))) continue;
        if (!sight.sees({.id = query.text(0), .author = query.text(2)})) continue;
        if (listed.count >= from && listed.documents.size() < most)
            listed.documents.push_back(read(query));
        ++listed.count;
    }
    return listed;
}

DocumentStore::Choices DocumentStore::choices(const Sight& sight) {
    Choices choices;
    auto query = connection_.query(
        std::string("SELECT id, author, substr(dated, 1, 4) FROM document ") + kListed);
    while (query.step()) {
        if (!sight.sees({.id = query.text(0), .author = query.text(1)})) continue;
        choices.authors.insert(query.text(1));
        if (const auto year = query.text(2); year.size() == 4) choices.years.insert(year);
    }
    return choices;
}

std::vector<Document> DocumentStore::newest(bool local, std::size_t limit, const Sight& sight) {
    std::vector<Document> documents;
    auto query = connection_.query(select(kNewest)).arg(local ? 1 : 0);
    while (documents.size() < limit && query.step())
        if (sight.sees({.id = query.text(0), .author = query.text(2)}))
            documents.push_back(read(query));
    return documents;
}

std::vector<Document> DocumentStore::written_by(const std::string& account) {
    std::vector<Document> documents;
    auto query = connection_.query(select("WHERE local = 1 AND written_by = ? ORDER BY published"));
    query.arg(account);
    while (query.step()) documents.push_back(read(query));
    return documents;
}

std::int64_t DocumentStore::count_ours(const Sight& sight) {
    std::int64_t number = 0;
    auto query = connection_.query("SELECT id, author FROM document WHERE local = 1");
    while (query.step())
        if (sight.sees({.id = query.text(0), .author = query.text(1)})) ++number;
    return number;
}

void DocumentStore::add_version(const std::string& document, const Version& version) {
    connection_
        .query(
            "INSERT INTO document_version (document, number, at, note, media, source, link) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)")
        .arg(document)
        .arg(version.number)
        .arg(base::to_millis(version.at))
        .arg(version.note)
        .arg(unless_empty(version.media))
        .arg(version.source)
        .arg(version.link)
        .run();
}

std::vector<Version> DocumentStore::versions(const std::string& document) {
    std::vector<Version> versions;
    auto query =
        connection_.query(std::string(kVersion) + "WHERE document = ? ORDER BY number DESC");
    query.arg(document);
    while (query.step()) versions.push_back(version_in(query));
    return versions;
}

std::optional<Version> DocumentStore::version(const std::string& document, std::int64_t number) {
    auto query = connection_.query(std::string(kVersion) + "WHERE document = ? AND number = ?");
    query.arg(document).arg(number);
    if (!query.step()) return std::nullopt;
    return version_in(query);
}

void DocumentStore::erase_version(const std::string& document, std::int64_t number) {
    connection_
        .query(
            "UPDATE document_version SET media = NULL, source = '', link = '', erased = 1 "
            "WHERE document = ? AND number = ?")
        .arg(document)
        .arg(number)
        .run();
}

}  // namespace essaim::documents
