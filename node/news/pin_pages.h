// Pinning a piece of news to the top of our page in the fediverse: the mark and
// the button on its page, for managers, and the form's address.
#pragma once

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

// Fills the sections PINNED and PIN of news/post.html.
void show_pin(Services& services, web::Page& page, const accounts::Visitor& visitor,
              const Post& post);
void add_pin_routes(Services& services, web::Router& router);  // /actualites/{slug}/epingler

}  // namespace essaim::news
