#include "node/letters/passphrase_pages.h"

#include "node/accounts/links.h"
#include "node/base/log.h"
#include "node/base/mail_address.h"
#include "node/base/text.h"
#include "node/storage/connection.h"

namespace essaim::letters {

namespace {

web::Response ask_form(const Desk& desk, const web::Request& request,
                       const std::vector<web::FieldError>& errors, int status) {
    if (!desk.services.mail.is_set()) return show_problem(desk.services, request, 404);
    web::Page page;
    page.set("ADDRESS", request.form_value("adresse").value_or(""));
    return desk.show_form(request, desk.tr(request, "Phrase de passe perdue"),
                          "letters/forgotten.html", page, errors, status);
}

Result<void> send_link(Services& services, storage::Connection& connection,
                       const std::string& address) {
    if (!services.mail.may_ask(connection, address)) return {};
    const auto link = services.accounts.links().for_passphrase(connection, address);
    if (!link) return {};
    const auto language =
        link->account.language == "en" ? web::Language::English : web::Language::French;
    const auto& words = services.translations;
    return services.mail.put(
        connection,
        mail::write(
            paper_of(services), language,
            {.subject = words.tr(language, "Une nouvelle phrase de passe"),
             .before = {words.tr(language,
                                 "Bonjour {name}. Voici de quoi choisir une nouvelle "
                                 "phrase de passe. Le lien vaut une heure et sert une fois.",
                                 {{"name", link->account.name}})},
             .action = words.tr(language, "Choisir une phrase de passe"),
             .url = services.config.url("/connexion/oubli/" + link->token),
             .after = {words.tr(language,
                                "Ce n’était pas vous ? Ne faites rien : rien ne change "
                                "tant que le lien n’a pas servi.")}}),
        {{.kind = "passphrase",
          .to = link->account.email,
          .unsubscribe = "",
          .urgent = true,
          .valid = accounts::Links::kPassphraseValid}});
}

web::Response ask(Desk& desk, const web::Request& request) {
    auto& services = desk.services;
    if (!services.mail.is_set()) return show_problem(services, request, 404);
    if (!desk.form_is_ours(request)) {
        return ask_form(
            desk, request,
            {{"adresse", desk.tr(request, "Le formulaire avait expiré : recommencez.")}}, 403);
    }
    const auto address = base::ascii_lower(base::trim(request.form_value("adresse").value_or("")));
    if (!base::is_mail_address(address)) {
        return ask_form(
            desk, request,
            {{"adresse", desk.tr(request, "Cette adresse de courriel n’a pas la forme attendue.")}},
            422);
    }
    if (desk.too_often(request)) {
        return ask_form(desk, request,
                        {{"adresse",
                          desk.tr(request, "Trop d’essais. Réessayez dans un quart d’heure.")}},
                        429)
            .with("Retry-After", "900");
    }
    services.database.write_later(
        [&services, address](storage::Connection& connection) {
            return send_link(services, connection, address);
        },
        [&services](const Result<void>& outcome) {
            if (outcome) return services.mail.wake();
            base::log::warning("no link is sent", {{"why", outcome.error().detail}});
        });
    return web::Response::see_other("/connexion/oubli/envoye");
}

web::Response sent(const Desk& desk, const web::Request& request) {
    if (!desk.services.mail.is_set()) return show_problem(desk.services, request, 404);
    return desk.say(request, desk.tr(request, "Regardez votre courrier"),
                    desk.tr(request,
                            "Si un compte a cette adresse et que vous l’avez confirmée, un lien "
                            "vient de partir. Il vaut une heure. Sinon, prenez votre feuille de "
                            "secours."));
}

web::Response too_old(const Desk& desk, const web::Request& request) {
    return desk.say(request, desk.tr(request, "Ce lien ne fonctionne plus"),
                    desk.tr(request,
                            "Il a déjà servi, ou il est trop ancien : un lien vaut une heure. Vous "
                            "pouvez en demander un autre."),
                    410);
}

web::Response choose_form(const Desk& desk, const web::Request& request,
                          const std::vector<web::FieldError>& errors, int status) {
    web::Page page;
    page.set("TOKEN", base::percent_encode(request.parameter("token")));
    return desk
        .show_form(request, desk.tr(request, "Une nouvelle phrase de passe"),
                   "letters/new_passphrase.html", page, errors, status)
        .with("Cache-Control", "no-store");
}

web::Response choose(Desk& desk, const web::Request& request, bool posted) {
    auto& services = desk.services;
    auto& links = services.accounts.links();
    const auto token = request.parameter("token");
    if (!links.is_good_for_passphrase(token)) return too_old(desk, request);
    if (!posted) return choose_form(desk, request, {}, 200);
    if (!desk.form_is_ours(request)) {
        return choose_form(
            desk, request,
            {{"passphrase", desk.tr(request, "Le formulaire avait expiré : recommencez.")}}, 403);
    }
    if (desk.too_often(request)) {  // hashing is dear
        return choose_form(desk, request,
                           {{"passphrase",
                             desk.tr(request, "Trop d’essais. Réessayez dans un quart d’heure.")}},
                           429)
            .with("Retry-After", "900");
    }
    const auto account = links.new_passphrase(token, request.form_value("passphrase").value_or(""));
    if (account) {
        return desk.say(request, desk.tr(request, "C’est fait"),
                        desk.tr(request,
                                "Votre phrase de passe est changée, et tous vos appareils sont "
                                "déconnectés. Connectez-vous avec la nouvelle."));
    }
    switch (account.error().fault) {
        case Fault::Gone:
            return too_old(desk, request);
        case Fault::Unprocessable:
            return choose_form(desk, request,
                               {{"passphrase", desk.tr(request, account.error().detail)}}, 422);
        default:
            return show_problem(services, request, 503);
    }
}

}  // namespace

void add_passphrase_routes(const std::shared_ptr<Desk>& desk, web::Router& router) {
    using web::Request;
    router.get("/connexion/oubli",
               [desk](const Request& r) { return ask_form(*desk, r, {}, 200); });
    router.post("/connexion/oubli", [desk](const Request& r) { return ask(*desk, r); });
    router.get("/connexion/oubli/envoye", [desk](const Request& r) { return sent(*desk, r); });
    router.get("/connexion/oubli/{token}",
               [desk](const Request& r) { return choose(*desk, r, false); });
    router.post("/connexion/oubli/{token}",
                [desk](const Request& r) { return choose(*desk, r, true); });
}

}  // namespace essaim::letters
