// The yearly mail about the association's own card: who manages the node gets a
// link behind which one button says that nothing has changed (confirm_link_pages).
#pragma once

#include "node/feature.h"

namespace essaim::directory {

// Sends it when a person last said or confirmed the card eleven and a half months
// ago, again after two months; how many letters were put down.
Result<std::size_t> remind_of_card(Services& services);

void add_reminder_job(Services& services);

}  // namespace essaim::directory
