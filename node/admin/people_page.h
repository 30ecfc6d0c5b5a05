// /gestion/personnes: who can sign in, links that invite, who asked for one; and
// one person's page, /gestion/personnes/{id}.
#pragma once

#include "node/feature.h"

namespace essaim::admin {

void add_people_routes(Services& services, Plug& plug);
void add_person_routes(Services& services, web::Router& router);

// What a role allows, in the language asked.
struct RoleWords {
    accounts::Role role;
    std::string name;
    std::string what;
};
std::vector<RoleWords> role_words(Services& services, web::Language language);

}  // namespace essaim::admin
