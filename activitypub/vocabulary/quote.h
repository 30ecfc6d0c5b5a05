// Quotes by consent (FEP-044f): which post a post quotes, the document in which
// the quoted author agreed, and what is exchanged about it. Pure; the caller
// checks who speaks.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "activitypub/result.h"
#include "activitypub/vocabulary/activity.h"

namespace activitypub {

// "" if it quotes nothing. Mastodon writes `quote`, Misskey `_misskey_quote`,
// Fedibird `quoteUri`, others `quoteUrl` or a Link tag that says so (FEP-e232).
std::string quoted_by(const nlohmann::json& object);

// Under the names by which each peer looks for it; `authorization` "" before consent.
void put_quote(nlohmann::json& object, const std::string& quoted, const std::string& authorization);

// Does its author's policy leave the right to quote to nobody but themselves? A
// post without a policy says nothing of it: then the author is asked.
bool refuses_quotes(const nlohmann::json& object);

// What we enforce for public posts: whoever asks may quote (Mastodon 4.5; without
// it, nobody may).
nlohmann::json quote_policy();

// `instrument`: the post that quotes, embedded, so that nobody has to fetch it.
nlohmann::json make_quote_request(std::string_view id, const std::string& author,
                                  const std::string& quoted, nlohmann::json instrument);

struct QuoteAuthorization {
    std::string id;
    std::string author;   // attributedTo: who is quoted
    std::string quoting;  // interactingObject
    std::string quoted;   // interactionTarget
    bool operator==(const QuoteAuthorization&) const = default;
};
Result<QuoteAuthorization> parse_quote_authorization(const nlohmann::json& document);
nlohmann::json make_quote_authorization(const QuoteAuthorization& authorization);

// The answer to a QuoteRequest. It embeds who asked what about which post: what
// Mastodon matches it by. A refusal has no `authorization`.
nlohmann::json make_quote_answer(std::string_view id, std::string_view author,
                                 const Activity& request, const std::string& authorization);

}  // namespace activitypub
