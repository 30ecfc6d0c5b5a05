#include "node/accounts/people.h"
#include "node/accounts/second_code.h"
#include "node/accounts/totp.h"
#include "node/me/own_desk.h"
#include "node/me/security_pages.h"
#include "node/web/qr.h"

namespace essaim::me {

namespace {

using accounts::Visitor;

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   web::Page& page, int status) {
    const auto language = web::language_of(request);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Un second code à la connexion"),
                      .indexed = false,
                      .modules = {"copier.js"}},
                     "me/second_code.html", page, status);
}

web::Response start(Services& services, const web::Request& request, const Visitor& visitor,
                    const std::vector<Wrong>& wrong, int status) {
    web::Page page;
    const bool on = services.accounts.second_code().is_on(visitor.account->id);
    auto& box = page.section(on ? "STOP" : "START");
    box.set("CSRF", visitor.csrf_token);
    show_wrong(services, box, web::language_of(request), wrong);
    return show(services, request, visitor, page, status);
}

// The secret, as a picture and in letters, and the field for the first code.
web::Response scan(Services& services, const web::Request& request, const Visitor& visitor,
                   const std::string& secret, const std::vector<Wrong>& wrong, int status) {
    const auto language = web::language_of(request);
    const auto address = accounts::otpauth_address(services.federation.profile().title,
                                                   visitor.account->email, secret);
    web::Page page;
    auto& box = page.section("SCAN");
    box.set("CSRF", visitor.csrf_token);
    box.set_html("QR", web::qr_code(address, services.translations.tr(language,
                                                                      "Code à photographier avec "
                                                                      "l’application")));
    std::string letters;
    for (const char c : accounts::base32(secret)) {
        if (letters.size() % 5 == 4) letters += ' ';
        letters += c;
    }
    box.set("SECRET", letters);
    show_wrong(services, box, language, wrong);
    return show(services, request, visitor, page, status);
}

web::Response confirm(Services& services, const web::Request& request, const Visitor& visitor) {
    auto& second = services.accounts.second_code();
    const auto codes = second.confirm(visitor.account->id, request.form_value("code").value_or(""),
                                      visitor.session_id);
    if (!codes) {
        const auto secret = second.begun(visitor.account->id);
        if (codes.error().fault == Fault::Unprocessable && !secret.empty()) {
            return scan(services, request, visitor, secret, {{"code", codes.error().detail}}, 422);
        }
        if (codes.error().fault == Fault::Conflict) {
            return web::Response::see_other("/moi/securite/code");
        }
        return show_problem(services, request, 503);
    }
    services.accounts.journal(visitor.account->id, "second-code.on", "");
    web::Page page;
    auto& box = page.section("DONE");
    box.set("SITE", services.federation.profile().title);
    box.set("EMAIL", visitor.account->email);
    show_codes(box, *codes);
    return show(services, request, visitor, page, 200);
}

web::Response stop(Services& services, const web::Request& request, const Visitor& visitor) {
    if (!services.accounts.people().is_passphrase_of(
            visitor.account->id, request.form_value("passphrase").value_or(""))) {
        return start(services, request, visitor,
                     {{"passphrase",
                       std::string(web::tr_later("Ce n’est pas votre phrase de passe actuelle."))}},
                     422);
    }
    if (!services.accounts.second_code().end(visitor.account->id, visitor.session_id)) {
        return show_problem(services, request, 503);
    }
    services.accounts.journal(visitor.account->id, "second-code.off", "");
    return done(services, "/moi/securite", "code-arrete");
}

web::Response post(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto action = request.form_value("action").value_or("");
    if (action == "confirmer") return confirm(services, request, visitor);
    if (action == "arreter") return stop(services, request, visitor);
    const auto secret = services.accounts.second_code().begin(visitor.account->id);
    if (!secret) return web::Response::see_other("/moi/securite/code");
    return scan(services, request, visitor, *secret, {}, 200);
}

}  // namespace

void add_second_code_routes(Services& services, web::Router& router) {
    on_get(services, router, "/moi/securite/code", [&](const auto& request, const auto& visitor) {
        return start(services, request, visitor, {}, 200);
    });
    on_post(services, router, "/moi/securite/code", [&](const auto& request, const auto& visitor) {
        return post(services, request, visitor);
    });
}

}  // namespace essaim::me
