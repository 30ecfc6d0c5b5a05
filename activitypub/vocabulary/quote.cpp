#include "activitypub/vocabulary/quote.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/contexts.h"
#include "activitypub/jsonld/normalise.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {

using nlohmann::json;

namespace {

constexpr std::string_view kQuoteRel = "https://misskey-hub.net/ns#_misskey_quote";

// Of an object link (FEP-e232): its relation says that it is a quote.
std::string quoted_in_tags(const json& object) {
    std::size_t looked_at = 0;
    for (const json* tag : values(object, "tag")) {
        if (++looked_at > kMaxTags) break;
        if (!tag->is_object() || type_of(*tag) != "Link") continue;
        for (const auto& relation : list(*tag, "rel")) {
            if (relation != kQuoteRel) continue;
            if (auto href = text(*tag, "href"); is_iri(href)) return href;
        }
    }
    return {};
}

}  // namespace

std::string quoted_by(const json& object) {
    for (const auto* name : {"quote", "quoteUri", "quoteUrl", "_misskey_quote"}) {
        if (auto iri = text_or_id(object, name); is_iri(iri)) return iri;
    }
    return quoted_in_tags(object);
}

void put_quote(json& object, const std::string& quoted, const std::string& authorization) {
    for (const auto* name : {"quote", "quoteUri", "_misskey_quote"}) object[name] = quoted;
    if (!authorization.empty()) object["quoteAuthorization"] = authorization;
}

bool refuses_quotes(const json& object) {
    const auto* policy = activitypub::object(object, "interactionPolicy");
    const auto* quoting = policy == nullptr ? nullptr : activitypub::object(*policy, "canQuote");
    if (quoting == nullptr) return false;
    const auto author = text_or_id(object, "attributedTo");
    for (const auto* who : {"automaticApproval", "manualApproval"}) {
        for (const auto& one : list(*quoting, who)) {
            if (one != author) return false;
        }
    }
    return true;
}

json quote_policy() { return {{"canQuote", {{"automaticApproval", json::array({kPublic})}}}}; }

json make_quote_request(std::string_view id, const std::string& author, const std::string& quoted,
                        json instrument) {
    instrument.erase("@context");
    json out = {{"id", id},
                {"type", "QuoteRequest"},
                {"actor", instrument.at("attributedTo")},
                {"object", quoted},
                {"instrument", std::move(instrument)},
                {"to", json::array({author})},
                {"cc", json::array()}};
    add_context(out);
    return out;
}

Result<QuoteAuthorization> parse_quote_authorization(const json& document) {
    if (type_of(document) != "QuoteAuthorization")
        return refuse(Fault::Malformed, "no QuoteAuthorization");
    QuoteAuthorization out{.id = text(document, "id"),
                           .author = text(document, "attributedTo"),
                           .quoting = text_or_id(document, "interactingObject"),
                           .quoted = text_or_id(document, "interactionTarget")};
    for (const auto* iri : {&out.id, &out.author, &out.quoting, &out.quoted}) {
        if (!is_iri(*iri)) return refuse(Fault::Malformed, "a QuoteAuthorization without its four");
    }
    return out;
}

json make_quote_authorization(const QuoteAuthorization& authorization) {
    json out = {{"id", authorization.id},
                {"type", "QuoteAuthorization"},
                {"attributedTo", authorization.author},
                {"interactingObject", authorization.quoting},
                {"interactionTarget", authorization.quoted}};
    add_context(out);
    return out;
}

json make_quote_answer(std::string_view id, std::string_view author, const Activity& request,
                       const std::string& authorization) {
    json out = {{"id", id},
                {"type", authorization.empty() ? "Reject" : "Accept"},
                {"actor", author},
                {"object",
                 {{"id", request.id},
                  {"type", "QuoteRequest"},
                  {"actor", request.actor},
                  {"object", request.object_id},
                  {"instrument", request.instrument}}},
                {"to", json::array({request.actor})},
                {"cc", json::array()}};
    if (!authorization.empty()) out["result"] = authorization;
    add_context(out);
    return out;
}

}  // namespace activitypub
