#include "node/me/leaving_pages.h"

#include <nlohmann/json.hpp>

#include "node/accounts/people.h"
#include "node/federation/identity.h"
#include "node/me/journal_store.h"
#include "node/me/own_desk.h"
#include "node/storage/connection.h"

namespace essaim::me {

namespace {

using accounts::Visitor;
using OwnData = decltype(Plug::own_data);

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const std::vector<Wrong>& wrong, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto person = services.accounts.people().find(visitor.account->id);
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    auto& box = page.section(person && person->leaving ? "LEAVING" : "LEAVE");
    box.set("CSRF", visitor.csrf_token);
    if (person && person->leaving) {
        show_wrong(services, page, language, {});
        box.set("WHEN", words.tr(language, "Votre compte sera effacé le {date}.",
                                 {{"date", web::format_date(language, *person->leaving)}}));
    } else {
        show_wrong(services, page, language, wrong);
        for (const auto& one : wrong) {
            box.show("PASSPHRASE_WRONG");
            box.section("PASSPHRASE_ERROR").set("MESSAGE", words.tr(language, one.message));
        }
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Vos données, et partir"), .indexed = false},
                     "me/data.html", page, status);
}

// All that is kept about one person, for them alone (E11: asked for by who they are).
web::Response download(Services& services, const OwnData& parts, const Visitor& visitor) {
    const auto& account = *visitor.account;
    nlohmann::json data = {{"node", services.config.public_url},
                           {"exported", web::iso_time(services.clock.now())},
                           {"account",
                            {{"email", account.email},
                             {"name", account.name},
                             {"role", std::string(accounts::role_name(account.role))},
                             {"language", account.language}}}};
    if (const auto person = services.accounts.people().find(account.id)) {
        data["account"]["created"] = web::iso_time(person->created);
    }
    auto sessions = nlohmann::json::array();
    for (const auto& one : services.accounts.people().sessions(account.id, visitor.session_id)) {
        sessions.push_back({{"browser", one.agent},
                            {"opened", web::iso_time(one.created)},
                            {"seen", web::iso_time(one.seen)}});
    }
    data["sessions"] = std::move(sessions);
    if (const auto* actor = services.federation.identity().people.of(account.id)) {
        data["fediverse"] = actor->id;
    }
    auto journal = nlohmann::json::array();
    auto reader = services.database.read();
    for (const auto& line : JournalStore(*reader).of(account.id)) {
        journal.push_back(
            {{"at", web::iso_time(line.at)}, {"action", line.action}, {"detail", line.detail}});
    }
    data["journal"] = std::move(journal);
    for (const auto& part : parts) part(account.id, data);
    return web::Response::json(200, "application/json; charset=utf-8",
                               data.dump(2, ' ', false, nlohmann::json::error_handler_t::replace))
        .with("Content-Disposition", "attachment; filename=\"mes-donnees.json\"")
        .with("Cache-Control", "private, no-store");
}

web::Response leave(Services& services, const web::Request& request, const Visitor& visitor) {
    auto& people = services.accounts.people();
    if (!people.is_passphrase_of(visitor.account->id,
                                 request.form_value("passphrase").value_or(""))) {
        return show(services, request, visitor,
                    {{"passphrase",
                      std::string(web::tr_later("Ce n’est pas votre phrase de passe actuelle."))}},
                    422);
    }
    const auto end = people.leave(visitor.account->id);
    if (!end) {
        if (end.error().fault != Fault::Conflict) return show_problem(services, request, 503);
        return show(services, request, visitor, {{"passphrase", end.error().detail}}, 422);
    }
    services.accounts.journal(visitor.account->id, "leaving", "");
    return web::Response::see_other("/moi/donnees");
}

}  // namespace

void add_leaving_routes(Services& services, Plug& plug) {
    on_get(services, plug.router, "/moi/donnees", [&](const auto& request, const auto& visitor) {
        return show(services, request, visitor, {}, 200);
    });
    on_post(services, plug.router, "/moi/donnees/fichier",
            [&services, parts = plug.own_data](const auto&, const auto& visitor) {
                return download(services, parts, visitor);
            });
    on_post(services, plug.router, "/moi/partir", [&](const auto& request, const auto& visitor) {
        return leave(services, request, visitor);
    });
    on_post(services, plug.router, "/moi/rester", [&](const auto& request, const auto& visitor) {
        if (!services.accounts.people().stay(visitor.account->id)) {
            return show_problem(services, request, 503);
        }
        services.accounts.journal(visitor.account->id, "staying", "");
        return done(services, "/moi/securite", "reste");
    });
}

}  // namespace essaim::me
