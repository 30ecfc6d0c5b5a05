#include "activitypub/vocabulary/activity.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/normalise.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {

using nlohmann::json;

namespace {

Result<std::string> required_iri(const json& j, std::string_view name) {
    std::string iri = text_or_id(j, name);
    if (!is_iri(iri)) return refuse(Fault::Malformed, std::string(name) + " is no IRI");
    return iri;
}

Result<void> take_objects(Activity& activity) {
    const auto objects = values(*activity.document, "object");
    if (objects.size() > kMaxRecipients) return refuse(Fault::Malformed, "too many objects");
    for (const json* value : objects)
        if (std::string id = text_or_id(*value); id.size() <= kMaxIriBytes && !id.empty())
            activity.object_ids.push_back(std::move(id));
    if (objects.empty()) return {};
    const json& first = *objects.front();
    activity.object_id = text_or_id(first);
    if (!activity.object_id.empty() && !is_iri(activity.object_id))
        return refuse(Fault::Malformed, "object is no IRI");
    if (first.is_object()) {
        activity.object = {activity.document, &first};
        activity.object_type = type_of(first);
    }
    return {};
}

}  // namespace

Result<Activity> parse_activity(const json& document) { return parse_activity(json(document)); }

Result<Activity> parse_activity(json&& document) {
    if (!document.is_object()) return refuse(Fault::Malformed, "activity is no object");
    Activity activity;
    const auto owned = std::make_shared<const json>(std::move(document));
    const json& j = *owned;
    activity.document = owned;
    activity.type = type_of(j);
    if (activity.type.empty()) return refuse(Fault::Malformed, "activity without type");
    activity.id = text(j, "id");
    if (!is_iri(activity.id)) return refuse(Fault::Malformed, "id is no IRI");
    // Of several, who signed? Others would read another one than we do.
    if (values(j, "actor").size() > 1) return refuse(Fault::Malformed, "several actors");
    activity.actor = TRY(required_iri(j, "actor"));
    TRY(take_objects(activity));

    activity.to = recipients_in(j, "to");
    activity.cc = recipients_in(j, "cc");
    activity.audience = recipients_in(j, "audience");
    if (activity.to.size() + activity.cc.size() + activity.audience.size() > kMaxRecipients)
        return refuse(Fault::Malformed, "too many recipients");

    activity.target = text_or_id(j, "target");
    activity.instrument = text_or_id(j, "instrument");
    activity.result = text_or_id(j, "result");
    activity.summary = text(j, "summary");
    activity.content = text(j, "content");
    if (activity.summary.size() + activity.content.size() > kMaxContentBytes)
        return refuse(Fault::Malformed, "text too long");
    activity.published = date(j, "published");
    activity.updated = date(j, "updated");
    return activity;
}

}  // namespace activitypub
