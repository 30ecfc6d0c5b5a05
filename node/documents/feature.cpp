#include "node/documents/feature.h"

#include "node/documents/document_hooks.h"
#include "node/documents/document_import.h"
#include "node/documents/document_inbox.h"
#include "node/documents/document_page.h"
#include "node/documents/file_routes.h"
#include "node/documents/list_pages.h"
#include "node/documents/version_pages.h"
#include "node/documents/writing_pages.h"

namespace essaim::documents {

void add_documents(Services& services, Plug& plug) {
    add_inbox(services);
    add_file_routes(services, plug.router);
    add_list_routes(services, plug.router);
    add_writing_routes(services, plug.router);
    add_document_routes(services, plug.router);
    add_version_routes(services, plug.router);
    add_hooks(services, plug);
    plug.import_document = document_importer(services);
}

}  // namespace essaim::documents
