// /connexion, /deconnexion, the welcome link /bienvenue/{code} and /moi. Forms
// of people who are not signed in are tied to a cookie of their own (E5).
#pragma once

#include <functional>
#include <string_view>

#include "node/accounts/accounts.h"

namespace essaim::accounts {

void add_account_routes(web::Router& router, Accounts& accounts, const base::Config& config,
                        const web::Templates& templates, std::function<web::Site()> site);

// 403, with the reason in the reader's language; plain text without templates.
web::Response forbidden(const web::Request& request, const Visitor& visitor,
                        const web::Templates* templates, const std::function<web::Site()>& site,
                        std::string_view why);

}  // namespace essaim::accounts
