// Whom a text of ours may name: WhoIs over what this node knows, and asking
// the servers of those it does not know yet.
#pragma once

#include <string>

#include "node/feature.h"
#include "node/news/text_marks.h"

namespace essaim::news {

// Valid as long as the services.
WhoIs who_is(Services& services);
// Asks for those whom the text names and nobody here knows. May take seconds,
// as following does; not inside a transaction.
void meet_mentioned(Services& services, const std::string& source);

}  // namespace essaim::news
