#include "node/directory/vocabulary.h"

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "node/base/embedded.h"
#include "node/base/text.h"

namespace essaim::directory {

std::span<const base::Embedded> embedded_files();

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> kFiles = {"initiative.schema.json",
                                                    "observation.schema.json", "claim.schema.json"};

json parsed(std::string_view name) {
    const auto bytes = vocabulary_file(name);
    if (!bytes) throw std::logic_error("schemas/" + std::string(name) + " is not embedded");
    return json::parse(*bytes);
}

struct Loaded {
    json document;
    valijson::Schema rules;
};

const Loaded& loaded(Schema schema) {
    static const auto all = [] {
        auto made = std::make_unique<std::array<Loaded, 3>>();
        for (std::size_t i = 0; i < made->size(); ++i) {
            auto& one = made->at(i);
            one.document = parsed(kFiles[i]);
            valijson::SchemaParser parser;
            const valijson::adapters::NlohmannJsonAdapter adapter(one.document);
            parser.populateSchema(adapter, one.rules);
        }
        return made;
    }();
    return all->at(static_cast<std::size_t>(schema));
}

const json* property(Schema schema, std::string_view path) {
    const json* here = &loaded(schema).document;
    for (const auto& step : base::split(path, '.')) {
        const auto properties = here->find("properties");
        if (properties == here->end()) return nullptr;
        const auto found = properties->find(step);
        if (found == properties->end()) return nullptr;
        here = &*found;
    }
    return here;
}

std::string text_in(const json& where, const char* what, web::Language language) {
    const auto found = where.find(what);
    if (found == where.end()) return {};
    return found->value(std::string(web::code(language)), std::string());
}

const json* list_of(Schema schema, std::string_view path) {
    const auto* one = property(schema, path);
    if (one == nullptr) return nullptr;
    if (const auto items = one->find("items"); items != one->end()) one = &*items;
    const auto choices = one->find("oneOf");
    return choices == one->end() ? nullptr : &*choices;
}

}  // namespace

std::string label_of(Schema schema, web::Language language, std::string_view path) {
    const auto* one = property(schema, path);
    return one == nullptr ? std::string(path) : text_in(*one, "x-label", language);
}

std::string help_of(Schema schema, web::Language language, std::string_view path) {
    const auto* one = property(schema, path);
    return one == nullptr ? std::string() : text_in(*one, "x-help", language);
}

std::vector<Choice> choices_of(Schema schema, web::Language language, std::string_view path) {
    std::vector<Choice> choices;
    const auto* list = list_of(schema, path);
    if (list == nullptr) return choices;
    for (const auto& one : *list) {
        choices.push_back({one.value("const", ""), text_in(one, "x-label", language),
                           text_in(one, "x-help", language), one.value("x-unit", "")});
    }
    return choices;
}

std::string choice_label(Schema schema, web::Language language, std::string_view path,
                         std::string_view code) {
    if (const auto* list = list_of(schema, path)) {
        for (const auto& one : *list)
            if (one.value("const", "") == code) return text_in(one, "x-label", language);
    }
    return std::string(code);
}

bool is_choice(Schema schema, std::string_view path, std::string_view code) {
    const auto* list = list_of(schema, path);
    return list != nullptr && std::ranges::any_of(*list, [&](const json& one) {
               return one.value("const", "") == code;
           });
}

std::optional<std::string_view> vocabulary_file(std::string_view name) {
    for (const auto& file : embedded_files()) {
        const auto slash = file.path.rfind('/');
        if (file.path.find("schemas/") != std::string_view::npos &&
            file.path.substr(slash + 1) == name)
            return file.bytes;
    }
    return std::nullopt;
}

const json& vocabulary_context() {
    static const json context = parsed("context.jsonld").at("@context");
    return context;
}

std::optional<std::string> fault_of(Schema schema, const json& document) {
    valijson::Validator validator;
    valijson::ValidationResults results;
    const valijson::adapters::NlohmannJsonAdapter adapter(document);
    if (validator.validate(loaded(schema).rules, adapter, &results)) return std::nullopt;
    valijson::ValidationResults::Error error;
    if (!results.popError(error)) return "not valid";
    std::string where;
    for (const auto& step : error.context) where += step;
    return where + ": " + error.description;
}

}  // namespace essaim::directory
