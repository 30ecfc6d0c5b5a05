// /documents/{slug}: a document of ours with what one must know of it and its
// versions; what changed from one version to the next; the text as a file. /d/{id}
// is the same for machines.
#pragma once

#include "node/documents/document.h"
#include "node/feature.h"

namespace essaim::documents {

void add_document_routes(Services& services, web::Router& router);

// The document of this address as this visitor may see it.
std::optional<Document> shown_document(Services& services, storage::Connection& connection,
                                       const accounts::Visitor& visitor, const std::string& slug);

}  // namespace essaim::documents
