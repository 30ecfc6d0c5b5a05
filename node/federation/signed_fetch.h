// Fetching ActivityStreams documents from other servers, signed by the node's
// own actor at every hop (authorised fetch), and believing them only from
// their own origin (security.md B1, B2; FEP-fe34). No blocked host is asked,
// and none too often, not by a redirect either.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/federation/fetch_budget.h"
#include "node/federation/local_actors.h"
#include "node/net/http_client.h"

namespace essaim::federation {

class DomainPolicy;

class SignedFetch {
  public:
    SignedFetch(net::HttpClient& http, const LocalActors& actors, const DomainPolicy& policy,
                const base::Clock& clock)
        : http_(http), actors_(actors), policy_(policy), clock_(clock), budget_(clock) {}

    // A GET ready to be sent, and counted. Fault::Forbidden for a blocked host,
    // Unavailable for one that was asked too often.
    Result<net::HttpRequest> request(const std::string& url) const;
    // What an answer is worth: NotFound, Gone, Unavailable (try later), or the document.
    static Result<nlohmann::json> document(const net::HttpAnswer& answer);
    // Fetches and waits: not in a request thread. The document's id is its
    // address, or is asked once more there.
    Result<nlohmann::json> fetch(const std::string& url) const;
    // The bytes at an address of another server, unless they still bear this tag
    // (RFC 9110 §13.1.2). Waits.
    struct Changed {
        bool changed = true;
        std::string tag = {};
        std::string body = {};
    };
    Result<Changed> fetch_if_changed(const std::string& url, const std::string& tag) const;
    // WebFinger and the like: JSON that is no ActivityStreams.
    Result<nlohmann::json> fetch_plain_json(const std::string& url) const;

    // Told once, before anything is fetched: which hosts know the old key only.
    void use_old_key(std::function<bool(const LocalActor&, const std::string& host)> where) {
        uses_old_key_ = std::move(where);
    }

  private:
    Result<void> may_ask(const std::string& url) const;
    Result<nlohmann::json> get(const std::string& url, std::string& final_url) const;
    net::HttpClient& http_;
    const LocalActors& actors_;
    const DomainPolicy& policy_;
    const base::Clock& clock_;
    std::function<bool(const LocalActor&, const std::string&)> uses_old_key_;
    mutable FetchBudget budget_;
};

}  // namespace essaim::federation
