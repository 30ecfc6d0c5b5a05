// The words of the directory as schemas/ gives them: labels and help texts in
// both languages, code lists, and whether a document is valid. A path names a
// property: "name", "place.town". Read once from the embedded files; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/web/typography.h"

namespace essaim::directory {

enum class Schema { Initiative, Observation, Claim };

struct Choice {
    std::string code;
    std::string label;
    std::string help = {};
    std::string unit = {};  // of a variable
};

std::string label_of(Schema schema, web::Language language, std::string_view path);
std::string help_of(Schema schema, web::Language language, std::string_view path);
// Of a property that takes one of a list, or several; empty for the others.
std::vector<Choice> choices_of(Schema schema, web::Language language, std::string_view path);
// The label of one code, or the code itself when the list lacks it.
std::string choice_label(Schema schema, web::Language language, std::string_view path,
                         std::string_view code);
bool is_choice(Schema schema, std::string_view path, std::string_view code);

// The bytes of "initiative.schema.json" or "context.jsonld", as they are served.
std::optional<std::string_view> vocabulary_file(std::string_view name);
const nlohmann::json& vocabulary_context();

// Why the document is not valid, in English for the log; nothing: it is.
std::optional<std::string> fault_of(Schema schema, const nlohmann::json& document);

}  // namespace essaim::directory
