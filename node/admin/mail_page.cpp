#include "node/admin/mail_page.h"

#include <algorithm>
#include <array>

#include "node/accounts/links.h"
#include "node/admin/desk.h"
#include "node/base/mail_address.h"
#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;
using Security = base::Config::Mail::Security;

constexpr std::size_t kStuckShown = 50;

bool says(const std::string& said, std::string_view what) {
    return said.find(what) != std::string::npos;
}

// Why no letter at all leaves, in words.
std::string way_of(Services& services, web::Language language, const std::string& said) {
    const auto& words = services.translations;
    if (said.starts_with("53") || says(said, "denied")) {
        return words.tr(language, "il n’accepte pas l’identifiant ou le mot de passe");
    }
    if (says(said, "SSL") || says(said, "TLS") || says(said, "certificate")) {
        return words.tr(language, "la connexion chiffrée n’est pas possible avec lui");
    }
    if (says(said, "resolve")) return words.tr(language, "aucun serveur ne porte ce nom");
    if (said.starts_with("5") || said.starts_with("4")) {
        return words.tr(language, "il n’accepte pas l’adresse de l’expéditeur");
    }
    return words.tr(language, "il ne répond pas");
}

// Why one letter did not arrive, in words (RFC 3463 where the server says it).
std::string why_of(Services& services, web::Language language, const mail::Stuck& letter) {
    const auto& words = services.translations;
    if (letter.unsure) {
        return words.tr(language,
                        "Il est peut-être arrivé : la liaison s’est rompue avant la réponse du "
                        "serveur. Le nœud ne le renvoie pas de lui-même.");
    }
    if (letter.error == "expired") {
        return words.tr(language, "Il a attendu trop longtemps : il ne servait plus à rien.");
    }
    if (says(letter.error, "5.2.2") || letter.error.starts_with("552")) {
        return words.tr(language, "La boîte de cette personne est pleine.");
    }
    if (says(letter.error, "5.7.") || letter.error.starts_with("554")) {
        return words.tr(language,
                        "Le serveur n’en veut pas : il le prend pour du courrier indésirable.");
    }
    if (letter.error.starts_with("55")) {
        return words.tr(language, "Cette adresse n’existe pas, ou n’accepte pas de courriel.");
    }
    return words.tr(language, "Le serveur ne l’a pas pris.");
}

std::string kind_name(Services& services, web::Language language, const std::string& kind) {
    static constexpr auto kKinds = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"test", web::tr_later("courriel d’essai")},
         {"invitation", web::tr_later("invitation")},
         {"confirmation", web::tr_later("demande de confirmation")},
         {"passphrase", web::tr_later("phrase de passe perdue")},
         {"lettre", web::tr_later("lettre de la semaine")},
         {"fil", web::tr_later("réponse dans un fil suivi")},
         {"fiche", web::tr_later("rappel de la fiche")}});
    const auto* found = std::ranges::find(kKinds, kind, [](const auto& row) { return row.first; });
    return found == kKinds.end() ? kind : services.translations.tr(language, found->second);
}

std::string way_out(Services& services, web::Language language) {
    const auto& mail = services.config.mail;
    const auto& words = services.translations;
    const auto way = mail.security == Security::None
                         ? words.tr(language, "sans chiffrement, sur cette machine")
                         : words.tr(language, "chiffré");
    return words.tr(language, "Le courriel part de {from} par {server}, port {port}, {way}.",
                    {{"from", mail.from},
                     {"server", mail.server},
                     {"port", std::to_string(mail.port)},
                     {"way", way}});
}

void show_sentence(web::Page& page, const Sentence& sentence) {
    auto& row = page.section("HEALTH");
    row.set("LEVEL", sentence.level).set("SENTENCE", sentence.text);
    row.set_if("DETAIL", sentence.detail);
}

void show_state(Services& services, web::Page& page, const Visitor& visitor,
                web::Language language) {
    const auto& words = services.translations;
    const auto state = services.mail.state();
    show_sentence(page, {"ok", way_out(services, language)});
    for (const auto& one : mail_troubles(services, language)) show_sentence(page, one);
    if (state.counts.waiting > 0 && !state.trouble) {
        show_sentence(
            page, {"ok", words.trn(language, "{n} courriel attend son tour.",
                                   "{n} courriels attendent leur tour.", state.counts.waiting)});
    } else if (state.counts.waiting == 0) {
        show_sentence(page, {"ok", words.tr(language, "Rien n’attend.")});
    }
    auto& box = page.section("SET");
    box.set("CSRF", visitor.csrf_token).set("ME", visitor.account->email);
    if (state.trouble) box.section("TROUBLE").set("CSRF", visitor.csrf_token);
    const auto stuck = services.mail.stuck(kStuckShown);
    if (stuck.empty()) return;
    auto& list = box.section("STUCK");
    for (const auto& letter : stuck) {
        auto& row = list.section("LETTER");
        row.set("ID", letter.id).set("CSRF", visitor.csrf_token);
        row.set("KIND", kind_name(services, language, letter.kind));
        row.set("TO", base::mask_mail_address(letter.to));
        row.set("DATE", web::format_date_time(language, letter.made));
        row.set("WHY", why_of(services, language, letter));
        if (!letter.error.empty() && letter.error.front() >= '0' && letter.error.front() <= '9') {
            row.section("DETAIL").set("SAID", letter.error);
        }
        if (letter.can_retry) row.show("RETRY");
    }
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "courriel"));
    if (services.mail.is_set()) {
        show_state(services, page, visitor, language);
    } else {
        page.show("UNSET");
    }
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Courriel"), .indexed = false},
                     "admin/mail.html", page);
}

// To oneself; it says whose it is, and confirms the address of who was not confirmed.
web::Response test(Services& services, const web::Request& request, const Visitor& visitor) {
    if (!services.mail.is_set()) return show_problem(services, request, 404);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto& account = *visitor.account;
    auto sent = services.database.write([&](storage::Connection& connection) -> Result<void> {
        if (!services.mail.may_ask(connection, account.email)) {
            return refuse(Fault::TooMany, "asked too often");
        }
        mail::Sheet sheet{
            .subject = words.tr(language, "Courriel d’essai"),
            .heading = words.tr(language, "Le courriel fonctionne"),
            .before = {words.tr(language,
                                "Vous avez demandé ce courriel d’essai sur la page « Courriel » "
                                "de la gestion. S’il arrive, les autres arriveront aussi.")}};
        if (!services.accounts.links().is_verified(account.id)) {
            const auto link = services.accounts.links().for_address(connection, account);
            sheet.before.push_back(
                words.tr(language, "Il reste à confirmer que cette adresse est la vôtre."));
            sheet.action = words.tr(language, "Confirmer mon adresse");
            sheet.url = services.config.url("/moi/courriel/confirmer/" + link.token);
        }
        return services.mail.put(connection, mail::write(paper_of(services), language, sheet),
                                 {{.kind = "test",
                                   .to = account.email,
                                   .unsubscribe = "",
                                   .urgent = true,
                                   .valid = std::chrono::hours(24)}});
    });
    if (!sent) {
        return show_problem(
            services, request, sent.error().fault == Fault::TooMany ? 429 : 503,
            sent.error().fault == Fault::TooMany
                ? words.tr(language, "Trois courriels par jour et par adresse : attendez demain.")
                : "");
    }
    services.mail.wake();
    services.accounts.journal(account.id, "mail.test", "");
    return done(services, "/gestion/courriel", "essai");
}

web::Response act(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto action = request.form_value("action").value_or("");
    const auto id = request.form_value("letter").value_or("");
    Result<void> changed;
    if (action == "now") changed = services.mail.try_now();
    if (action == "retry") changed = services.mail.retry(id);
    if (action == "drop") changed = services.mail.drop(id);
    if (!changed && changed.error().fault != Fault::NotFound) {
        return show_problem(services, request, 503);
    }
    services.accounts.journal(visitor.account->id, "mail." + action.substr(0, 10), "");
    return done(services, "/gestion/courriel",
                action == "drop" ? "courriel-oublie" : "courriel-relance");
}

}  // namespace

std::vector<Sentence> mail_troubles(Services& services, web::Language language) {
    if (!services.mail.is_set()) return {};
    const auto& words = services.translations;
    const auto state = services.mail.state();
    std::vector<Sentence> sentences;
    if (state.trouble) {
        sentences.push_back(
            {"trouble",
             words.tr(language,
                      "Aucun courriel ne part depuis le {since} par {server} : {why}. Le nœud "
                      "réessaie tout seul.",
                      {{"since", web::format_date_time(language, state.trouble->since)},
                       {"server", services.config.mail.server},
                       {"why", way_of(services, language, state.trouble->said)}}),
             state.trouble->said});
    }
    const auto stuck = state.counts.failed + state.counts.unsure;
    if (stuck > 0) {
        sentences.push_back({"attention", words.trn(language, "{n} courriel n’est pas arrivé.",
                                                    "{n} courriels ne sont pas arrivés.", stuck)});
    }
    return sentences;
}

void add_mail_routes(Services& services, web::Router& router) {
    on_get(services, router, "/gestion/courriel",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor);
           });
    on_post(services, router, "/gestion/courriel",
            [&](const web::Request& request, const Visitor& visitor) {
                return act(services, request, visitor);
            });
    on_post(services, router, "/gestion/courriel/essai",
            [&](const web::Request& request, const Visitor& visitor) {
                return test(services, request, visitor);
            });
}

}  // namespace essaim::admin
