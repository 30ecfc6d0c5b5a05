// What can be found by its words: SQLite's FTS5 over stems (words.h). A feature
// puts its things in, in the transaction that stores them, once they are
// published, and takes them out again; who may see a hit is asked when it is
// found. SQL only; the caller commits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::search {

struct Entry {
    std::string id;    // IRI
    std::string kind;  // 'post' …
    std::string author;
    bool local = false;
    std::string title;    // plain text, here and below
    std::string excerpt;  // what a list shows
    std::string url;
    std::string language;
    base::Instant at;
};

struct Question {
    std::string text;
    std::size_t from = 0;  // how many of those seen to skip
    std::size_t limit = 20;
};

class Index {
  public:
    // Whoever is found looks elsewhere after so many, best first: a bound, not a page.
    static constexpr std::size_t kMost = 1000;

    explicit Index(storage::Connection& connection) : connection_(connection) {}

    void put(const Entry& entry, std::string_view text);  // in place of what it was
    void remove(const std::string& id);
    // All words of the question, the last one begun at least; best first. Nothing for no word.
    std::vector<Entry> find(const Question& question,
                            const std::function<bool(const Entry&)>& may_be_seen);
    // Those of the ids that answer to the question, however many others do.
    std::set<std::string> among(const std::vector<std::string>& ids, std::string_view question);

  private:
    // Where the newest texts begin, if more answer than are weighed.
    std::optional<std::int64_t> oldest_weighed(const std::string& expression);

    storage::Connection& connection_;
};

// The question as FTS5 reads it, of stems alone: nothing typed is syntax. "" for no word.
std::string expression_of(std::string_view question);

}  // namespace essaim::search
