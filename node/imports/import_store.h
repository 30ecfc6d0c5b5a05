// The tables of imports: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::imports {

struct Run {
    std::string id;
    std::string account;
    std::string file_name;
    std::string format;  // "wxr", "rss", "atom"
    std::string site;
    std::string link;
    std::int64_t comments = 0;
    std::string state = "reading";
    std::string waits = {};  // French source text; "" while it goes on
    bool silent = false;
    base::Instant added;
    std::optional<base::Instant> ended = {};
};

struct Item {
    std::int64_t place = 0;  // its number in the file
    std::int64_t line = 0;   // where it begins there
    std::string kind;        // "text", "page", "picture", "document", "other"
    std::string guid;
    std::string link;
    std::string number;
    std::string file;
    std::string title;  // of a picture: what it shows
    base::Instant published;
    std::int64_t pictures = 0;
    std::string state = "new";
    std::int64_t tries = 0;
    std::string result;
    std::string reason;
    std::string notes = "[]";
    std::string payload;
};

struct Count {
    std::string kind;
    std::string state;
    std::int64_t items = 0;
    std::int64_t pictures = 0;
};

class ImportStore {
  public:
    explicit ImportStore(storage::Connection& connection) : connection_(connection) {}

    void add(const Run& run);
    void add(const std::string& run, const Item& item);
    void set_state(const std::string& run, std::string_view state,
                   std::optional<base::Instant> ended = {});
    void set_waits(const std::string& run, std::string_view why, bool silent);
    void remove(const std::string& run);
    std::optional<Run> run(const std::string& id);
    std::vector<Run> newest(std::size_t limit);
    std::vector<Count> counts(const std::string& run);
    // The first and the last day of its texts.
    std::optional<std::pair<base::Instant, base::Instant>> span(const std::string& run);

    // What is to be done next: texts from the newest to the oldest, then documents.
    std::optional<Item> next(const std::string& run);
    // Without payload, in the order of the file: `state` "refused" …; or all with notes.
    std::vector<Item> in_state(const std::string& run, std::string_view state, std::size_t limit);
    std::vector<Item> with_notes(const std::string& run, std::size_t limit);
    void settle(const std::string& run, const Item& item);  // state, result, reason, notes
    void used(const std::string& run, std::int64_t place, const std::string& path);  // a picture
    void tried(const std::string& run, std::int64_t place, std::int64_t tries);
    std::optional<Item> picture(const std::string& run, const std::string& file);
    std::optional<Item> by_number(const std::string& run, const std::string& number);
    void refuse_rest(const std::string& run, std::string_view kind, std::string_view reason);

    // What came here before, by its GUID, then by its link.
    std::optional<std::string> known(const std::string& guid, const std::string& link);
    void remember(const std::string& guid, const std::string& link, const std::string& id);

    struct Moved {
        std::string id;
        std::string target;
    };
    std::optional<Moved> moved(const std::string& address);
    void move(const std::string& address, const std::string& id, const std::string& target);

    // A job of this kind that waits for this run.
    bool has_job(const std::string& kind, const std::string& run);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::imports
