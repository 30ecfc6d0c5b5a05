// The three fictional associations of the demo and what they publish.
#pragma once

#include <string>
#include <vector>

#include "node/news/post.h"

namespace essaim::cli {

struct DemoAssociation {
    std::string name;      // handle
    std::string host;
    std::string title;
    std::string tagline;
    std::string sentence;
    int hue;
    std::vector<news::PostDraft> posts;  // oldest first
};

const std::vector<DemoAssociation>& demo_associations();

}  // namespace essaim::cli
