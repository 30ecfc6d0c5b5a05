// A document from anywhere, by the road of the inbox: the guard, the canonical
// form, then every reader of the vocabulary; nothing throws, limits are kept.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/authority.h"
#include "activitypub/discovery/nodeinfo.h"
#include "activitypub/discovery/webfinger.h"
#include "activitypub/iri.h"
#include "activitypub/json_guard.h"
#include "activitypub/jsonld/normalise.h"
#include "activitypub/shorten.h"
#include "activitypub/signatures/integrity_proof.h"
#include "activitypub/signatures/jcs.h"
#include "activitypub/vocabulary/activity.h"
#include "activitypub/vocabulary/actor.h"
#include "activitypub/vocabulary/collection.h"
#include "activitypub/vocabulary/object.h"
#include "activitypub/vocabulary/quote.h"
#include "activitypub/vocabulary/terms.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/key.h"

using namespace activitypub;
using essaim::fuzz::promise;
using nlohmann::json;

namespace {

std::size_t depth_of(const json& value) {
    std::size_t deepest = 0;
    if (value.is_structured())
        for (const auto& child : value) deepest = std::max(deepest, depth_of(child));
    return deepest + (value.is_structured() ? 1 : 0);
}

bool names_blind_copies(const json& value) {
    if (value.is_object() && (value.contains("bto") || value.contains("bcc"))) return true;
    return value.is_structured() && std::ranges::any_of(value, names_blind_copies);
}

void check_object(const json& document) {
    const auto object = parse_object(document);
    if (!object) return;
    promise(is_iri(object->id) && !object->type.empty(), "an object has an id and a type");
    promise(object->to.size() + object->cc.size() <= kMaxRecipients, "recipients of an object");
    promise(object->tags.size() <= kMaxTags, "tags");
    promise(object->attachments.size() <= kMaxAttachments, "attachments");
    promise(object->options.size() <= kMaxOptions, "options");
    promise(object->content.size() + object->summary.size() <= kMaxContentBytes, "text");
    promise(object->name.size() <= kMaxNameBytes, "name");
    for (const auto* address : {&object->url, &object->image, &object->in_reply_to})
        promise(address->empty() || is_iri(*address), "an address of an object is an IRI");
    for (const auto& attachment : object->attachments)
        promise(is_iri(attachment.url) && attachment.width >= 0 && attachment.height >= 0 &&
                    attachment.bytes >= 0,
                "an attachment has an address, and sizes that can be");
    promise(object->voters >= 0, "voters");
    for (const auto& option : object->options) promise(option.votes >= 0, "votes");
    if (is_vote(*object)) promise(object->content.empty(), "a vote has no text");
}

void check_quote(const json& document) {
    const auto quoted = quoted_by(document);
    promise(quoted.empty() || is_iri(quoted), "what is quoted is an address");
    const auto given = parse_quote_authorization(document);
    if (!given) return;
    const auto again = parse_quote_authorization(make_quote_authorization(*given));
    promise(again && *again == *given, "an authorisation written is read back");
}

void check_actor(const json& document) {
    if (const auto keys = parse_key_document(document))
        promise(is_iri(keys->owner) && keys->keys.size() + keys->multikeys.size() <= 2 * kMaxKeys,
                "a key has an owner");
    const auto actor = parse_actor(document);
    if (!actor) return;
    promise(is_iri(actor->id) && is_actor_type(actor->type), "an actor has an id and a type");
    promise(actor->keys.size() <= kMaxKeys && actor->multikeys.size() <= kMaxKeys, "keys");
    promise(actor->also_known_as.size() <= kMaxAliases, "aliases");
    promise(actor->fields.size() <= kMaxFields, "fields");
    for (const auto* address : {&actor->inbox, &actor->shared_inbox, &actor->outbox, &actor->url})
        promise(address->empty() || is_iri(*address), "an address of an actor is an IRI");
    if (const auto handle = own_handle(*actor))
        promise(parse_handle(to_string(*handle)).has_value(), "an actor's own handle reads");
}

void check_activity(const json& document) {
    const auto activity = parse_activity(document);
    if (!activity) return;
    promise(is_iri(activity->id) && is_iri(activity->actor) && !activity->type.empty(),
            "an activity has an id, an actor and a type");
    promise(activity->to.size() + activity->cc.size() + activity->audience.size() <= kMaxRecipients,
            "recipients of an activity");
    promise(activity->object_ids.size() <= kMaxRecipients, "objects of an activity");
    if (speaks_for_itself(*activity))
        promise(same_origin(activity->id, activity->actor), "an id lies on its actor's origin");
    (void)visibility_of(activity->to, activity->cc);
    (void)may_answer(*activity, activity->actor, activity->object_id, activity->object_id);
    (void)may_delete(*activity, activity->actor);
    if (!activity->object) return;
    check_object(*activity->object);
    const auto object = parse_object(*activity->object);
    if (!object) return;
    if (may_create(*activity, *object) && !writes_for_another(*activity, *object))
        promise(object->attributed_to == activity->actor, "only the author creates");
    if (may_update(*activity, *object, "https://another.example/actor"))
        promise(activity->actor == "https://another.example/actor", "only the author updates");
}

// RFC 8785 writes 1e20 with all its digits and -2^63 rounded, beyond what json_guard.h reads.
bool has_integer_beyond_64_bits(const json& value) {
    if (value.is_number()) return std::abs(value.get<double>()) >= 0x1p63;
    return value.is_structured() && std::ranges::any_of(value, has_integer_beyond_64_bits);
}

void check_canonical(const json& document) {
    if (has_integer_beyond_64_bits(document)) return;
    const auto canonical = canonical_json(document);
    const auto again = parse_document(canonical, {.bytes = 8 * (std::size_t{1} << 20)});
    promise(again.has_value(), "a canonical form is a document");
    promise(canonical_json(*again) == canonical, "a canonical form is its own canonical form");
}

}  // namespace

FUZZ_TARGET(activity) {
    const auto document = parse_document(bytes);
    if (!document) return;
    promise(document->is_object() && depth_of(*document) <= Limits{}.depth, "depth");
    const auto again = parse_document(document->dump());
    promise(again && *again == *document, "a document written is read back");
    check_canonical(*document);
    check_object(*document);
    check_quote(*document);
    check_actor(*document);
    check_activity(*document);
    if (const auto collection = parse_collection(*document))
        promise(collection->item_ids.size() <= kMaxItemsRead, "items of a collection");
    (void)actor_id_in_jrd(*document);
    (void)nodeinfo_address(*document, "nous.example");
    (void)parse_nodeinfo(*document);
    (void)recipients(*document);
    const auto& key = essaim::fuzz::key();
    (void)verify_proof(*document, key.public_key());
    const auto proved = with_proof(*document, "https://peer.example/a#k", key, Time{});
    promise(verify_proof(proved, key.public_key()).has_value(), "what we prove verifies");
    auto bare = *document;
    strip_private(bare);
    promise(!names_blind_copies(bare), "no blind copy leaves");
    shorten(bare, 100);
}
