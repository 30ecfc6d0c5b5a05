#include "node/letters/subscribe_pages.h"

#include "node/base/log.h"
#include "node/base/mail_address.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/letters/subscriber_store.h"
#include "node/mail/thread_follow_store.h"
#include "node/storage/connection.h"

namespace essaim::letters {

namespace {

using namespace std::chrono_literals;

constexpr auto kConfirmValid = 24h * 3;
constexpr const char* kLetter = "lettre";

std::string hash_of(const std::string& token) {
    return base::sha256_hex("essaim letter\n" + token.substr(0, 200));
}

web::Response form(const Desk& desk, const web::Request& request,
                   const std::vector<web::FieldError>& errors, int status) {
    if (!desk.services.mail.is_set()) return show_problem(desk.services, request, 404);
    web::Page page;
    page.set("ADDRESS", request.form_value("adresse").value_or(""));
    return desk.show_form(request, desk.tr(request, "Recevoir les nouvelles par courriel"),
                          "letters/subscribe.html", page, errors, status);
}

mail::Content confirmation(Services& services, web::Language language, const std::string& token) {
    const auto& words = services.translations;
    const auto name = services.federation.profile().title;
    return mail::write(
        paper_of(services), language,
        {.subject = words.tr(language, "Confirmez : la lettre de {name}", {{"name", name}}),
         .before = {words.tr(language,
                             "Quelqu’un, sans doute vous, a demandé à recevoir ici la lettre de "
                             "{name}, une fois par semaine.",
                             {{"name", name}})},
         .action = words.tr(language, "Oui, je veux la recevoir"),
         .url = services.config.url("/lettre/confirmer/" + token),
         .after = {
             words.tr(language,
                      "Ce n’était pas vous ? Ne faites rien : dans trois jours, cette adresse "
                      "est effacée, et rien d’autre ne vous parviendra.")}});
}

mail::Content already(Services& services, web::Language language) {
    const auto& words = services.translations;
    const auto name = services.federation.profile().title;
    return mail::write(
        paper_of(services), language,
        {.subject = words.tr(language, "Vous recevez déjà la lettre de {name}", {{"name", name}}),
         .before = {words.tr(language,
                             "Votre adresse vient d’être donnée pour la recevoir : "
                             "elle y était déjà, rien ne change.")},
         .unsubscribe = words.tr(language, "Ne plus recevoir cette lettre")});
}

// The work of a request, after its answer: how long it takes tells nothing (E6).
Result<void> ask(Services& services, storage::Connection& connection, const std::string& address,
                 web::Language language) {
    if (!services.mail.may_ask(connection, address)) return {};
    SubscriberStore store(connection);
    const auto known = store.by_email(address);
    const auto now = services.clock.now();
    if (known && known->confirmed) {
        return services.mail.put(connection, already(services, language),
                                 {{.kind = "confirmation",
                                   .to = address,
                                   .unsubscribe = stop_address(services, known->id),
                                   .urgent = true,
                                   .valid = 24h}});
    }
    if (!known && !store.has_room()) return refuse(Fault::TooMany, "too many subscribers");
    const auto token = base::random_token();
    store.ask({.id = known ? known->id : base::new_ulid(now),
               .email = address,
               .language = std::string(web::code(language)),
               .confirmed = false},
              hash_of(token), now);
    return services.mail.put(connection, confirmation(services, language, token),
                             {{.kind = "confirmation",
                               .to = address,
                               .unsubscribe = "",
                               .urgent = true,
                               .valid = kConfirmValid}});
}

web::Response subscribe(Desk& desk, const web::Request& request) {
    auto& services = desk.services;
    if (!services.mail.is_set()) return show_problem(services, request, 404);
    if (!desk.form_is_ours(request) && !desk.comes_from_here(request)) {
        return form(desk, request,
                    {{"adresse", desk.tr(request, "Le formulaire avait expiré : recommencez.")}},
                    403);
    }
    const auto address = base::ascii_lower(base::trim(request.form_value("adresse").value_or("")));
    if (!base::is_mail_address(address)) {
        return form(
            desk, request,
            {{"adresse", desk.tr(request, "Cette adresse de courriel n’a pas la forme attendue.")}},
            422);
    }
    if (desk.too_often(request)) {
        return form(desk, request,
                    {{"adresse",
                      desk.tr(request, "Trop d’essais. Réessayez dans un quart d’heure.")}},
                    429)
            .with("Retry-After", "900");
    }
    services.database.write_later(
        [&services, address,
         language = web::language_of(request)](storage::Connection& connection) {
            return ask(services, connection, address, language);
        },
        [&services](const Result<void>& outcome) {
            if (outcome) return services.mail.wake();
            base::log::warning("nobody subscribes", {{"why", outcome.error().detail}});
        });
    return web::Response::see_other("/lettre/envoyee");
}

web::Response sent(const Desk& desk, const web::Request& request) {
    if (!desk.services.mail.is_set()) return show_problem(desk.services, request, 404);
    return desk.say(request, desk.tr(request, "Regardez votre courrier"),
                    desk.tr(request,
                            "Un courriel part vers cette adresse. Ouvrez le lien qu’il contient : "
                            "la lettre vous parviendra à partir de là. Rien n’arrive ? Regardez "
                            "parmi les indésirables."));
}

std::optional<Subscriber> waiting(Services& services, const std::string& token) {
    auto reader = services.database.read();
    return SubscriberStore(*reader).to_confirm(hash_of(token),
                                               services.clock.now() - kConfirmValid);
}

web::Response too_old(const Desk& desk, const web::Request& request) {
    return desk.say(request, desk.tr(request, "Ce lien ne fonctionne plus"),
                    desk.tr(request,
                            "Il a déjà servi, ou il est trop ancien. Vous pouvez redonner votre "
                            "adresse depuis l’accueil."),
                    410);
}

// A program that looks at links before people do must not confirm by looking.
web::Response confirm(const Desk& desk, const web::Request& request, bool posted) {
    auto& services = desk.services;
    const auto token = request.parameter("token");
    const auto found = waiting(services, token);
    if (!found) return too_old(desk, request);
    if (!posted) {
        web::Page page;
        page.set("TITLE", desk.tr(request, "Encore un clic"));
        page.set("SENTENCE", desk.tr(request, "La lettre de {name} ira à {address}.",
                                     {{"name", services.federation.profile().title},
                                      {"address", found->email}}));
        page.set("TARGET", "/lettre/confirmer/" + base::percent_encode(token));
        page.set("BUTTON", desk.tr(request, "Oui, je veux la recevoir"));
        return desk.show(request, desk.tr(request, "Encore un clic"), "letters/confirm.html", page);
    }
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        SubscriberStore(connection).confirm(found->id);
        return {};
    });
    if (!written) return show_problem(services, request, 503);
    return desk.say(request, desk.tr(request, "C’est fait"),
                    desk.tr(request,
                            "Vous recevrez la prochaine lettre. Chacune a, tout en bas, un lien "
                            "pour arrêter."));
}

// No cookie, no token of a form: the address itself is signed (RFC 8058 §3.2).
web::Response stop(const Desk& desk, const web::Request& request, bool posted) {
    auto& services = desk.services;
    const auto token = request.parameter("token");
    const auto what = services.mail.signed_what(token);
    const bool of_thread = what && what->starts_with("t-");
    if (!what || (!of_thread && !what->starts_with("s-"))) {
        return show_problem(services, request, 404);
    }
    const auto title = of_thread ? desk.tr(request, "Ne plus suivre ce fil")
                                 : desk.tr(request, "Ne plus recevoir cette lettre");
    if (!posted) {
        web::Page page;
        page.set("TITLE", title);
        page.set("SENTENCE",
                 of_thread
                     ? desk.tr(request, "Les réponses suivantes ne vous parviendront plus.")
                     : desk.tr(request, "Votre adresse sera effacée de ce site, tout de suite."));
        page.set("TARGET", "/lettre/arreter/" + base::percent_encode(token));
        page.set("BUTTON", desk.tr(request, "Arrêter"));
        return desk.show(request, title, "letters/confirm.html", page);
    }
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        if (of_thread) {
            mail::ThreadFollowStore(connection).remove(what->substr(2));
            return {};
        }
        SubscriberStore store(connection);
        const auto found = store.find(what->substr(2));
        if (!found) return {};
        store.remove(found->id);
        mail::MailStore(connection).drop_for(found->email, kLetter);
        return {};
    });
    if (!written) return show_problem(services, request, 503);
    return desk.say(
        request, desk.tr(request, "C’est arrêté"),
        of_thread ? desk.tr(request, "Vous ne suivez plus ce fil.")
                  : desk.tr(request, "Votre adresse n’est plus ici. Merci de nous avoir lus."));
}

}  // namespace

std::string stop_address(Services& services, const std::string& subscriber) {
    return services.config.url("/lettre/arreter/" + services.mail.sign("s-" + subscriber));
}

void add_subscribe_routes(const std::shared_ptr<Desk>& desk, Plug& plug) {
    using web::Request;
    plug.router.get("/lettre", [desk](const Request& r) { return form(*desk, r, {}, 200); });
    plug.router.post("/lettre", [desk](const Request& r) { return subscribe(*desk, r); });
    plug.router.get("/lettre/envoyee", [desk](const Request& r) { return sent(*desk, r); });
    plug.router.get("/lettre/confirmer/{token}",
                    [desk](const Request& r) { return confirm(*desk, r, false); });
    plug.router.post("/lettre/confirmer/{token}",
                     [desk](const Request& r) { return confirm(*desk, r, true); });
    plug.router.get("/lettre/arreter/{token}",
                    [desk](const Request& r) { return stop(*desk, r, false); });
    plug.router.post("/lettre/arreter/{token}",
                     [desk](const Request& r) { return stop(*desk, r, true); });
    plug.front_side.emplace_back(
        "lettre", [desk](const accounts::Visitor& visitor, web::Language language) {
            auto& services = desk->services;
            if (!services.mail.is_set() || visitor.account) return web::SafeHtml();
            return services.templates.render(language, "letters/subscribe_part.html", web::Page());
        });
}

}  // namespace essaim::letters
