#include "node/directory/vocabulary.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

using namespace essaim;
using directory::Schema;
using nlohmann::json;

namespace {

Schema schema_of(const std::string& name) {
    if (name.starts_with("observation.")) return Schema::Observation;
    return name.starts_with("claim.") ? Schema::Claim : Schema::Initiative;
}

}  // namespace

TEST_CASE("every example of the vocabulary is accepted or refused as its name says") {
    int seen = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(ESSAIM_SOURCE_DIR "/schemas/examples")) {
        const auto name = file.path().filename().string();
        if (name.starts_with("document.")) continue;  // tests/lint/check_schemas.py
        std::ifstream stream(file.path());
        const auto document = json::parse(stream);
        CAPTURE(name);
        const bool accepted = !directory::fault_of(schema_of(name), document);
        CHECK(accepted == (name.find(".accepted") != std::string::npos));
        ++seen;
    }
    CHECK(seen >= 12);
}

TEST_CASE("words come from the schema in both languages") {
    using web::Language;
    CHECK(directory::label_of(Schema::Initiative, Language::French, "place.town") == "commune");
    CHECK(directory::label_of(Schema::Initiative, Language::English, "place.town") == "town");
    CHECK(directory::choice_label(Schema::Initiative, Language::French, "kind", "timeBank") ==
          "banque de temps");
    CHECK(directory::choice_label(Schema::Initiative, Language::English, "medium", "notes") ==
          "notes");
    CHECK(directory::choice_label(Schema::Initiative, Language::French, "kind", "unknown") ==
          "unknown");
    CHECK(directory::is_choice(Schema::Observation, "variable", "circulatingUnits"));
    CHECK_FALSE(directory::is_choice(Schema::Observation, "variable", "happiness"));
}

TEST_CASE("every code of a list is a term of the context") {
    for (const auto* path : {"kind", "status", "medium", "backing", "software", "governance"})
        for (const auto& choice :
             directory::choices_of(Schema::Initiative, web::Language::French, path)) {
            CAPTURE(choice.code);
            CHECK(directory::vocabulary_context().contains(choice.code));
        }
}
