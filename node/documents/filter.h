// Which documents a list shows: GET parameters of /documents, shared by the
// page, the feed and the table (ux.md §4.2). Plain values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "node/web/request.h"

namespace essaim::documents {

struct Filter {
    std::string words = {};    // ?q=
    std::string kind = {};     // ?sorte=, a code; as below
    std::string licence = {};  // ?licence=
    std::string status = {};   // ?etat=
    std::string year = {};     // ?annee=, "2024"
    std::string author = {};   // ?noeud=, IRI of the actor
    bool operator==(const Filter&) const = default;
    bool empty() const { return *this == Filter{}; }
};

Filter filter_in(const web::Request& request);
// "?sorte=guide&annee=2024", "" for none; `more` comes behind.
std::string query_of(const Filter& filter, const std::string& more = "");

}  // namespace essaim::documents
