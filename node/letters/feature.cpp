#include "node/letters/feature.h"

#include "node/letters/own_mail_pages.h"
#include "node/letters/passphrase_pages.h"
#include "node/letters/subscribe_pages.h"
#include "node/letters/weekly.h"

namespace essaim::letters {

void add_letters(Services& services, Plug& plug) {
    const auto desk = std::make_shared<Desk>(services);
    add_subscribe_routes(desk, plug);
    add_passphrase_routes(desk, plug.router);
    add_own_mail_routes(desk, plug.router);
    add_weekly_job(services, plug.letters);
}

}  // namespace essaim::letters
