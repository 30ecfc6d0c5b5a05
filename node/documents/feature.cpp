#include "node/documents/feature.h"

#include "node/documents/file_routes.h"

namespace essaim::documents {

void add_documents(Services& services, Plug& plug) { add_file_routes(services, plug.router); }

}  // namespace essaim::documents
