// What a line of the journal says to people: the act in words, and what it was
// done to, as far as it is still here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/admin/subjects.h"

namespace essaim::admin {

// "a bloqué" for "server.block", French source text; none: nobody gave it words.
std::optional<std::string_view> words_of_act(std::string_view action);
// Acts about servers, people and texts of others, and about deliveries.
bool is_moderation(std::string_view action);

// What an act was done to: a title with its page, or words.
struct ActObject {
    std::string text;
    std::string url = {};  // may be empty
};
ActObject object_of_act(Services& services, const ModeratedThings& things,
                        const std::string& action, const std::string& detail,
                        web::Language language);

}  // namespace essaim::admin
