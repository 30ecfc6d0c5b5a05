#include "node/news/post_warning.h"

namespace essaim::news {

std::string warning_line(const Post& post) {
    if (post.warning.empty()) return {};
    return (post.language.starts_with("en") ? "Content warning: " : "Avertissement : ") +
           post.warning;
}

std::string short_form(const Post& post) {
    if (post.warning.empty()) return post.summary;
    return post.summary.empty() ? warning_line(post) : warning_line(post) + " – " + post.summary;
}

std::string heading_of(const Post& post) {
    return post.title.empty() ? short_form(post) : post.title;
}

}  // namespace essaim::news
