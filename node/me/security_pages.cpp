#include "node/me/security_pages.h"

#include "node/accounts/people.h"
#include "node/accounts/second_code.h"
#include "node/me/own_desk.h"

namespace essaim::me {

namespace {

using accounts::Visitor;

web::Response overview(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto& account = *visitor.account;
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    const auto person = services.accounts.people().find(account.id);
    page.show(person && person->has_sheet ? "HAS_SHEET" : "NO_SHEET");
    if (person && person->second_code) {
        const auto left = services.accounts.second_code().paper_codes_left(account.id);
        page.section("CODE_ON").set("LEFT",
                                    words.trn(language, "{n} code de papier n’a pas servi.",
                                              "{n} codes de papier n’ont pas servi.", left));
    } else {
        page.show("CODE_OFF");
    }
    const auto sessions = services.accounts.people().sessions(account.id, visitor.session_id);
    for (const auto& session : sessions) {
        auto& row = page.section("SESSION");
        const auto name = agent_name(session.agent);
        row.set("NAME", name.empty() ? words.tr(language, "Appareil inconnu") : name);
        row.set("SINCE", words.tr(language, "Connecté le {date}.",
                                  {{"date", web::format_date_time(language, session.created)}}));
        if (session.current) {
            row.show("HERE");
        } else {
            row.section("END").set("HANDLE", session.handle).set("CSRF", visitor.csrf_token);
        }
    }
    if (sessions.size() > 1) page.show("OTHERS");
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Sécurité de votre compte"), .indexed = false},
                     "me/security.html", page);
}

web::Response end_sessions(Services& services, const web::Request& request,
                           const Visitor& visitor) {
    auto& people = services.accounts.people();
    const auto handle = request.form_value("session").value_or("");
    const bool all = handle == "autres";
    const auto ended = all ? people.end_others(visitor.account->id, visitor.session_id)
                           : people.end_session(visitor.account->id, handle);
    if (!ended) return show_problem(services, request, 503);
    return done(services, "/moi/securite", all ? "appareils" : "appareil");
}

web::Response passphrase_page(Services& services, const web::Request& request,
                              const Visitor& visitor, const std::vector<Wrong>& wrong, int status) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set("CSRF", visitor.csrf_token).set("EMAIL", visitor.account->email);
    show_wrong(services, page, language, wrong);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Changer de phrase de passe"),
                      .indexed = false},
                     "me/passphrase.html", page, status);
}

web::Response change_passphrase(Services& services, const web::Request& request,
                                const Visitor& visitor) {
    const auto changed = services.accounts.people().change_passphrase(
        visitor.account->id, request.form_value("old").value_or(""),
        request.form_value("passphrase").value_or(""), visitor.session_id);
    if (changed) {
        services.accounts.journal(visitor.account->id, "passphrase", "");
        return done(services, "/moi/securite", "phrase");
    }
    const auto& error = changed.error();
    if (error.fault != Fault::Unauthorized && error.fault != Fault::Unprocessable) {
        return show_problem(services, request, 503);
    }
    const char* field = error.fault == Fault::Unauthorized ? "old" : "passphrase";
    return passphrase_page(services, request, visitor, {{field, error.detail}}, 422);
}

// Told once: on the answer to the form, never at an address.
web::Response sheet(Services& services, const web::Request& request, const Visitor& visitor,
                    bool make) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    page.set("NEXT", visitor.may(accounts::Role::Manager) ? "/gestion" : "/moi");
    if (make) {
        const auto codes = services.accounts.people().make_sheet(visitor.account->id);
        if (!codes) return show_problem(services, request, 503);
        services.accounts.journal(visitor.account->id, "sheet", "");
        auto& box = page.section("SHEET");
        box.set("SITE", services.federation.profile().title);
        box.set("ADDRESS", services.config.public_url + "/connexion/secours");
        box.set("NAME", visitor.account->name).set("EMAIL", visitor.account->email);
        box.set("DATE", web::format_date(language, services.clock.now()));
        show_codes(box, *codes);
    } else {
        const auto person = services.accounts.people().find(visitor.account->id);
        auto& box = page.section("ASK");
        if (person && person->has_sheet) box.show("ANEW");
        box.set("CSRF", visitor.csrf_token);
        box.set("NEXT", visitor.may(accounts::Role::Manager) ? "/gestion" : "/moi");
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Votre feuille de secours"),
                      .indexed = false,
                      .modules = {"copier.js"}},
                     "me/sheet.html", page);
}

web::SafeHtml part_of_me(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    web::Page page;
    const auto person = services.accounts.people().find(visitor.account->id);
    if (person && person->leaving) {
        page.section("LEAVING")
            .set("WHEN",
                 services.translations.tr(language, "Votre compte sera effacé le {date}.",
                                          {{"date", web::format_date(language, *person->leaving)}}))
            .set("CSRF", visitor.csrf_token);
    }
    return services.templates.render(language, "me/part.html", page);
}

}  // namespace

void add_security_routes(Services& services, web::Router& router) {
    services.accounts.add_to_me([&services](const web::Request& request, const Visitor& visitor) {
        return part_of_me(services, request, visitor);
    });
    on_get(services, router, "/moi/securite", [&](const auto& request, const auto& visitor) {
        return overview(services, request, visitor);
    });
    on_post(services, router, "/moi/securite/appareils",
            [&](const auto& request, const auto& visitor) {
                return end_sessions(services, request, visitor);
            });
    on_get(services, router, "/moi/securite/phrase", [&](const auto& request, const auto& visitor) {
        return passphrase_page(services, request, visitor, {}, 200);
    });
    on_post(services, router, "/moi/securite/phrase",
            [&](const auto& request, const auto& visitor) {
                return change_passphrase(services, request, visitor);
            });
    on_get(services, router, "/moi/securite/feuille",
           [&](const auto& request, const auto& visitor) {
               return sheet(services, request, visitor, false);
           });
    on_post(services, router, "/moi/securite/feuille",
            [&](const auto& request, const auto& visitor) {
                return sheet(services, request, visitor, true);
            });
}

}  // namespace essaim::me
