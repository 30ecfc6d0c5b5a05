// Collections (ActivityStreams §5): making ours, reading theirs within bounds
// (security.md C5: totalItems is a claim, never a size to trust).
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "activitypub/result.h"

namespace activitypub {

struct CollectionDraft {
    std::string id;
    std::int64_t total = 0;
    std::string first;  // "" leaves it out: a hidden list has a count only
    std::string last;
};
nlohmann::json make_ordered_collection(const CollectionDraft& draft);
// The same with its items inside (featured, moderators): `items` is an array.
nlohmann::json make_ordered_collection(const CollectionDraft& draft, nlohmann::json items);

struct PageDraft {
    std::string id;
    std::string part_of;
    std::int64_t total = 0;
    std::string next;  // "" on the last page
    std::string prev;
};
nlohmann::json make_ordered_page(const PageDraft& draft, nlohmann::json items);

struct Collection {
    std::string id;
    std::string type;
    std::optional<std::int64_t> total;
    std::string first;
    std::string next;
    std::string part_of;
    std::vector<std::string> item_ids;  // of IRIs and of embedded objects alike
};
inline constexpr std::size_t kMaxItemsRead = 50;

// A collection or a page. Items of an embedded first page count as its own.
Result<Collection> parse_collection(const nlohmann::json& document,
                                    std::size_t max_items = kMaxItemsRead);
// Its items themselves; they live as long as the document.
std::vector<const nlohmann::json*> collection_items(const nlohmann::json& document,
                                                    std::size_t max_items = kMaxItemsRead);

}  // namespace activitypub
