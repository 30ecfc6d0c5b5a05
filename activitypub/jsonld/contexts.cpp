#include "activitypub/jsonld/contexts.h"

#include <nlohmann/json.hpp>

namespace activitypub {

using nlohmann::json;

namespace {

json id_term(const char* id) { return {{"@id", id}, {"@type", "@id"}}; }
json list_term(const char* id) { return {{"@id", id}, {"@container", "@list"}}; }

json inline_terms() {
    return {
        // Mastodon
        {"toot", "http://joinmastodon.org/ns#"},
        {"discoverable", "toot:discoverable"},
        {"indexable", "toot:indexable"},
        {"featured", id_term("toot:featured")},
        {"featuredTags", id_term("toot:featuredTags")},
        {"suspended", "toot:suspended"},
        {"memorial", "toot:memorial"},
        {"blurhash", "toot:blurhash"},
        {"focalPoint", list_term("toot:focalPoint")},
        {"Emoji", "toot:Emoji"},
        {"votersCount", "toot:votersCount"},
        {"attributionDomains", id_term("toot:attributionDomains")},
        // what ActivityStreams forgot
        {"manuallyApprovesFollowers", "as:manuallyApprovesFollowers"},
        {"sensitive", "as:sensitive"},
        {"movedTo", id_term("as:movedTo")},
        {"alsoKnownAs", id_term("as:alsoKnownAs")},
        {"Hashtag", "as:Hashtag"},
        // FEP-521a: security/v1 and multikey/v1 leave it out, and Fedify then sees no key
        {"assertionMethod",
         {{"@id", "https://w3id.org/security#assertionMethod"},
          {"@type", "@id"},
          {"@container", "@set"}}},
        // profile fields; Mastodon wants exactly this spelling
        {"schema", "http://schema.org#"},
        {"PropertyValue", "schema:PropertyValue"},
        {"value", "schema:value"},
        {"ostatus", "http://ostatus.org#"},
        {"conversation", "ostatus:conversation"},
        {"atomUri", "ostatus:atomUri"},
        {"inReplyToAtomUri", "ostatus:inReplyToAtomUri"},
        // interaction policies, quotes (FEP-044f)
        {"gts", "https://gotosocial.org/ns#"},
        {"interactionPolicy", id_term("gts:interactionPolicy")},
        {"canQuote", id_term("gts:canQuote")},
        {"canReply", id_term("gts:canReply")},
        {"automaticApproval", id_term("gts:automaticApproval")},
        {"manualApproval", id_term("gts:manualApproval")},
        {"quote", id_term("https://w3id.org/fep/044f#quote")},
        {"quoteUri", "http://fedibird.com/ns#quoteUri"},
        {"_misskey_quote", "https://misskey-hub.net/ns#_misskey_quote"},
        {"QuoteRequest", "https://w3id.org/fep/044f#QuoteRequest"},
        {"QuoteAuthorization", "https://w3id.org/fep/044f#QuoteAuthorization"},
        {"quoteAuthorization", id_term("https://w3id.org/fep/044f#quoteAuthorization")},
        {"interactingObject", id_term("gts:interactingObject")},
        {"interactionTarget", id_term("gts:interactionTarget")},
        // groups
        {"lemmy", "https://join-lemmy.org/ns#"},
        {"moderators", id_term("lemmy:moderators")},
        {"postingRestrictedToMods", "lemmy:postingRestrictedToMods"},
        // the directory of essaim (schemas/context.jsonld)
        {"mlc", "https://essaim.example/ns#"},
        {"initiative", id_term("mlc:initiative")},
        {"directory", id_term("mlc:directory")},
        {"figures", id_term("mlc:figures")},
        // its library (schemas/document.schema.json), and what a file weighs (FEP-1311);
        // digestMultibase is a protected term of data-integrity/v1
        {"document", id_term("mlc:document")},
        {"documentKind", "mlc:documentKind"},
        {"documentStatus", "mlc:documentStatus"},
        {"licence", id_term("http://schema.org/license")},
        {"groups", "mlc:groups"},
        {"dated", "mlc:dated"},
        {"reviewOn", "mlc:reviewOn"},
        {"territoryName", "mlc:territoryName"},
        {"version", "http://schema.org/version"},
        {"size", "https://joinpeertube.org/ns#size"},
        // FEP-2c59, FEP-844e
        {"webfinger", "https://purl.archive.org/socialweb/webfinger#webfinger"},
        {"implements",
         {{"@id", "https://w3id.org/fep/844e/implements"},
          {"@type", "@id"},
          {"@container", "@list"}}},
    };
}

}  // namespace

const json& context() {
    static const json kContext = json::array({
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        "https://w3id.org/security/multikey/v1",
        "https://w3id.org/security/data-integrity/v1",
        inline_terms(),
    });
    return kContext;
}

void add_context(json& document) { document["@context"] = context(); }

}  // namespace activitypub
