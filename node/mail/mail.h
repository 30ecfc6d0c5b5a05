// The mail that leaves this node: put() joins the caller's transaction; a job of
// the disk queue hands it to the server, at most so many an hour, tries again
// with growing delays, and keeps what was refused for who manages the node. What
// may have left when the process was killed is not sent again (net/mailer.h).
// Addresses are private: none is logged. Any thread.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/config.h"
#include "node/base/error.h"
#include "node/mail/letter.h"
#include "node/mail/mail_store.h"
#include "node/net/mailer.h"
#include "node/storage/database.h"
#include "node/storage/job_queue.h"

namespace essaim::mail {

// Since when no letter at all leaves, and why.
struct Trouble {
    base::Instant since;
    base::Instant retry;
    std::int64_t tries = 0;
    std::string said;
};

struct MailState {
    MailCounts counts;
    std::optional<Trouble> trouble = std::nullopt;
    bool at_limit = false;  // of this hour
};

// As whom: the name of the association, and where answers go.
struct Sender {
    std::string name;
    std::string reply_to;  // may be empty
};

class Mail {
  public:
    static constexpr const char* kJob = "mail";
    static constexpr std::int64_t kMostWaiting = 50'000;
    static constexpr std::int64_t kAsksADay = 3;  // links sent to one address (security.md D7)

    Mail(const base::Config& config, const base::Clock& clock, storage::Database& database,
         storage::Scheduler& jobs, std::function<Sender()> sender);

    bool is_set() const { return config_.mail.is_set(); }

    // In the caller's transaction; wake() after its commit. TooMany: so much waits.
    Result<void> put(storage::Connection& connection, const Content& content,
                     const std::vector<Letter>& letters);
    void wake() { jobs_.wake(); }
    Result<void> send(const Content& content, const Letter& letter);  // put(), committed

    // May one more link be sent to this address today? Counts it.
    bool may_ask(storage::Connection& connection, const std::string& address) const;
    // A link that is good for one thing, without being kept: "<what>.<proof>".
    std::string sign(const std::string& what) const;
    std::optional<std::string> signed_what(const std::string& token) const;

    MailState state() const;
    std::vector<Stuck> stuck(std::size_t limit) const;
    Result<void> retry(const std::string& id);
    Result<void> drop(const std::string& id);
    Result<void> try_now();          // although there was trouble
    Result<void> clean();            // every night
    net::MailOutcome probe() const;  // waits for the server
    void stop() { stopping_ = true; }

  private:
    Result<void> work();  // the job
    bool send_next(net::Mailer& mailer);
    void settle(const Waiting& letter, const net::MailOutcome& outcome);
    void note_trouble(const std::string& said);
    net::MailMessage message_of(const Waiting& letter) const;
    Result<void> plan();

    const base::Config& config_;
    const base::Clock& clock_;
    storage::Database& database_;
    storage::Scheduler& jobs_;
    std::function<Sender()> sender_;
    std::string key_;
    std::atomic<bool> stopping_ = false;
};

}  // namespace essaim::mail
