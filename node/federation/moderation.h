// What moderators do about servers, people and texts: each act, its undo and
// its line in the journal in one transaction. Nothing of it is told to anybody
// (federation.md §5, Block): other servers only find themselves unheard. The
// errors are French sentences. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/domain_policy.h"
#include "node/federation/moderation_store.h"
#include "node/federation/visibility.h"

namespace essaim::federation {

// Who would no longer follow us, or be followed, under other rules.
struct Cut {
    std::vector<std::string> followers;  // IRIs
    std::vector<std::string> following;
    bool empty() const { return followers.empty() && following.empty(); }
};

class Moderation {
  public:
    Moderation(storage::Database& database, const base::Clock& clock, const LocalActors& actors,
               DomainPolicy& policy, Visibility& visibility)
        : database_(database),
          clock_(clock),
          actors_(actors),
          policy_(policy),
          visibility_(visibility) {}

    // `who` is an account id, "cli" or "node". A rule replaces the one of the
    // same domain; relations it ends are mended by clear() within 30 days.
    Result<void> set(DomainRule rule, const std::string& who);
    Result<void> clear(const std::string& domain, const std::string& who);
    // All of them or none.
    Result<void> set_all(std::vector<DomainRule> rules, const std::string& who);
    // Only servers with a rule Allow (or Silence) are heard and written to.
    Result<void> set_listed_only(bool on, const std::string& who);
    Cut cut_by(const DomainRules& rules) const;

    // One object, or all there is of one actor, off every page; and back.
    Result<void> hide(const std::string& iri, const std::string& reason, const std::string& who);
    Result<void> show(const std::string& iri, const std::string& who);
    std::vector<HiddenThing> hidden() const;

    std::vector<JournalLine> journal(std::size_t limit) const;  // newest first

    // Relations, queued deliveries and the outbox as the rules want them: after
    // each act and, lest a crash came between, every night.
    Result<void> settle();

  private:
    void settle_relations(storage::Connection& connection, const DomainRules& rules) const;
    Result<void> settle_outbox() const;
    using Change = std::function<Result<void>(storage::Connection&, DomainRules&)>;
    Result<void> change(const Change& what);
    Result<void> check(const DomainRule& rule) const;

    storage::Database& database_;
    const base::Clock& clock_;
    const LocalActors& actors_;
    DomainPolicy& policy_;
    Visibility& visibility_;
    std::mutex mutex_;  // one act at a time: memory follows the table in order
};

}  // namespace essaim::federation
