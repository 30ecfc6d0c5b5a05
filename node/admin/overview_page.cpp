#include "node/admin/overview_page.h"

#include <algorithm>

#include "node/admin/desk.h"
#include "node/admin/first_steps.h"
#include "node/admin/health.h"
#include "node/admin/mail_page.h"
#include "node/federation/reports.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;

void fill_steps(Services& services, web::Page& page, const FirstSteps& steps,
                const Visitor& visitor, web::Language language) {
    const auto& words = services.translations;
    auto shown = steps_of(services, steps, language);
    if (shown.empty()) return;
    const auto done = std::ranges::count_if(shown, [](const auto& one) { return one.step.done; });
    auto& box = page.section("STEPS");
    box.set("PROGRESS",
            words.tr(language, "{done} sur {all}",
                     {{"done", std::to_string(done)}, {"all", std::to_string(shown.size())}}));
    bool next = true;  // the first one that waits is pointed out
    for (const auto& [step, back] : shown) {
        auto& row = box.section("STEP");
        row.set("TITLE", step.title);
        if (step.done) {
            row.set("STATE", "done");
            row.show("DONE");
            continue;
        }
        row.set("STATE", back ? "later" : next ? "next" : "todo");
        row.set("WHY", back ? words.tr(language, "Remise à plus tard : elle revient le {date}.",
                                       {{"date", web::format_date(language, *back)}})
                            : step.why);
        auto& open = row.section("OPEN");
        open.set("URL", step.url).set("ACTION", step.action).set("KEY", step.key);
        open.set("CSRF", visitor.csrf_token);
        open.show(back ? "RESUME" : "LATER");
        if (!back && !next) open.show("GHOST");
        if (!back) next = false;
    }
}

void fill_sentences(Services& services, web::Page& page, web::Language language) {
    auto sentences = health_of(services, language);
    std::ranges::move(queue_of(services, language), std::back_inserter(sentences));
    std::ranges::move(mail_troubles(services, language), std::back_inserter(sentences));
    for (const auto& sentence : sentences) {
        auto& row = page.section("HEALTH");
        row.set("LEVEL", sentence.level).set("SENTENCE", sentence.text);
        row.set_if("DETAIL", sentence.detail);
    }
}

void fill_counts(Services& services, web::Page& page, web::Language language) {
    const auto& words = services.translations;
    const auto add = [&](std::int64_t value, std::string label, const char* url) {
        auto& row = page.section("COUNT");
        row.set("VALUE", web::format_number(language, value));
        row.set("LABEL", std::move(label)).set("URL", url);
    };
    const auto followers = services.federation.follower_count();
    add(followers, words.trn(language, "abonné", "abonnés", followers), "/gestion/reseau#abonnes");
    const auto followed = static_cast<std::int64_t>(neighbours(services).size());
    add(followed, words.trn(language, "voisin suivi", "voisins suivis", followed),
        "/gestion/reseau#suivis");
    const auto people = static_cast<std::int64_t>(services.accounts.list().size());
    add(people, words.trn(language, "personne", "personnes", people), "/gestion/personnes");
    const auto reports = services.federation.reports().count_open();
    add(reports, words.trn(language, "signalement à examiner", "signalements à examiner", reports),
        "/gestion/moderation");
}

web::Response overview(Services& services, const FirstSteps& steps, const web::Request& request,
                       const Visitor& visitor) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set_html("TABS", tabs(services, language, ""));
    page.set("HELLO", services.translations.tr(language, "Bonjour {name}.",
                                               {{"name", visitor.account->name}}));
    fill_steps(services, page, steps, visitor, language);
    fill_sentences(services, page, language);
    fill_counts(services, page, language);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Gestion"), .indexed = false},
                     "admin/overview.html", page);
}

web::Response later(Services& services, const web::Request& request) {
    const auto key = request.form_value("step").value_or("");
    const bool again = request.form_value("action") == "resume";
    const auto written = again ? resume(services, key) : put_off(services, key);
    if (!written) return show_problem(services, request, 503);
    return done(services, "/gestion", again ? "reprise" : "plus-tard");
}

}  // namespace

void add_overview_routes(Services& services, Plug& plug) {
    on_get(
        services, plug.router, "/gestion",
        [&services, steps = plug.first_steps](const web::Request& request, const Visitor& visitor) {
            return overview(services, steps, request, visitor);
        });
    on_post(services, plug.router, "/gestion/plus-tard",
            [&services](const web::Request& request, const Visitor&) {
                return later(services, request);
            });
}

}  // namespace essaim::admin
