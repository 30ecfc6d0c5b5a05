// A text as pages show it: in the open, or folded under its content warning,
// which opens without JavaScript.
#pragma once

#include <string>

#include "node/feature.h"
#include "node/news/post.h"
#include "node/web/html_text.h"

namespace essaim::news {

// `html` is cleaned once more. `more`: what hangs on it, folded with it.
web::SafeHtml text_part(Services& services, web::Language language, const std::string& html,
                        const std::string& warning, const std::string& text_language,
                        const web::SafeHtml& more = {});
web::SafeHtml text_part(Services& services, web::Language language, const Post& post,
                        const web::SafeHtml& more = {});

}  // namespace essaim::news
