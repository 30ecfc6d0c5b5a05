#include "node/admin/people_page.h"

#include <algorithm>
#include <array>

#include "node/accounts/invitations.h"
#include "node/accounts/people.h"
#include "node/admin/desk.h"
#include "node/base/mail_address.h"
#include "node/base/text.h"
#include "node/web/qr.h"

namespace essaim::admin {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr std::array<int, 3> kDays = {1, 7, 30};

struct Made {  // what the answer to a form tells, once
    std::string link;
    std::string email;    // of who asked; may be empty
    bool mailed = false;  // it leaves to that address
    int uses = 1;
    base::Instant expires;
};

std::string role_name_in(const std::vector<RoleWords>& roles, Role role) {
    return std::ranges::find(roles, role, &RoleWords::role)->name;
}

void show_made(Services& services, web::Page& page, web::Language language, const Made& made) {
    const auto& words = services.translations;
    const auto name = services.federation.profile().title;
    auto& box = page.section("INVITATION");
    box.set("LINK", made.link);
    const auto date = web::format_date(language, made.expires);
    box.set("VALID", words.trn(language, "Valable une fois, jusqu’au {date}.",
                               "Valable {n} fois, jusqu’au {date}.", made.uses, {{"date", date}}));
    box.set_html("QR", web::qr_code(made.link, words.tr(language, "Lien d’invitation")));
    box.set("MESSAGE", words.tr(language,
                                "Bonjour,\n\nVoici le lien pour entrer sur le site de {name} :\n"
                                "{link}\n\nIl est valable jusqu’au {date}.\n",
                                {{"name", name}, {"link", made.link}, {"date", date}}));
    if (made.mailed) {
        box.section("MAILED").set(
            "SENTENCE", words.tr(language, "Le lien part vers {email}.", {{"email", made.email}}));
    } else if (!made.email.empty()) {
        box.section("WRITE").set_url("MAIL", "mailto:" + made.email).set("EMAIL", made.email);
    }
}

void show_people(Services& services, web::Page& page, web::Language language,
                 const std::vector<RoleWords>& roles, const Visitor& visitor) {
    const auto& words = services.translations;
    std::int64_t managers = 0;
    for (const auto& person : services.accounts.people().all()) {
        const auto& account = person.account;
        if (account.role == Role::Manager && !person.closed && !person.leaving) ++managers;
        auto& row = page.section("PERSON");
        row.set("NAME", account.name.empty() ? account.email : account.name);
        row.set("EMAIL", account.email).set("ROLE", role_name_in(roles, account.role));
        row.set("URL", "/gestion/personnes/" + account.id);
        if (account.id == visitor.account->id) row.show("YOU");
        if (person.closed) row.show("CLOSED");
        if (person.leaving) row.show("LEAVING");
        row.set("SEEN", person.seen ? words.tr(language, "Vue le {date}.",
                                               {{"date", web::format_date(language, *person.seen)}})
                                    : words.tr(language, "Pas connectée en ce moment."));
    }
    if (managers < 2) page.show("ALONE");
}

void show_open(Services& services, web::Page& page, web::Language language,
               const std::vector<RoleWords>& roles, const Visitor& visitor) {
    const auto& words = services.translations;
    const auto open = services.accounts.invitations().open();
    if (open.empty()) return;
    auto& box = page.section("OPEN");
    for (const auto& one : open) {
        auto& row = box.section("ONE");
        row.set("ID", one.id).set("CSRF", visitor.csrf_token);
        row.set("LABEL", one.label.empty() ? words.tr(language, "Lien d’invitation") : one.label);
        row.set("ROLE", role_name_in(roles, one.role));
        row.set("LEFT", words.trn(language, "{n} entrée possible, jusqu’au {date}",
                                  "{n} entrées possibles, jusqu’au {date}", one.uses - one.used,
                                  {{"date", web::format_date(language, one.expires)}}));
    }
}

void show_requests(Services& services, web::Page& page, web::Language language,
                   const std::vector<RoleWords>& roles, const Visitor& visitor) {
    const auto requests = services.accounts.invitations().requests();
    if (requests.empty()) return;
    auto& box = page.section("REQUESTS");
    for (const auto& one : requests) {
        auto& row = box.section("REQUEST");
        row.set("ID", one.id).set("NAME", one.name).set("EMAIL", one.email);
        row.set("REASON", one.reason).set("CSRF", visitor.csrf_token);
        row.set("DATE", web::format_date(language, one.at));
        for (const auto& role : roles) {
            auto& option = row.section("OPTION");
            option.set("VALUE", std::string(accounts::role_name(role.role))).set("ROLE", role.name);
            if (role.role == Role::Writer) option.show("CHOSEN");
        }
    }
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Made& made, const std::vector<web::FieldError>& errors, int status) {
    const auto language = web::language_of(request);
    const auto roles = role_words(services, language);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "personnes"));
    page.set("CSRF", visitor.csrf_token);
    page.set("LABEL_TEXT", request.form_value("label").value_or(""));
    page.set("USES_TEXT", request.form_value("uses").value_or("1"));
    if (services.mail.is_set()) {
        auto& field = page.section("BY_MAIL");
        if (request.method != "POST" || request.form_value("letter")) field.show("LETTER");
        field.set("EMAIL_TEXT", request.form_value("email").value_or(""));
        for (const auto& error : errors) {
            if (error.field != "email") continue;
            field.show("EMAIL_WRONG");
            field.section("EMAIL_ERROR").set("MESSAGE", error.message);
        }
    }
    // "Premiers pas" leads here for a second manager.
    const auto asked =
        request.method == "POST" ? request.form_value("role") : request.query_value("role");
    const auto chosen = accounts::parse_role(asked.value_or("")).value_or(Role::Writer);
    for (const auto& role : roles) {
        auto& choice = page.section("CHOICE");
        choice.set("VALUE", std::string(accounts::role_name(role.role)));
        choice.set("NAME", role.name).set("WHAT", role.what);
        if (role.role == chosen) choice.show("CHECKED");
    }
    for (const auto days : kDays) {
        auto& option = page.section("DAYS");
        option.set("N", std::to_string(days));
        option.set("TEXT", services.translations.trn(language, "{n} jour", "{n} jours", days));
        if (days == 7) option.show("CHOSEN");
    }
    auto rest = errors;
    std::erase_if(rest, [](const auto& one) { return one.field == "email"; });
    show_errors(services, page, language, rest);
    page.set_html("SUMMARY", web::form_summary(services.templates, language, errors));
    if (!made.link.empty()) show_made(services, page, language, made);
    show_people(services, page, language, roles, visitor);
    show_open(services, page, language, roles, visitor);
    show_requests(services, page, language, roles, visitor);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Personnes"),
                      .indexed = false,
                      .modules = {"copier.js"}},
                     "admin/people.html", page, status);
}

// False: not today, or there is no room for it.
bool send_invitation(Services& services, const std::string& email, const std::string& link,
                     const accounts::NewInvitation& wanted, const AddToLetter& add_to_letter) {
    // In the language of the node: whoever is invited has not chosen one yet.
    const auto language =
        services.config.language == "en" ? web::Language::English : web::Language::French;
    const auto& words = services.translations;
    const auto name = services.federation.profile().title;
    const auto until = web::format_date(language, services.clock.now() + wanted.valid);
    auto sent = services.database.write([&](storage::Connection& connection) -> Result<void> {
        if (!services.mail.may_ask(connection, email)) return refuse(Fault::TooMany, "often");
        mail::Sheet sheet{
            .subject = words.tr(language, "{name} vous invite", {{"name", name}}),
            .before = {words.tr(
                language,
                "Une place vous attend sur le site de {name}, pour écrire et agir avec nous. "
                "Il ne manque que vous : un nom et une phrase de passe.",
                {{"name", name}})},
            .action = words.tr(language, "Entrer"),
            .url = link,
            .after = {words.tr(language, "Le lien vaut jusqu’au {date} et sert une fois.",
                               {{"date", until}})}};
        std::string stop;
        if (add_to_letter) {
            auto added = add_to_letter(connection, email, language);
            if (!added) return std::unexpected(added.error());
            stop = *std::move(added);
            sheet.after.push_back(
                words.tr(language,
                         "D’ici là, et après, la lettre de la semaine vous dira ce qui se passe. "
                         "Un clic l’arrête."));
            sheet.unsubscribe = words.tr(language, "Ne pas recevoir cette lettre");
        } else {
            sheet.after.push_back(
                words.tr(language,
                         "Vous n’attendiez pas cette invitation ? Ne faites rien : rien "
                         "d’autre ne vous parviendra."));
        }
        return services.mail.put(connection, mail::write(paper_of(services), language, sheet),
                                 {{.kind = "invitation",
                                   .to = email,
                                   .unsubscribe = stop,
                                   .urgent = true,
                                   .valid = wanted.valid}});
    });
    if (sent) services.mail.wake();
    return sent.has_value();
}

// Shown here and now: the node keeps only a hash of the code.
web::Response make(Services& services, const web::Request& request, const Visitor& visitor,
                   const accounts::NewInvitation& wanted, const std::string& email,
                   const AddToLetter& add_to_letter = {}) {
    const auto code = services.accounts.invitations().make(wanted);
    if (!code) {
        return show(services, request, visitor, {},
                    {{"role", services.translations.tr(
                                  web::language_of(request),
                                  "L’enregistrement n’a pas abouti. Réessayez dans un instant.")}},
                    503);
    }
    const auto link = services.federation.actors().base() + "/bienvenue/" + *code;
    const bool mailed = services.mail.is_set() && !email.empty() &&
                        send_invitation(services, email, link, wanted, add_to_letter);
    return show(services, request, visitor,
                {.link = link,
                 .email = email,
                 .mailed = mailed,
                 .uses = wanted.uses,
                 .expires = services.clock.now() + wanted.valid},
                {}, 200);
}

web::Response invite(Services& services, const AddToLetter& add_to_letter,
                     const web::Request& request, const Visitor& visitor) {
    const auto& words = services.translations;
    const auto language = web::language_of(request);
    const auto role = accounts::parse_role(request.form_value("role").value_or(""));
    const auto uses = whole_number(request.form_value("uses").value_or("1"));
    const auto days = whole_number(request.form_value("days").value_or("7"));
    std::vector<web::FieldError> errors;
    if (!role) errors.push_back({"role", words.tr(language, "Choisissez un rôle.")});
    if (!uses || *uses < 1 || *uses > accounts::Invitations::kMostUses) {
        errors.push_back({"uses", words.tr(language, "Donnez un nombre de 1 à 100.")});
    }
    const auto email = services.mail.is_set()
                           ? base::ascii_lower(base::trim(request.form_value("email").value_or("")))
                           : std::string();
    if (!email.empty() && !base::is_mail_address(email)) {
        errors.push_back(
            {"email", words.tr(language, "Cette adresse de courriel n’a pas la forme attendue.")});
    } else if (!email.empty() && uses && *uses > 1) {
        errors.push_back(
            {"uses", words.tr(language, "Un lien envoyé par courriel ne sert qu’une fois.")});
    }
    if (!errors.empty()) return show(services, request, visitor, {}, errors, 422);
    const bool known = days && std::ranges::find(kDays, *days) != kDays.end();
    return make(services, request, visitor,
                {.role = *role,
                 .valid = std::chrono::hours(24 * (known ? *days : 7)),
                 .uses = static_cast<int>(*uses),
                 .label = request.form_value("label").value_or(""),
                 .mailed_to = email,
                 .by = visitor.account->id},
                email, request.form_value("letter") ? add_to_letter : AddToLetter());
}

web::Response answer(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto role = accounts::parse_role(request.form_value("role").value_or(""));
    const bool accept = request.form_value("action") == "inviter";
    const auto settled =
        services.accounts.invitations().settle(request.form_value("request").value_or(""));
    if (!settled) {  // sent twice
        return settled.error().fault == Fault::NotFound
                   ? web::Response::see_other("/gestion/personnes")
                   : show_problem(services, request, 503);
    }
    if (!accept || !role) {
        services.accounts.journal(visitor.account->id, "request.refused", "");
        return done(services, "/gestion/personnes", "demande-ecartee");
    }
    const auto mailed_to = services.mail.is_set() ? settled->email : std::string();
    return make(
        services, request, visitor,
        {.role = *role, .label = settled->name, .mailed_to = mailed_to, .by = visitor.account->id},
        settled->email);
}

}  // namespace

std::vector<RoleWords> role_words(Services& services, web::Language language) {
    const auto& words = services.translations;
    return {
        {Role::Reader, words.tr(language, "Lecture"), words.tr(language, "Se connecte, et lit.")},
        {Role::Member, words.tr(language, "Membre"),
         words.tr(language, "Peut avoir une adresse à soi dans le fédiverse.")},
        {Role::Writer, words.tr(language, "Rédaction"),
         words.tr(language, "Écrit, publie, corrige et supprime les actualités.")},
        {Role::Moderator, words.tr(language, "Modération"),
         words.tr(language,
                  "Tout cela ; et lit les signalements, masque des contenus, écarte des "
                  "serveurs.")},
        {Role::Manager, words.tr(language, "Gestion"),
         words.tr(language,
                  "Tout cela ; et suit des associations, change la fiche, invite d’autres "
                  "personnes.")}};
}

void add_people_routes(Services& services, Plug& plug) {
    auto& router = plug.router;
    on_get(services, router, "/gestion/personnes",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, {}, {}, 200);
           });
    on_post(services, router, "/gestion/personnes",
            [&services, add_to_letter = plug.add_to_letter](const web::Request& request,
                                                            const Visitor& visitor) {
                return invite(services, add_to_letter, request, visitor);
            });
    on_post(services, router, "/gestion/personnes/demande",
            [&](const web::Request& request, const Visitor& visitor) {
                return answer(services, request, visitor);
            });
    on_post(services, router, "/gestion/personnes/invitation",
            [&](const web::Request& request, const Visitor& visitor) {
                const auto id = request.form_value("invitation").value_or("");
                std::ignore = services.accounts.invitations().revoke(id, visitor.account->id);
                return done(services, "/gestion/personnes", "invitation-reprise");
            });
    add_person_routes(services, router);
}

}  // namespace essaim::admin
