// What happened here that somebody may want to know: SQL only. Most rows are
// written by triggers beside what they tell of (migration 0041); mentions, which
// stand in a text's JSON, by add_mention. Borrows a connection; the caller commits.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/federation/local_actors.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct StoredNotice {
    std::int64_t id = 0;
    std::string kind;        // "follow", "like", "boost", "quote", "reply", "mention", "request" …
    std::string local_name;  // of a follow: which of our actors
    std::string actor;       // IRI; of a delivery: the host
    std::string object;      // IRI of the text that was liked, or that they wrote
    std::string about;       // of a reply, the thread or text of ours; of a quote, the text
    base::Instant at;
};

struct NoticeReader {
    std::int64_t seen = 0;
    std::set<std::string> unwanted = {};  // kinds
};

class NoticeStore {
  public:
    explicit NoticeStore(storage::Connection& connection) : connection_(connection) {}

    // If the text mentions one of ours and answers nothing, which would tell of it already.
    void add_mention(const nlohmann::json& object, const LocalActors& actors, base::Instant now);
    std::vector<StoredNotice> newest(std::size_t limit);
    NoticeReader reader(const std::string& account);
    void see(const std::string& account, std::int64_t until);
    void choose(const std::string& account, const std::set<std::string>& unwanted);
    std::string account_of(const std::string& local_name);  // "" for the association
    // The document of a text we hold; empty if there is none.
    std::string document(const std::string& object);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::federation
