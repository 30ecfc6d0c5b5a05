#include "activitypub/vocabulary/collection.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/contexts.h"
#include "activitypub/jsonld/normalise.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {

using nlohmann::json;

namespace {

void set_unless_empty(json& j, const char* name, const std::string& value) {
    if (!value.empty()) j[name] = value;
}

std::string iri_in(const json& j, std::string_view name) {
    std::string iri = text_or_id(j, name);
    return is_iri(iri) ? iri : std::string();
}

// The items of this very document, without its embedded first page.
std::vector<const json*> own_items(const json& j) {
    auto items = values(j, "orderedItems");
    return items.empty() ? values(j, "items") : items;
}

}  // namespace

json make_ordered_collection(const CollectionDraft& draft) {
    json out = {{"id", draft.id}, {"type", "OrderedCollection"}, {"totalItems", draft.total}};
    set_unless_empty(out, "first", draft.first);
    set_unless_empty(out, "last", draft.last);
    add_context(out);
    return out;
}

json make_ordered_collection(const CollectionDraft& draft, json items) {
    json out = make_ordered_collection(draft);
    out["orderedItems"] = std::move(items);
    return out;
}

json make_ordered_page(const PageDraft& draft, json items) {
    json out = {{"id", draft.id},
                {"type", "OrderedCollectionPage"},
                {"partOf", draft.part_of},
                {"totalItems", draft.total},
                {"orderedItems", std::move(items)}};
    set_unless_empty(out, "next", draft.next);
    set_unless_empty(out, "prev", draft.prev);
    add_context(out);
    return out;
}

std::vector<const json*> collection_items(const json& document, std::size_t max_items) {
    auto items = own_items(document);
    if (const json* first = object(document, "first"); first && items.empty())
        items = own_items(*first);
    if (items.size() > max_items) items.resize(max_items);
    return items;
}

Result<Collection> parse_collection(const json& j, std::size_t max_items) {
    Collection out;
    out.type = type_of(j);
    if (!is_collection_type(out.type))
        return refuse(Fault::Unsupported, "not a collection: " + out.type);
    out.id = iri_in(j, "id");  // embedded pages often have none
    if (const auto total = number(j, "totalItems"); total && *total >= 0) out.total = total;
    out.first = iri_in(j, "first");
    out.next = iri_in(j, "next");
    if (const json* first = object(j, "first"); first && out.next.empty())
        out.next = iri_in(*first, "next");
    out.part_of = iri_in(j, "partOf");
    for (const json* item : collection_items(j, max_items))
        if (std::string id = text_or_id(*item); is_iri(id)) out.item_ids.push_back(std::move(id));
    return out;
}

}  // namespace activitypub
