// What hangs on a text, under it: when a meeting is, what was answered to a
// question and the form to answer it, what is attached (links only: a page of
// ours loads nothing from another server, security.md L8) and what it quotes.
#pragma once

#include <string>

#include "node/news/post_social.h"

namespace essaim::news {

// Nothing at all for a text without any of it.
web::SafeHtml more_part(Services& services, storage::Connection& connection, const Looking& looking,
                        const Post& post);

}  // namespace essaim::news
