// The figures of the demo: what its associations say of themselves over four
// years, and the sums that studies published, said by a third party.
#pragma once

#include "node/cli/demo_story.h"
#include "node/feature.h"

namespace essaim::cli {

Result<void> give_figures(Services& services, const DemoAssociation& association);
Result<void> give_published_sums(Services& services);

}  // namespace essaim::cli
