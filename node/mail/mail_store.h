// The tables of outgoing mail: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/mail/letter.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::mail {

struct Waiting {
    std::string id;
    std::string kind;
    std::string to;
    std::string unsubscribe;
    Content content;
    bool urgent = false;
    base::Instant made;
    std::int64_t attempts = 0;
};

struct Stuck {  // for who manages
    std::string id;
    std::string kind;
    std::string to;
    std::string error;
    base::Instant made;
    bool unsure = false;     // it may have arrived
    bool can_retry = false;  // there is something left to send
};

struct MailCounts {
    std::int64_t waiting = 0;
    std::int64_t failed = 0;
    std::int64_t unsure = 0;
    std::int64_t subscribers = 0;                        // confirmed
    std::optional<base::Instant> oldest = std::nullopt;  // of those that wait
};

class MailStore {
  public:
    explicit MailStore(storage::Connection& connection) : connection_(connection) {}

    void add_content(const std::string& id, const Content& content);
    void add(const std::string& id, const std::string& content, const Letter& letter,
             base::Instant now);
    std::int64_t count_waiting();

    std::optional<Waiting> next(base::Instant now);
    std::optional<base::Instant> next_time();
    void hand_over(const std::string& id);            // its last byte goes now
    void take_back_unsure(const std::string& error);  // what was being handed over at a crash
    void sent(const std::string& id, base::Instant now);
    void put_off(const std::string& id, base::Instant until, const std::string& error, bool counts);
    void fail(const std::string& id, const std::string& error, bool unsure);
    void expire(base::Instant now, const std::string& error);

    std::int64_t left_since(base::Instant since);
    std::optional<base::Instant> first_left_since(base::Instant since);
    std::vector<Stuck> stuck(std::size_t limit);
    MailCounts counts();
    bool retry(const std::string& id, base::Instant now, base::Instant expires);
    void drop(const std::string& id);
    void drop_for(const std::string& address, const std::string& kind);  // that waits

    // Counts one more link asked for this address; false: there were too many since then.
    bool may_ask(const std::string& address_hash, base::Instant now, base::Instant since,
                 std::int64_t most);
    void forget(base::Instant stuck_before, base::Instant asked_before);

    // The weekly letter told of it, to somebody; by the address of its page.
    void put_in_letter(const std::string& url, base::Instant now);
    bool was_in_letter(const std::string& url);
    std::optional<std::string> setting(const std::string& name);
    void set_setting(const std::string& name, const std::string& value);
    void remove_setting(const std::string& name);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::mail
