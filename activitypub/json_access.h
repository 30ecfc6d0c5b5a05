// Reading untrusted JSON without a throw: a member that is absent, null or of
// another type is simply not there. ActivityStreams allows one value or many,
// and a string or an object with an id, almost everywhere; so do these.
// Pointers and views live as long as the document they come from.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/date.h"

namespace activitypub {

// The member itself; nullptr if `j` is no object, or it is absent or null.
const nlohmann::json* member(const nlohmann::json& j, std::string_view name);
// The member if it is a JSON object, else nullptr.
const nlohmann::json* object(const nlohmann::json& j, std::string_view name);
// One or many, as a list of values.
std::vector<const nlohmann::json*> values(const nlohmann::json& j, std::string_view name);

std::string text(const nlohmann::json& j, std::string_view name);  // "" if not a string
// A string, or the "id" of an object; the first one of an array. "" if none.
std::string text_or_id(const nlohmann::json& j, std::string_view name);
std::string text_or_id(const nlohmann::json& value);
// Strings and ids, one or many; what is neither is left out.
std::vector<std::string> list(const nlohmann::json& j, std::string_view name);

std::optional<std::int64_t> number(const nlohmann::json& j, std::string_view name);
bool boolean(const nlohmann::json& j, std::string_view name, bool otherwise = false);
std::optional<Time> date(const nlohmann::json& j, std::string_view name);

// An http(s) address a page may link to: a string, a Link with "href", an
// Image with "url", or the best of an array (text/html first). "" if none.
std::string link(const nlohmann::json& j, std::string_view name);

// At most `bytes`, cut between two characters.
std::string shortened(std::string text, std::size_t bytes);

}  // namespace activitypub
