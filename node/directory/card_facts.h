// The fields of a card as people read them and as forms ask them: one table,
// in the order of the page. Labels, help and code lists are the schema's.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/web/typography.h"

namespace essaim::directory {

enum class Kind { Line, Text, Number, Date, Url, One, Many, Lines, Urls, Numbers, Yes };

struct FactField {
    std::string_view path;  // in the document: "place.town"
    Kind kind;
    std::size_t group = 0;  // of kGroups
    bool basic = false;     // also asked when somebody else's card is added
};
std::span<const FactField> fact_fields();
std::span<const std::string_view> fact_groups();  // French, to translate

// The value in words: codes as labels, numbers and dates as the language writes
// them; several by commas. "" when the document says nothing.
std::string fact_words(web::Language language, const FactField& field,
                       const nlohmann::json& document);
std::vector<std::string> fact_urls(const FactField& field, const nlohmann::json& document);

// What a form shows and gets: plain text, one value a line.
std::string fact_input(const FactField& field, const nlohmann::json& document);
// False if the text cannot be such a value. An empty text takes the term away.
bool set_fact(const FactField& field, nlohmann::json& document, const std::string& text);

const nlohmann::json* fact_value(std::string_view path, const nlohmann::json& document);

}  // namespace essaim::directory
