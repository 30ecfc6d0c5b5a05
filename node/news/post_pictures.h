// The pictures of a text: the part of the writing form where they are chosen,
// described and taken out again, and how they are shown. Without JavaScript a
// picture is sent with the whole form, which comes back with it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

// What the form says. `waiting` is the answer while a file is being read.
struct PicturesIn {
    std::vector<media::PictureUse> uses;
    std::vector<FieldProblem> problems;  // of the file that was sent just now
    std::optional<web::Response> waiting;
};
PicturesIn pictures_in(Services& services, const web::Request& request,
                       const accounts::Visitor& visitor);

// As a published text or a draft shows them now.
std::vector<media::PictureUse> pictures_of(Services& services, const std::string& post);

void show_picture_fields(Services& services, web::Page& page, web::Language language,
                         const std::vector<media::PictureUse>& uses,
                         const std::vector<FieldProblem>& problems);

// Nothing when there is none. For feeds addresses are whole (`base`).
web::SafeHtml figures(Services& services, storage::Connection& connection, web::Language language,
                      const std::string& post, const std::string& base = "");
web::SafeHtml figures(Services& services, web::Language language,
                      const std::vector<media::PictureUse>& uses);

}  // namespace essaim::news
