// Quotes (FEP-044f): whom we authorised to quote which post of ours, and which
// posts that we hold, ours among them, quote what. SQL only; borrows a connection, the caller
// commits. Both go with their posts (triggers in migration 0009).
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

struct GrantedQuote {  // a QuoteAuthorization of ours
    std::string id;    // IRI
    std::string post;  // ours
    std::string quoting;
    std::string actor;  // who quotes
    base::Instant at;
    bool revoked = false;
};

struct Quoted {
    std::string post;       // IRI of what is quoted
    bool verified = false;  // its author agreed, or is the one who quotes
};

struct AskedQuote {  // of a post of ours
    std::string object;
    std::string activity;  // the QuoteRequest
    std::string quoted;
    std::string author;
    std::string answer;  // "", "yes", "no"
};

struct QuoteToCheck {
    std::string object;
    std::string quoted;
    std::string authorization;  // "" if they say that both are their own
    std::int64_t attempts = 0;
};

class Quotes {
  public:
    static constexpr std::int64_t kMostPerPost = 1000;  // security.md §0.11
    static constexpr std::int64_t kMostPerActor = 20;   // of one post

    explicit Quotes(storage::Connection& connection) : connection_(connection) {}

    std::optional<GrantedQuote> granted_to(const std::string& quoting);  // revoked or not
    std::optional<GrantedQuote> granted(const std::string& id);
    std::vector<GrantedQuote> granted_for(const std::string& post);  // not revoked, newest first
    bool has_room(const std::string& post, const std::string& actor);
    void grant(const GrantedQuote& quote);
    bool revoke(const std::string& id, base::Instant now);  // false: it was not in force

    // What `object`, as its author says it, quotes; `base` is our origin.
    void place(const nlohmann::json& object, const std::string& base, base::Instant now);
    std::optional<Quoted> quoted_in(const std::string& object);
    // `author` of `quoted`, when no consent is needed: both posts are ours.
    void place_own(const std::string& object, const std::string& quoted, const std::string& author);
    void ask(const AskedQuote& request, base::Instant now);
    std::optional<AskedQuote> asked(const std::string& activity);
    std::optional<AskedQuote> asked_for(const std::string& object);
    // `authorization` "": the author said no, or changed their mind.
    void answered(const AskedQuote& request, const std::string& authorization);
    std::string authorization_of(const std::string& object);  // "" while there is none in force
    std::optional<AskedQuote> agreed_by(const std::string& authorization);

    std::optional<QuoteToCheck> next_to_check(base::Instant now);
    void settle(const QuoteToCheck& checked, const std::string& author);  // "": not verified
    void check_again(const QuoteToCheck& checked, base::Instant at);

    // Deleted by its author: a post that quotes, or an authorization.
    void taken_back(const std::string& id, const std::string& actor);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::federation
