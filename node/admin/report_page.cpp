#include "node/admin/report_page.h"

#include "node/admin/desk.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/federation/reports.h"
#include "node/web/form.h"
#include "node/web/session_cookie.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;
using federation::Reports;

constexpr long kFormCookieSeconds = 3600;
constexpr std::size_t kLeastReason = 10;  // bytes
constexpr std::size_t kMostReason = 20'000;

struct Form {
    std::string address;
    std::string reason = {};
    std::string name = {};
    std::string email = {};
    bool good_faith = false;
    std::string once = {};
};

// What the visitor reports, if it is here for them.
std::optional<Subject> reported(Services& services, const ModeratedThings& things,
                                const Visitor& visitor, const std::string& address) {
    if (address.empty()) return std::nullopt;
    const auto sight = sight_of(services, visitor);
    auto subject = subject_of(services, things, address);
    if (!subject || !sight.sees({.id = subject->id, .author = subject->author}))
        return std::nullopt;
    return subject;
}

web::Response show(Services& services, const ModeratedThings& things, const web::Request& request,
                   const Form& form, const std::vector<web::FieldError>& errors = {},
                   int status = 200) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    web::Page page;
    const auto subject = reported(services, things, visitor, form.address);
    if (subject && !subject->title.empty()) page.section("SUBJECT").set("TITLE", subject->title);
    page.set("OBJET", form.address).set("REASON", form.reason);
    page.set("NAME", form.name).set("EMAIL", form.email);
    page.set("ONCE", form.once.empty() ? base::random_token() : form.once);
    if (form.good_faith) page.show("CHECKED");
    show_errors(services, page, language, errors);
    // A token bound to the session or, for who has none, to a cookie for an hour.
    const web::CookieJar cookies(services.config.public_url);
    auto secret =
        visitor.session_id.empty() ? cookies.read(request, "formulaire") : visitor.session_id;
    if (secret.empty() || secret.size() > 128) secret = base::random_token();
    page.set("CSRF", web::form_token(secret));
    auto response = show_page(
        services, request, visitor,
        {.title = services.translations.tr(language, "Signaler un contenu"), .indexed = false},
        "admin/report.html", page, status);
    if (visitor.session_id.empty()) {
        response.with("Set-Cookie", cookies.set("formulaire", secret, kFormCookieSeconds));
    }
    return response;
}

Form form_in(const web::Request& request) {
    const auto field = [&](const char* name) {
        return std::string(base::trim(request.form_value(name).value_or("")));
    };
    return {.address = field("objet"),
            .reason = field("reason"),
            .name = field("name"),
            .email = field("email"),
            .good_faith = field("faith") == "1",
            .once = field("once")};
}

std::vector<web::FieldError> errors_of(Services& services, const Form& form, bool known,
                                       web::Language language) {
    const auto& words = services.translations;
    std::vector<web::FieldError> errors;
    if (!known) {
        errors.push_back(
            {"objet", words.tr(language,
                               "Rien de public n’est ici à cette adresse. Recopiez celle de la "
                               "page, ou suivez le lien « Signaler » du texte.")});
    }
    if (form.reason.size() < kLeastReason) {
        errors.push_back({"reason", words.tr(language, "Dites en une phrase ce qui ne va pas.")});
    } else if (form.reason.size() > kMostReason || !base::is_valid_utf8(form.reason)) {
        errors.push_back(
            {"reason", words.tr(language, "Ce texte est trop long : 5 000 signes au plus.")});
    }
    if (!form.email.empty() && form.email.find('@') == std::string::npos) {
        errors.push_back(
            {"email", words.tr(language, "Cette adresse de courriel n’a pas la forme attendue.")});
    }
    if (!form.good_faith)
        errors.push_back({"faith", words.tr(language, "Cochez cette case pour envoyer.")});
    return errors;
}

web::Response send(Services& services, const ModeratedThings& things, const web::Request& request) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto visitor = services.accounts.visitor(request);
    const web::CookieJar cookies(services.config.public_url);
    const auto secret =
        visitor.session_id.empty() ? cookies.read(request, "formulaire") : visitor.session_id;
    const auto form = form_in(request);
    if (!web::check_form(request, secret, services.config.public_url)) {
        return show(
            services, things, request, form,
            {{"faith", words.tr(language, "Le formulaire avait expiré : envoyez-le de nouveau.")}},
            403);
    }
    if (const auto earlier = first_result_of(services, form.once))
        return web::Response::see_other(*earlier);
    const auto subject = reported(services, things, visitor, form.address);
    const auto errors = errors_of(services, form, subject.has_value(), language);
    if (!errors.empty()) return show(services, things, request, form, errors, 422);
    const auto contact = form.name.empty() || form.email.empty() ? form.name + form.email
                                                                 : form.name + ", " + form.email;
    const auto number = services.federation.reports().file({.about = subject->id,
                                                            .author = subject->author,
                                                            .reason = form.reason,
                                                            .contact = contact,
                                                            .by_us = visitor.account.has_value()});
    if (!number) {
        return show(services, things, request, form,
                    {{"reason", words.tr(language, number.error().detail)}}, 503);
    }
    const auto target = "/signaler/recu?numero=" + std::to_string(*number);
    remember_result_of(services, form.once, target);
    return web::Response::see_other(target);
}

web::Response thank(Services& services, const web::Request& request) {
    const auto number = whole_number(request.query_value("numero").value_or(""));
    if (!number || *number < 1) return show_problem(services, request, 404);
    web::Page page;
    page.set("NUMBER", std::to_string(*number));
    const auto email = services.federation.profile().email;
    if (!email.empty())
        page.section("EMAIL").set_url("MAILTO", "mailto:" + email).set("ADDRESS", email);
    const auto visitor = services.accounts.visitor(request);
    return show_page(
        services, request, visitor,
        {.title = services.translations.tr(web::language_of(request), "Signalement reçu"),
         .indexed = false},
        "admin/report_sent.html", page);
}

}  // namespace

void add_report_routes(Services& services, web::Router& router, const ModeratedThings& things) {
    router.get("/signaler", [&services, things](const web::Request& request) {
        return show(
            services, things, request,
            {.address = std::string(base::trim(request.query_value("objet").value_or("")))});
    });
    router.post("/signaler", [&services, things](const web::Request& request) {
        return send(services, things, request);
    });
    router.get("/signaler/recu",
               [&services](const web::Request& request) { return thank(services, request); });
}

}  // namespace essaim::admin
