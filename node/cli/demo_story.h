// The three fictional associations of the demo and what they publish.
#pragma once

#include <string>
#include <vector>

#include "node/federation/profile.h"
#include "node/news/post.h"

namespace essaim::cli {

// One figure at the end of each of the last years, the latest last.
struct DemoFigure {
    std::string variable;
    std::vector<double> years;
};

struct DemoAssociation {
    std::string name;  // handle
    std::string host;
    federation::Profile profile;
    std::vector<news::PostDraft> posts;  // oldest first
    std::string card = {};               // its own card in the directory, JSON
    std::vector<DemoFigure> figures = {};
};

const std::vector<DemoAssociation>& demo_associations();

}  // namespace essaim::cli
