// /documents: the library with its filters, ours and what those we follow tell
// of; the same list as a feed and as a table.
#pragma once

#include "node/documents/document_store.h"
#include "node/documents/filter.h"
#include "node/feature.h"

namespace essaim::documents {

void add_list_routes(Services& services, web::Router& router);

// What the filter finds, newest first; beyond `most` only counted.
struct Found {
    std::vector<Document> documents;
    std::size_t count = 0;
};
Found found_by(storage::Connection& connection, const Filter& filter,
               const federation::Sight& sight, std::size_t from, std::size_t most);

}  // namespace essaim::documents
