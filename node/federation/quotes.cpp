#include "node/federation/quotes.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/quote.h"
#include "node/storage/connection.h"

namespace essaim::federation {

namespace {

GrantedQuote read(const storage::Query& row) {
    return {.id = row.text(0),
            .post = row.text(1),
            .quoting = row.text(2),
            .actor = row.text(3),
            .at = base::from_millis(row.number(4)),
            .revoked = !row.is_null(5)};
}

}  // namespace

std::optional<GrantedQuote> Quotes::granted_to(const std::string& quoting) {
    auto query = connection_
                     .query(
                         "SELECT id, post, quoting, actor, at, revoked_at FROM quote_authorization "
                         "WHERE quoting = ?")
                     .arg(quoting);
    if (!query.step()) return std::nullopt;
    return read(query);
}

std::optional<GrantedQuote> Quotes::granted(const std::string& id) {
    auto query = connection_
                     .query(
                         "SELECT id, post, quoting, actor, at, revoked_at FROM quote_authorization "
                         "WHERE id = ?")
                     .arg(id);
    if (!query.step()) return std::nullopt;
    return read(query);
}

std::vector<GrantedQuote> Quotes::granted_for(const std::string& post) {
    std::vector<GrantedQuote> all;
    auto query = connection_
                     .query(
                         "SELECT id, post, quoting, actor, at, revoked_at FROM quote_authorization "
                         "WHERE post = ? AND revoked_at IS NULL ORDER BY at DESC, id DESC")
                     .arg(post);
    while (query.step()) all.push_back(read(query));
    return all;
}

// Those that were revoked count too: asking anew makes no room.
bool Quotes::has_room(const std::string& post, const std::string& actor) {
    auto query = connection_
                     .query(
                         "SELECT count(*), coalesce(sum(actor = ?), 0) FROM quote_authorization "
                         "WHERE post = ?")
                     .arg(actor)
                     .arg(post);
    query.step();
    return query.number(0) < kMostPerPost && query.number(1) < kMostPerActor;
}

void Quotes::grant(const GrantedQuote& quote) {
    connection_
        .query("INSERT INTO quote_authorization (id, post, quoting, actor, at) VALUES (?,?,?,?,?)")
        .arg(quote.id)
        .arg(quote.post)
        .arg(quote.quoting)
        .arg(quote.actor)
        .arg(base::to_millis(quote.at))
        .run();
}

bool Quotes::revoke(const std::string& id, base::Instant now) {
    return connection_
               .query(
                   "UPDATE quote_authorization SET revoked_at = ? "
                   "WHERE id = ? AND revoked_at IS NULL")
               .arg(base::to_millis(now))
               .arg(id)
               .run() > 0;
}

// An authorization counts from the server of what is quoted alone. Without one,
// who quotes somebody on the same server may be quoting themselves.
void Quotes::place(const nlohmann::json& object, const std::string& base, base::Instant now) {
    const auto id = activitypub::text(object, "id");
    const auto quoted = activitypub::quoted_by(object);
    if (quoted.empty() || quoted == id) {
        connection_.query("DELETE FROM quote WHERE object = ?").arg(id).run();
        return;
    }
    auto authorization = activitypub::text_or_id(object, "quoteAuthorization");
    if (!activitypub::same_origin(authorization, quoted)) authorization.clear();
    const bool ours = quoted.starts_with(base + "/");  // granted_to() tells
    const bool to_check = !ours && (!authorization.empty() || activitypub::same_origin(quoted, id));
    connection_
        .query(
            "INSERT INTO quote (object, quoted, authorization, state, next_at) VALUES (?,?,?,?,?) "
            "ON CONFLICT (object) DO UPDATE SET quoted = excluded.quoted, "
            "authorization = excluded.authorization, author = '', state = excluded.state, "
            "attempts = 0, next_at = excluded.next_at "
            "WHERE quoted <> excluded.quoted OR authorization <> excluded.authorization")
        .arg(id)
        .arg(quoted)
        .arg(authorization)
        .arg(to_check ? "waiting" : "plain")
        .arg(base::to_millis(now))
        .run();
}

std::optional<Quoted> Quotes::quoted_in(const std::string& object) {
    auto query = connection_
                     .query(
                         "SELECT quoted, state = 'verified' OR EXISTS (SELECT 1 FROM "
                         "quote_authorization a WHERE a.quoting = q.object AND a.post = q.quoted "
                         "AND a.revoked_at IS NULL) FROM quote q WHERE object = ?")
                     .arg(object);
    if (!query.step()) return std::nullopt;
    return Quoted{.post = query.text(0), .verified = query.number(1) != 0};
}

void Quotes::place_own(const std::string& object, const std::string& quoted,
                       const std::string& author) {
    connection_
        .query(
            "INSERT INTO quote (object, quoted, authorization, author, state) VALUES (?,?,'',?,?) "
            "ON CONFLICT (object) DO NOTHING")
        .arg(object)
        .arg(quoted)
        .arg(author)
        .arg(author.empty() ? "plain" : "verified")
        .run();
}

void Quotes::ask(const AskedQuote& request, base::Instant now) {
    place_own(request.object, request.quoted, "");
    connection_
        .query(
            "INSERT INTO quote_request (object, activity, quoted, author, at) VALUES (?,?,?,?,?)")
        .arg(request.object)
        .arg(request.activity)
        .arg(request.quoted)
        .arg(request.author)
        .arg(base::to_millis(now))
        .run();
}

std::optional<AskedQuote> Quotes::asked(const std::string& activity) {
    auto query = connection_
                     .query(
                         "SELECT object, activity, quoted, author, answer FROM quote_request "
                         "WHERE activity = ?")
                     .arg(activity);
    if (!query.step()) return std::nullopt;
    return AskedQuote{query.text(0), query.text(1), query.text(2), query.text(3), query.text(4)};
}

std::optional<AskedQuote> Quotes::asked_for(const std::string& object) {
    auto query =
        connection_.query("SELECT activity FROM quote_request WHERE object = ?").arg(object);
    if (!query.step()) return std::nullopt;
    return asked(query.text(0));
}

void Quotes::answered(const AskedQuote& request, const std::string& authorization) {
    const bool yes = !authorization.empty();
    connection_.query("UPDATE quote_request SET answer = ? WHERE object = ?")
        .arg(yes ? "yes" : "no")
        .arg(request.object)
        .run();
    connection_.query("UPDATE quote SET state = ?, authorization = ?, author = ? WHERE object = ?")
        .arg(yes ? "verified" : "plain")
        .arg(authorization)
        .arg(yes ? request.author : std::string())
        .arg(request.object)
        .run();
}

std::string Quotes::authorization_of(const std::string& object) {
    auto query =
        connection_.query("SELECT authorization FROM quote WHERE object = ? AND state = 'verified'")
            .arg(object);
    return query.step() ? query.text(0) : std::string();
}

std::optional<AskedQuote> Quotes::agreed_by(const std::string& authorization) {
    auto query = connection_
                     .query(
                         "SELECT r.activity FROM quote q JOIN quote_request r ON r.object = "
                         "q.object WHERE q.authorization = ? AND q.authorization <> ''")
                     .arg(authorization);
    if (!query.step()) return std::nullopt;
    return asked(query.text(0));
}

std::optional<QuoteToCheck> Quotes::next_to_check(base::Instant now) {
    auto query = connection_
                     .query(
                         "SELECT object, quoted, authorization, attempts FROM quote "
                         "WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at LIMIT 1")
                     .arg(base::to_millis(now));
    if (!query.step()) return std::nullopt;
    return QuoteToCheck{query.text(0), query.text(1), query.text(2), query.number(3)};
}

// It may have been edited meanwhile: then the next check decides.
void Quotes::settle(const QuoteToCheck& checked, const std::string& author) {
    connection_
        .query(
            "UPDATE quote SET state = ?, author = ? "
            "WHERE object = ? AND quoted = ? AND authorization = ?")
        .arg(author.empty() ? "plain" : "verified")
        .arg(author)
        .arg(checked.object)
        .arg(checked.quoted)
        .arg(checked.authorization)
        .run();
}

void Quotes::check_again(const QuoteToCheck& checked, base::Instant at) {
    connection_.query("UPDATE quote SET attempts = attempts + 1, next_at = ? WHERE object = ?")
        .arg(base::to_millis(at))
        .arg(checked.object)
        .run();
}

void Quotes::taken_back(const std::string& id, const std::string& actor) {
    connection_.query("DELETE FROM quote_authorization WHERE quoting = ? AND actor = ?")
        .arg(id)
        .arg(actor)
        .run();
    connection_.query("UPDATE quote SET state = 'plain' WHERE authorization = ? AND author = ?")
        .arg(id)
        .arg(actor)
        .run();
}

}  // namespace essaim::federation
