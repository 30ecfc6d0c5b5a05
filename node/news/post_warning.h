// A content warning: what is said of a text before it is shown. With one, the
// text itself is folded under it, and nothing of the text stands in lists,
// feeds, previews or shared links. Pure.
#pragma once

#include <string>

#include "node/news/post.h"

namespace essaim::news {

// "Avertissement : violence", in the language of the text; "" without one.
std::string warning_line(const Post& post);
// What stands for the text where it is not shown whole: the warning first, then
// the summary that its author wrote.
std::string short_form(const Post& post);
// Title, or the short form of a text without one.
std::string heading_of(const Post& post);

}  // namespace essaim::news
