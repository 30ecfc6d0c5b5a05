// /lettre: asking for the weekly letter, confirming by the link that was sent
// (double opt-in), and stopping it, by a person or by a mail program (RFC 8058).
#pragma once

#include <memory>

#include "node/letters/desk.h"

namespace essaim::letters {

void add_subscribe_routes(const std::shared_ptr<Desk>& desk, Plug& plug);

// Where a subscriber stops the letter with one click.
std::string stop_address(Services& services, const std::string& subscriber);

}  // namespace essaim::letters
