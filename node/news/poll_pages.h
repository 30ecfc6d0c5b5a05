// The forms that stand under texts beyond liking and answering (post_more.h,
// cited.h): the association answers a question, or takes back its consent to be
// quoted.
#pragma once

#include "node/feature.h"

namespace essaim::news {

void add_poll_and_quote_routes(Services& services, web::Router& router);

}  // namespace essaim::news
