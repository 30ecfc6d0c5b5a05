// /reseau/annuaire: the directory as map and list, as a table, as a booklet to
// print and as a chronology, all of one filter; and the frame that other sites
// may embed, /integrer/annuaire, with what a filter chooses or ?fiche={slug}.
#pragma once

#include "node/directory/card.h"
#include "node/feature.h"

namespace essaim::directory {

// Path of the frame that shows this card alone.
std::string embedded_url(const Card& card);

void add_directory_routes(Services& services, web::Router& router);

}  // namespace essaim::directory
