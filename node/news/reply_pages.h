// Answering, liking and passing on from here: the form for an answer, the page
// of an answer given elsewhere, and the buttons. All of it works as plain forms.
#pragma once

#include "node/feature.h"

namespace essaim::news {

// /ecrire/reponse /reponses/{id} /reponses/{id}/supprimer /reagir
// Where a form under a text leads afterwards: a path of ours, and nothing a
// browser takes for another server (security.md E4).
std::string way_back(const web::Request& request);

void add_reply_routes(Services& services, web::Router& router);

}  // namespace essaim::news
