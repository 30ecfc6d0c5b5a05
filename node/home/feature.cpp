#include "node/home/feature.h"

#include "node/home/follow_pages.h"
#include "node/home/front_pages.h"
#include "node/home/interact_page.h"
#include "node/home/legal_page.h"
#include "node/home/network_page.h"
#include "node/home/oembed.h"
#include "node/home/own_address.h"
#include "node/home/search_page.h"
#include "node/home/sitemap.h"

namespace essaim::home {

void add_home(Services& services, Plug& plug) {
    add_front_routes(services, plug);
    add_network_route(services, plug);
    add_follow_routes(services, plug.router);
    add_interact_routes(services, plug.router);
    add_search_routes(services, plug.router);
    add_own_address_routes(services, plug.router);
    add_legal_routes(services, plug.router);
    add_oembed_routes(services, plug);
    add_sitemap_routes(services, plug);
}

}  // namespace essaim::home
