// /actualites/categorie/{slug}: our texts in one category, with a feed of their
// own; and the categories of a text, on its page and in its form.
#pragma once

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

void add_category_routes(Services& services, web::Router& router);

std::string category_path(const std::string& name);
// The sections CATEGORY of a page.
void show_categories(web::Page& page, const Post& post);
// The field of the form, and those that are in use.
void show_category_field(Services& services, web::Page& page, const PostDraft& draft);

}  // namespace essaim::news
