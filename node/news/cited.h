// Who quotes a text of ours with our authorization (FEP-044f), under it; a
// manager may take the authorization back there.
#pragma once

#include "node/news/post_social.h"

namespace essaim::news {

// Nothing when nobody in sight does.
web::SafeHtml cited_part(Services& services, storage::Connection& connection,
                         const Looking& looking, const Post& post);

}  // namespace essaim::news
