// What is being written, kept on the node too, so that another device can go
// on: brouillon.js sends the form of the desk to /moi/brouillon from time to
// time; the desk offers to take it up or to erase it.
#pragma once

#include <optional>
#include <string>

#include "node/feature.h"
#include "node/news/post.h"
#include "node/news/scheduling.h"

namespace essaim::news {

struct KeptDraft {
    base::Instant at;
    PostDraft draft;  // without pictures
    Hour later = {};
};

// Of this account; `form` is "nouvelle" or the last segment of a text's IRI.
std::optional<KeptDraft> kept_draft(Services& services, const std::string& account,
                                    const std::string& form);
// Published, or kept as a draft of all: nothing is left to take up.
void forget_kept_draft(Services& services, const std::string& account, const std::string& form);

void add_desk_draft_routes(Services& services, web::Router& router);

}  // namespace essaim::news
