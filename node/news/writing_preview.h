// A text before it is published: as it will be read here, and as Mastodon shows
// it, which is title, summary and link of an article, or (`full`) the whole text.
#pragma once

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

void show_preview(Services& services, web::Page& box, web::Language language,
                  const PostDraft& draft, bool full);

}  // namespace essaim::news
