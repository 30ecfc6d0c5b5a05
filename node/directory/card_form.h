// The form of a card: every field of the vocabulary with its help beside it, or
// the few that a card about others needs. Built from the schema.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "node/feature.h"
#include "node/web/bits.h"

namespace essaim::directory {

enum class CardForm { Own, Others };

// What was sent, put into the document; what was not asked stays as it was.
struct SentCard {
    std::shared_ptr<nlohmann::json> document;
    std::map<std::string, std::string> typed;   // by path, as it was typed
    std::map<std::string, std::string> errors;  // by path, in the language of the page
};
SentCard sent_card(Services& services, const web::Request& request, CardForm form,
                   nlohmann::json document, web::Language language);

// The fieldsets, filled from the document, or with what was typed.
web::SafeHtml card_fields(Services& services, web::Language language, CardForm form,
                          const nlohmann::json& document, const SentCard* sent = nullptr);
std::vector<web::FieldError> form_errors(const SentCard& sent);

}  // namespace essaim::directory
