// A meeting of ours as an ActivityStreams Event (FEP-8a8e, as Mobilizon reads
// it), whose content says when and where for everybody who knows no Event. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/news/post.h"

namespace essaim::news {

nlohmann::json event_of(const Post& post, const std::string& followers);

}  // namespace essaim::news
