#include "node/letters/feature.h"

#include <nlohmann/json.hpp>

#include "node/accounts/links.h"
#include "node/base/random.h"
#include "node/letters/own_mail_pages.h"
#include "node/letters/passphrase_pages.h"
#include "node/letters/subscribe_pages.h"
#include "node/letters/subscriber_store.h"
#include "node/letters/thread_letters.h"
#include "node/letters/weekly.h"
#include "node/mail/thread_follow_store.h"
#include "node/storage/connection.h"
#include "node/web/csv.h"

namespace essaim::letters {

void add_letters(Services& services, Plug& plug) {
    const auto desk = std::make_shared<Desk>(services);
    add_subscribe_routes(desk, plug);
    add_passphrase_routes(desk, plug.router);
    add_own_mail_routes(desk, plug.router);
    add_thread_letters(desk, plug.router);
    add_weekly_job(services, plug.letters);
    plug.add_to_letter = [&services](storage::Connection& connection, const std::string& email,
                                     web::Language language) -> Result<std::string> {
        SubscriberStore store(connection);
        if (!store.has_room()) return refuse(Fault::TooMany, "too many subscribers");
        const auto now = services.clock.now();
        const auto id = store.add_invited({.id = base::new_ulid(now),
                                           .email = email,
                                           .language = std::string(web::code(language))},
                                          now);
        return stop_address(services, id);
    };
    plug.archive.emplace_back([&services](const Plug::AddFile& add) {
        auto reader = services.database.read();
        auto csv = web::csv_row({"email", "language"});
        for (const auto& one : SubscriberStore(*reader).confirmed()) {
            csv += web::csv_row({one.email, one.language});
        }
        add("lettre.csv", csv, services.clock.now());
    });
    plug.own_data.emplace_back([&services](const std::string& account, nlohmann::json& data) {
        auto reader = services.database.read();
        const auto letter = SubscriberStore(*reader).of_account(account);
        auto threads = nlohmann::json::array();
        for (const auto& one : mail::ThreadFollowStore(*reader).of(account)) {
            threads.push_back(one.thread);
        }
        data["mail"] = {{"address_confirmed", services.accounts.links().is_verified(account)},
                        {"weekly_letter", letter && letter->confirmed},
                        {"threads", std::move(threads)}};
    });
}

}  // namespace essaim::letters
