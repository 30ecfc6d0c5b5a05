// What others make of a text, under it: who likes and shares it, and their
// answers with ours, one level deep, each with the server it comes from.
#pragma once

#include <string>

#include "node/feature.h"
#include "node/news/post.h"
#include "node/web/html_text.h"

namespace essaim::news {

// Whoever looks, at which page.
struct Looking {
    const accounts::Visitor& visitor;
    const federation::Sight& sight;
    web::Language language;
    std::string path;  // to come back to
};

// Of a text of ours: all that was said in its thread, or under an answer of ours.
web::SafeHtml social_part(Services& services, storage::Connection& connection,
                          const Looking& looking, const Post& post);
// How many answers there are in sight.
std::int64_t count_answers(Services& services, storage::Connection& connection,
                           const federation::Sight& sight, const Post& post);
// The buttons under a text of somebody else; nothing for who may not write here.
web::SafeHtml buttons_for(Services& services, storage::Connection& connection,
                          const Looking& looking, const std::string& object);

}  // namespace essaim::news
