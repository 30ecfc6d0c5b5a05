#include "node/cli/words.h"

#include <cstdlib>

namespace essaim::cli {

namespace {

web::Language terminal_language() {
    for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);  // NOLINT: before any thread starts
        if (value == nullptr || *value == '\0') continue;
        return std::string_view(value).starts_with("fr") ? web::Language::French
                                                         : web::Language::English;
    }
    return web::Language::English;
}

}  // namespace

Words::Words() : language_(terminal_language()) {}

}  // namespace essaim::cli
