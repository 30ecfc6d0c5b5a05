// /gestion/annuaire: what the directory asks of people here: the own card, cards
// about others, files, what is shown, what may be the same twice.
#pragma once

#include <functional>
#include <string>

#include "node/feature.h"

namespace essaim::directory {

void add_desk_routes(Services& services, web::Router& router);
void add_own_card_routes(Services& services, web::Router& router);
void add_confirm_link_routes(Services& services, web::Router& router);
void add_others_routes(Services& services, web::Router& router);
void add_import_routes(Services& services, web::Router& router);

using DeskHandler = std::function<web::Response(const web::Request&, const accounts::Visitor&)>;
// Only for this role; a POST with the form's token.
void on_desk_get(Services& services, web::Router& router, const std::string& path,
                 accounts::Role role, DeskHandler handler);
void on_desk_post(Services& services, web::Router& router, const std::string& path,
                  accounts::Role role, DeskHandler handler);

}  // namespace essaim::directory
