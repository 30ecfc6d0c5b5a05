// /mots/{mot}: the texts that carry a hashtag, ours and those of whom we
// follow, as far as the visitor may see them; and the list of a text's own.
#pragma once

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

void add_tag_routes(Services& services, web::Router& router);

// The section TAGS of a page, unless the text carries none: of ours with links.
void show_tags(web::Page& page, const Post& post);

}  // namespace essaim::news
