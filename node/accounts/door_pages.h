// The other doors: the second code after the passphrase (/connexion/code), the
// recovery sheet when the passphrase is lost (/connexion/secours), and asking
// for an invitation (/demander).
#pragma once

#include "node/accounts/door_desk.h"

namespace essaim::accounts {

void add_door_routes(web::Router& router, const DoorDesk& desk);

// After the right passphrase: inside, or to the page that asks for the code.
web::Response enter_or_ask_code(const DoorDesk& desk, const web::Request& request,
                                const Account& account);

}  // namespace essaim::accounts
