// Posts where they can be found by their words (node/search): ours at once, in
// the transaction that stores them; those of others a little later, by a job.
#pragma once

#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

void make_findable(storage::Connection& connection, const Post& post);
void no_longer_findable(storage::Connection& connection, const std::string& id);
void add_search_job(Services& services);

}  // namespace essaim::news
