#include "node/me/feature.h"

#include "node/me/leaving_pages.h"
#include "node/me/notice_pages.h"
#include "node/me/security_pages.h"

namespace essaim::me {

void add_me(Services& services, Plug& plug) {
    add_security_routes(services, plug.router);
    add_second_code_routes(services, plug.router);
    add_leaving_routes(services, plug);
    add_notice_routes(services, plug.router);
}

}  // namespace essaim::me
