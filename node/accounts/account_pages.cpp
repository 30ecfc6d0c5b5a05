#include "node/accounts/account_pages.h"

#include "node/accounts/door_desk.h"
#include "node/accounts/door_pages.h"
#include "node/web/form.h"
#include "node/web/frame.h"
#include "node/web/problem.h"
#include "node/web/router.h"

namespace essaim::accounts {

namespace {

using web::tr_later;
using Desk = DoorDesk;
using Problems = std::vector<FieldProblem>;

web::Response sign_in_page(const Desk& desk, const web::Request& request, const Problems& problems,
                           int status) {
    web::Page page;
    page.set("email", request.form_value("email").value_or(""));
    const auto asked =
        request.method == "POST" ? request.form_value("vers") : request.query_value("vers");
    page.set("target", safe_target(asked.value_or("/")));
    page.set("lost", desk.config.mail.is_set() ? "/connexion/oubli" : "/connexion/secours");
    return desk.show_form(request, "accounts/sign_in.html", tr_later("Se connecter"), page,
                          problems, status);
}

web::Response sign_in(const Desk& desk, const web::Request& request) {
    if (!desk.form_is_ours(request)) {
        return sign_in_page(desk, request, {{"passphrase", std::string(kStaleForm)}}, 403);
    }
    const auto account =
        desk.accounts.sign_in(request.form_value("email").value_or(""),
                              request.form_value("passphrase").value_or(""), request.client);
    if (account) return enter_or_ask_code(desk, request, *account);
    const auto& error = account.error();
    auto response = sign_in_page(desk, request, {{"email", error.detail}},
                                 error.fault == Fault::TooMany ? 429 : 401);
    if (error.fault == Fault::TooMany) response.with("Retry-After", "900");
    return response;
}

web::Response sign_out(const Desk& desk, const web::Request& request) {
    const auto visitor = desk.accounts.visitor(request);
    if (visitor.account) {
        if (!web::check_form(request, visitor.session_id, desk.config.public_url)) {
            return forbidden(request, visitor, &desk.templates, desk.site_of,
                             tr_later("Ce formulaire ne vient pas de cette page : rechargez-la et "
                                      "recommencez."));
        }
        if (auto closed = desk.accounts.close_session(visitor.session_id); !closed) {
            return web::plain_problem(closed.error());
        }
    }
    return web::Response::see_other("/").with("Set-Cookie", desk.cookies.clear("session"));
}

// The link was used, is too old or was never given: what to do instead.
web::Response no_invitation(const Desk& desk, const web::Request& request, const Error& error) {
    web::Page page;
    page.set("message", desk.templates.tr(web::language_of(request), error.detail));
    return desk.show(request, "accounts/welcome_used.html", tr_later("Bienvenue"), page,
                     error.fault == Fault::Gone ? 410 : 404);
}

web::Response welcome_page(const Desk& desk, const web::Request& request, const Problems& problems,
                           int status) {
    web::Page page;
    page.set("code", request.parameter("code"));
    page.set("invited", desk.templates.tr(web::language_of(request),
                                          "{name} vous attend. Il ne manque que vous : un nom, "
                                          "une adresse, une phrase de passe.",
                                          {{"name", desk.site_of().name}}));
    page.set("name", request.form_value("name").value_or(""));
    page.set("email", request.form_value("email").value_or(""));
    return desk.show_form(request, "accounts/welcome.html", tr_later("Bienvenue"), page, problems,
                          status);
}

web::Response welcome(const Desk& desk, const web::Request& request, bool posted) {
    const auto code = request.parameter("code");
    if (auto good = desk.accounts.check_invitation(code); !good) {
        return no_invitation(desk, request, good.error());
    }
    if (!posted) return welcome_page(desk, request, {}, 200);
    if (!desk.form_is_ours(request)) {
        return welcome_page(desk, request, {{"passphrase", std::string(kStaleForm)}}, 403);
    }
    const auto email = request.form_value("email").value_or("");
    const auto name = request.form_value("name").value_or("");
    const auto passphrase = request.form_value("passphrase").value_or("");
    const auto problems = problems_of(tidy_name(name), tidy_email(email), passphrase);
    if (!problems.empty()) return welcome_page(desk, request, problems, 422);
    const auto account = desk.accounts.accept_invitation(code, email, name, passphrase);
    if (account) {
        // Who manages prints a sheet first: the node sends no mail that could help later.
        return desk.enter(request, *account,
                          account->role == Role::Manager ? "/moi/securite/feuille" : "/moi");
    }
    const auto& error = account.error();
    switch (error.fault) {
        case Fault::Gone:  // somebody was quicker
        case Fault::NotFound:
            return no_invitation(desk, request, error);
        case Fault::Conflict:
            return welcome_page(desk, request, {{"email", error.detail}}, 422);
        default:
            return web::plain_problem(error);
    }
}

std::string_view role_label(Role role) {
    switch (role) {
        case Role::Reader:
            return tr_later("lecture");
        case Role::Member:
            return tr_later("membre");
        case Role::Writer:
            return tr_later("rédaction");
        case Role::Moderator:
            return tr_later("modération");
        case Role::Manager:
            break;
    }
    return tr_later("gestion");
}

web::Response me(const Desk& desk, const web::Request& request) {
    const auto visitor = desk.accounts.require(request, Role::Reader);
    if (!visitor) return visitor.error();
    web::Page page;
    page.set("name", visitor->account->name);
    page.set("email", visitor->account->email);
    page.set("role",
             desk.templates.tr(web::language_of(request), role_label(visitor->account->role)));
    page.set("csrf", visitor->csrf_token);
    if (visitor->may(Role::Writer)) {
        auto& writer = page.section("writer");
        if (visitor->may(Role::Manager)) writer.show("manager");
    }
    for (const auto& part : desk.accounts.parts_of_me(request, *visitor)) {
        page.section("part").set_html("html", part);
    }
    return desk.show(request, "accounts/me.html", tr_later("Votre compte"), page, 200);
}

}  // namespace

void add_account_routes(web::Router& router, Accounts& accounts, const base::Config& config,
                        const web::Templates& templates, std::function<web::Site()> site) {
    const Desk desk{accounts, config, templates, std::move(site),
                    web::CookieJar(config.public_url)};
    using web::Request;
    router.get("/connexion", [desk](const Request& r) { return sign_in_page(desk, r, {}, 200); });
    router.post("/connexion", [desk](const Request& r) { return sign_in(desk, r); });
    router.post("/deconnexion", [desk](const Request& r) { return sign_out(desk, r); });
    router.get("/bienvenue/{code}", [desk](const Request& r) { return welcome(desk, r, false); });
    router.post("/bienvenue/{code}", [desk](const Request& r) { return welcome(desk, r, true); });
    add_door_routes(router, desk);
    router.get("/moi", [desk](const Request& r) { return me(desk, r); });
}

web::Response forbidden(const web::Request& request, const Visitor& visitor,
                        const web::Templates* templates, const std::function<web::Site()>& site_of,
                        std::string_view why) {
    if (templates == nullptr) return web::plain_problem(403);
    const auto site = site_of();
    const auto frame = door_frame(site, request, visitor, "");
    const auto detail = templates->tr(frame.language, why);
    return web::Response::html(403, web::problem_page(*templates, frame, 403, detail))
        .with("Cache-Control", "no-store");
}

}  // namespace essaim::accounts
