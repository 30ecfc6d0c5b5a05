#include "node/admin/feature.h"

#include "node/admin/appearance_page.h"
#include "node/admin/archive_page.h"
#include "node/admin/deliveries_page.h"
#include "node/admin/first_steps.h"
#include "node/admin/follow_list.h"
#include "node/admin/identity_page.h"
#include "node/admin/journal_page.h"
#include "node/admin/mail_page.h"
#include "node/admin/moderation_page.h"
#include "node/admin/move_page.h"
#include "node/admin/neighbours_page.h"
#include "node/admin/nightly.h"
#include "node/admin/overview_page.h"
#include "node/admin/people_page.h"
#include "node/admin/profile_page.h"
#include "node/admin/report_page.h"
#include "node/admin/servers_page.h"

namespace essaim::admin {

void add_admin(Services& services, Plug& plug) {
    add_steps(services, plug.first_steps);
    add_overview_routes(services, plug);
    add_profile_routes(services, plug.router);
    add_appearance_routes(services, plug.router);
    add_neighbours_routes(services, plug.router);
    add_follow_list_routes(services, plug.router);
    add_people_routes(services, plug);
    add_identity_routes(services, plug.router);
    add_move_routes(services, plug.router);
    add_moderation_routes(services, plug.router, plug.moderated);
    add_report_routes(services, plug.router, plug.moderated);
    add_servers_routes(services, plug.router);
    add_deliveries_routes(services, plug.router);
    add_mail_routes(services, plug.router);
    add_archive_routes(services, plug);
    add_journal_routes(services, plug.router, plug.moderated);
    add_nightly_job(services);
}

}  // namespace essaim::admin
