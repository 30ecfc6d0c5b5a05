// /connexion/oubli: a link by mail that gives a new passphrase, for who has
// shown that the address of their account is theirs. The answer is the same for
// every address, and so is its time (security.md E6).
#pragma once

#include <memory>

#include "node/letters/desk.h"

namespace essaim::letters {

void add_passphrase_routes(const std::shared_ptr<Desk>& desk, web::Router& router);

}  // namespace essaim::letters
