#include "node/admin/feature.h"

#include "node/admin/manage_page.h"

namespace essaim::admin {

void add_admin(Services& services, Plug& plug) { add_manage_routes(services, plug.router); }

}  // namespace essaim::admin
