#include "node/search/index.h"

#include <nlohmann/json.hpp>

#include "node/search/words.h"
#include "node/storage/connection.h"

namespace essaim::search {

namespace {

constexpr std::size_t kMostAsked = 12;  // words of a question
// What stands in more texts weighs nothing: the newest so many, those first that
// have it in their title. To weigh a hundred thousand takes a fifth of a second.
constexpr std::int64_t kMostWeighed = 2000;

std::string stemmed(std::string_view text, std::string_view language) {
    std::string out;
    for (const auto& word : words_of(text)) {
        for (const auto& form : forms_of(word, language)) {
            if (!out.empty()) out += ' ';
            out += form;
        }
    }
    return out;
}

// ("assembl" OR "assemble"), the last word of a question also as a beginning.
std::string one_of(const std::string& word, bool begun) {
    std::string out = "(";
    for (const auto& form : forms_in_any_language(word)) {
        if (out.size() > 1) out += " OR ";
        out += '"' + form + '"';
    }
    if (begun) out += " OR \"" + without_accents(word) + "\"*";
    return out + ")";
}

}  // namespace

std::string expression_of(std::string_view question) {
    auto words = words_of(question, kMostAsked);
    std::vector<std::string> telling;
    for (const auto& word : words) {
        if (!is_small_word(without_accents(word))) telling.push_back(word);
    }
    if (!telling.empty()) words = std::move(telling);
    std::string out;
    for (const auto& word : words) {
        const bool last = &word == &words.back();
        if (!out.empty()) out += " AND ";
        out += one_of(word, last && word.size() >= 3);
    }
    return out;
}

void Index::put(const Entry& entry, std::string_view text) {
    remove(entry.id);
    connection_
        .query(
            "INSERT INTO search_entry (id, kind, author, local, title, excerpt, url, language, at) "
            "VALUES (?,?,?,?,?,?,?,?,?)")
        .arg(entry.id)
        .arg(entry.kind)
        .arg(entry.author)
        .arg(entry.local ? 1 : 0)
        .arg(entry.title)
        .arg(entry.excerpt)
        .arg(entry.url)
        .arg(entry.language)
        .arg(base::to_millis(entry.at))
        .run();
    connection_.query("INSERT INTO search_text (rowid, title, body) VALUES (?,?,?)")
        .arg(connection_.last_id())
        .arg(stemmed(entry.title, entry.language))
        .arg(stemmed(text, entry.language))
        .run();
}

void Index::remove(const std::string& id) {
    auto query = connection_.query("SELECT number FROM search_entry WHERE id = ?");
    query.arg(id);
    if (!query.step()) return;
    const auto number = query.number(0);
    connection_.query("DELETE FROM search_text WHERE rowid = ?").arg(number).run();
    connection_.query("DELETE FROM search_entry WHERE number = ?").arg(number).run();
}

std::optional<std::int64_t> Index::oldest_weighed(const std::string& expression) {
    auto query = connection_.query(
        "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid DESC LIMIT 1 "
        "OFFSET ?");
    query.arg(expression).arg(kMostWeighed - 1);
    if (!query.step()) return std::nullopt;
    return query.number(0);
}

std::vector<Entry> Index::find(const Question& question,
                               const std::function<bool(const Entry&)>& may_be_seen) {
    std::vector<Entry> found;
    const auto expression = expression_of(question.text);
    if (expression.empty()) return found;
    const auto oldest = oldest_weighed(expression);
    // A word of the title weighs as much as five of the text; of equals the newest first.
    auto query = connection_.query(
        std::string("SELECT e.id, e.kind, e.author, e.local, e.title, e.excerpt, e.url, "
                    "e.language, e.at "
                    "FROM search_text t JOIN search_entry e ON e.number = t.rowid "
                    "WHERE search_text MATCH ?1 AND t.rowid >= ?2 AND (e.local = 1 OR e.author IN "
                    "(SELECT actor FROM following WHERE state = 'accepted')) ORDER BY ") +
        (oldest ? "t.rowid IN (SELECT rowid FROM search_text WHERE search_text MATCH "
                  "'title : (' || ?1 || ')' AND rowid >= ?2) DESC"
                : "bm25(search_text, 5.0, 1.0)") +
        ", e.at DESC LIMIT ?3");
    query.arg(expression).arg(oldest.value_or(0));
    query.arg(static_cast<std::int64_t>(kMost));
    std::size_t skipped = 0;
    while (found.size() < question.limit && query.step()) {
        Entry entry{.id = query.text(0),
                    .kind = query.text(1),
                    .author = query.text(2),
                    .local = query.number(3) != 0,
                    .title = query.text(4),
                    .excerpt = query.text(5),
                    .url = query.text(6),
                    .language = query.text(7),
                    .at = base::from_millis(query.number(8))};
        if (!may_be_seen(entry)) continue;
        if (skipped++ < question.from) continue;
        found.push_back(std::move(entry));
    }
    return found;
}

std::set<std::string> Index::among(const std::vector<std::string>& ids, std::string_view question) {
    std::set<std::string> found;
    const auto expression = expression_of(question);
    if (expression.empty()) return found;
    // The sign keeps SQLite from asking the words anew for each of them.
    auto query = connection_.query(
        "SELECT e.id FROM search_text t JOIN search_entry e ON e.number = t.rowid "
        "WHERE search_text MATCH ?1 AND +t.rowid IN "
        "(SELECT number FROM search_entry WHERE id IN (SELECT value FROM json_each(?2)))");
    query.arg(expression)
        .arg(nlohmann::json(ids).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    while (query.step()) found.insert(query.text(0));
    return found;
}

}  // namespace essaim::search
