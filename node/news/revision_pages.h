// What a text said before it was edited: /actualites/{slug}/versions for ours,
// /versions?objet= for what others wrote. Seen by whoever may see the text.
#pragma once

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::news {

void add_revision_routes(Services& services, web::Router& router);

// The section EDITED of a page, if the text was edited: when, and its versions, if we have any.
void show_edited(web::Page& page, storage::Connection& connection, const Post& post,
                 web::Language language);

}  // namespace essaim::news
