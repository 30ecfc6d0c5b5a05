// /agenda: meetings to come, ours and those of whom we follow; /agenda.ics, the
// same of ours for people's own calendars; /agenda/{id}, one of ours as a file.
#pragma once

#include "node/feature.h"

namespace essaim::news {

void add_agenda_routes(Services& services, Plug& plug);
void add_meeting_routes(Services& services, web::Router& router);  // its form: /agenda/ecrire

}  // namespace essaim::news
