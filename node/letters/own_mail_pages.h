// /moi/courriel: what somebody who has an account gets by mail, and showing that
// the address is theirs.
#pragma once

#include <memory>

#include "node/letters/desk.h"

namespace essaim::letters {

void add_own_mail_routes(const std::shared_ptr<Desk>& desk, web::Router& router);

}  // namespace essaim::letters
