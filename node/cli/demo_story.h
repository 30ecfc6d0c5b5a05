// The three fictional associations of the demo and what they publish.
#pragma once

#include <string>
#include <vector>

#include "node/federation/profile.h"
#include "node/news/post.h"

namespace essaim::cli {

struct DemoAssociation {
    std::string name;  // handle
    std::string host;
    federation::Profile profile;
    std::vector<news::PostDraft> posts;  // oldest first
    std::string card = {};               // its own card in the directory, JSON
};

const std::vector<DemoAssociation>& demo_associations();

}  // namespace essaim::cli
