#include "node/letters/own_mail_pages.h"

#include "node/accounts/links.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/letters/subscriber_store.h"
#include "node/letters/thread_letters.h"
#include "node/mail/thread_follow_store.h"
#include "node/storage/connection.h"

namespace essaim::letters {

namespace {

using namespace std::chrono_literals;
using accounts::Role;
using accounts::Visitor;

constexpr const char* kHere = "/moi/courriel";

std::optional<Subscriber> letter_of(Services& services, const std::string& account) {
    auto reader = services.database.read();
    return SubscriberStore(*reader).of_account(account);
}

web::Response show(const Desk& desk, const web::Request& request) {
    auto& services = desk.services;
    const auto visitor = services.accounts.require(request, Role::Reader);
    if (!visitor) return visitor.error();
    web::Page page;
    page.set("ADDRESS", visitor->account->email);
    if (!services.mail.is_set()) {
        page.show("UNSET");
    } else if (!services.accounts.links().is_verified(visitor->account->id)) {
        page.section("UNVERIFIED").set("CSRF", visitor->csrf_token);
    } else {
        const auto known = letter_of(services, visitor->account->id);
        auto& box = page.section("VERIFIED");
        box.set("CSRF", visitor->csrf_token);
        if (known && known->confirmed) box.show("WEEKLY");
        auto reader = services.database.read();
        const auto threads = mail::ThreadFollowStore(*reader).of(visitor->account->id);
        if (!threads.empty()) {
            auto& list = box.section("THREADS");
            for (const auto& one : threads) {
                const auto first = beginning_of(services, *reader, one.thread);
                auto& row = list.section("THREAD").set("TITLE", first.title);
                row.set("PATH", first.path).set("IRI", one.thread).set("CSRF", visitor->csrf_token);
            }
        }
    }
    return desk.show(request, desk.tr(request, "Ce que vous recevez par courriel"),
                     "letters/own_mail.html", page);
}

web::Response verify(const Desk& desk, const web::Request& request) {
    auto& services = desk.services;
    const auto visitor = services.accounts.require(request, Role::Reader);
    if (!visitor) return visitor.error();
    if (!services.mail.is_set()) return show_problem(services, request, 404);
    const auto& account = *visitor->account;
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        if (!services.mail.may_ask(connection, account.email)) {
            return refuse(Fault::TooMany, "asked too often");
        }
        const auto link = services.accounts.links().for_address(connection, account);
        return services.mail.put(
            connection,
            mail::write(paper_of(services), language,
                        {.subject = words.tr(language, "Confirmez votre adresse"),
                         .before = {words.tr(language,
                                             "Bonjour {name}. Ce lien confirme que cette adresse "
                                             "est la vôtre. Il vaut trois jours.",
                                             {{"name", account.name}})},
                         .action = words.tr(language, "Confirmer mon adresse"),
                         .url = services.config.url("/moi/courriel/confirmer/" + link.token),
                         .after = {words.tr(language,
                                            "Vous ne connaissez pas ce site ? Ne faites rien : "
                                            "rien d’autre ne vous parviendra.")}}),
            {{.kind = "confirmation",
              .to = account.email,
              .unsubscribe = "",
              .urgent = true,
              .valid = accounts::Links::kAddressValid}});
    });
    if (!written) {
        if (written.error().fault != Fault::TooMany) return show_problem(services, request, 503);
        return show_problem(
            services, request, 429,
            desk.tr(request, "Trois courriels par jour et par adresse : attendez demain."));
    }
    services.mail.wake();
    return done(services, kHere, "lien-parti");
}

// Whoever opens the link, signed in or not; by a button, not by looking at it.
web::Response confirm(const Desk& desk, const web::Request& request, bool posted) {
    auto& services = desk.services;
    const auto token = request.parameter("token");
    if (!posted) {
        web::Page page;
        page.set("TITLE", desk.tr(request, "Confirmer mon adresse"));
        page.set("SENTENCE",
                 desk.tr(request, "Un clic, et le nœud sait que cette adresse est la vôtre."));
        page.set("TARGET", "/moi/courriel/confirmer/" + base::percent_encode(token));
        page.set("BUTTON", desk.tr(request, "Confirmer mon adresse"));
        return desk.show(request, desk.tr(request, "Confirmer mon adresse"), "letters/confirm.html",
                         page);
    }
    const auto account = services.accounts.links().confirm_address(token);
    if (account) {
        return desk.say(request, desk.tr(request, "C’est fait"),
                        desk.tr(request,
                                "Votre adresse est confirmée. Le nœud peut vous écrire : la lettre "
                                "de la semaine, si vous le voulez, et un lien si vous perdez "
                                "votre phrase de passe."));
    }
    if (account.error().fault != Fault::Gone) return show_problem(services, request, 503);
    return desk.say(request, desk.tr(request, "Ce lien ne fonctionne plus"),
                    desk.tr(request,
                            "Il a déjà servi, ou il est trop ancien. « Votre compte », "
                            "« Courriel » en envoie un autre."),
                    410);
}

web::Response choose(const Desk& desk, const web::Request& request) {
    auto& services = desk.services;
    const auto visitor = services.accounts.require(request, Role::Reader);
    if (!visitor) return visitor.error();
    const auto& account = *visitor->account;
    if (!services.mail.is_set() || !services.accounts.links().is_verified(account.id)) {
        return web::Response::see_other(kHere);
    }
    const bool wanted = request.form_value("lettre") == "1";
    const auto now = services.clock.now();
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        SubscriberStore store(connection);
        const auto known = store.of_account(account.id);
        if (wanted) {
            store.add_own({.id = known ? known->id : base::new_ulid(now),
                           .email = account.email,
                           .language = std::string(web::code(web::language_of(request)))},
                          account.id, now);
        } else if (known) {
            store.remove(known->id);
            mail::MailStore(connection).drop_for(known->email, "lettre");
        }
        return {};
    });
    if (!written) return show_problem(services, request, 503);
    return done(services, kHere, "courriel-choisi");
}

}  // namespace

void add_own_mail_routes(const std::shared_ptr<Desk>& desk, web::Router& router) {
    using web::Request;
    router.get(kHere, [desk](const Request& r) { return show(*desk, r); });
    router.post(kHere, [desk](const Request& r) { return choose(*desk, r); });
    router.post("/moi/courriel/verifier", [desk](const Request& r) { return verify(*desk, r); });
    router.get("/moi/courriel/confirmer/{token}",
               [desk](const Request& r) { return confirm(*desk, r, false); });
    router.post("/moi/courriel/confirmer/{token}",
                [desk](const Request& r) { return confirm(*desk, r, true); });
    desk->services.accounts.add_to_me([desk](const Request& request, const Visitor& visitor) {
        auto& services = desk->services;
        if (!services.mail.is_set()) return web::SafeHtml();
        web::Page page;
        if (!services.accounts.links().is_verified(visitor.account->id)) page.show("UNVERIFIED");
        return services.templates.render(web::language_of(request), "letters/own_mail_part.html",
                                         page);
    });
}

}  // namespace essaim::letters
