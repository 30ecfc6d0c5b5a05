#include "node/admin/follow_list.h"

#include "node/admin/desk.h"
#include "node/federation/follow_lists.h"
#include "node/federation/moderation.h"
#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

using namespace std::chrono_literals;
using accounts::Visitor;
using federation::FollowLine;

constexpr const char* kJob = "follow";
constexpr const char* kFailed = "follow.failed";  // in the journal
constexpr auto kApart = 3s;                       // a list often names one server many times
constexpr std::size_t kLines = 500;               // of the journal, looked through
constexpr std::size_t kFailures = 20;

std::string text_of(Services& services, FollowLine what, web::Language language) {
    const auto& words = services.translations;
    switch (what) {
        case FollowLine::New:
            return words.tr(language, "sera suivi");
        case FollowLine::Already:
            return words.tr(language, "est déjà suivi, ou demandé");
        case FollowLine::Ourselves:
            return words.tr(language, "est d’ici");
        case FollowLine::Blocked:
            return words.tr(language, "son serveur est bloqué");
        case FollowLine::Unreadable:
            break;
    }
    return words.tr(language, "n’est pas une adresse lisible");
}

void show_failures(Services& services, web::Page& page, web::Language language) {
    std::size_t shown = 0;
    web::Page* list = nullptr;
    for (const auto& line : services.federation.moderation().journal(kLines)) {
        if (line.action != kFailed || shown++ >= kFailures) continue;
        if (list == nullptr) list = &page.section("FAILED");
        list->section("ROW")
            .set("DATE", web::format_date_time(language, line.at))
            .set("DETAIL", line.detail);
    }
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const std::string& csv, web::Page page = {},
                   const std::vector<web::FieldError>& errors = {}) {
    const auto language = web::language_of(request);
    page.set_html("TABS", tabs(services, language, "reseau"));
    page.set("CSRF", visitor.csrf_token).set("CSV", csv);
    show_errors(services, page, language, errors);
    show_failures(services, page, language);
    return show_page(
        services, request, visitor,
        {.title = services.translations.tr(language, "Suivre une liste"), .indexed = false},
        "admin/follow_list.html", page, errors.empty() ? 200 : 422);
}

web::Response take(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto csv = request.form_value("csv").value_or("");
    const auto plan = federation::plan_follows(csv, services.federation.following(),
                                               services.federation.domain_policy().rules());
    if (!plan) {
        const auto message = services.translations.tr(language, plan.error().detail);
        return show(services, request, visitor, csv, {}, {{"csv", message}});
    }
    std::vector<std::string> wanted;
    for (const auto& one : *plan) {
        if (one.what == FollowLine::New) wanted.push_back(one.handle);
    }
    if (request.form_value("action") == "apply") {
        if (!follow_later(services, wanted)) return show_problem(services, request, 503);
        services.accounts.journal(visitor.account->id, "follow.list",
                                  std::to_string(wanted.size()));
        return done(services, "/gestion/reseau", "suivi-liste");
    }
    web::Page page;
    auto& box = page.section("PLAN");
    box.set("COUNT", services.translations.trn(language, "{n} personne ou association à suivre",
                                               "{n} personnes ou associations à suivre",
                                               static_cast<std::int64_t>(wanted.size())));
    for (const auto& one : *plan) {
        auto& row = box.section("ROW");
        row.set("LINE", std::to_string(one.line)).set("ADDRESS", one.typed);
        row.set("WHAT", text_of(services, one.what, language));
    }
    if (!wanted.empty()) box.show("APPLY");
    return show(services, request, visitor, csv, std::move(page));
}

// Tried again for a week while the other server does not answer.
Result<void> ask(Services& services, const std::string& handle) {
    const auto asked = services.federation.follow(handle);
    if (asked) return {};
    if (asked.error().fault == Fault::Unavailable) return std::unexpected(asked.error());
    services.accounts.journal("node", kFailed, handle + " : " + asked.error().detail);
    return {};
}

}  // namespace

Result<void> follow_later(Services& services, const std::vector<std::string>& handles) {
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        auto at = services.clock.now();
        for (const auto& handle : handles) {
            storage::enqueue(connection, kJob, handle, at);
            at += kApart;
        }
        return {};
    });
    services.jobs.wake();
    return written;
}

void add_follow_list_routes(Services& services, web::Router& router) {
    services.jobs.on(
        kJob, [&services](const std::string& handle) { return ask(services, handle); },
        storage::Scheduler::Runs::Apart);
    on_get(services, router, "/gestion/reseau/liste",
           [&](const web::Request& request, const Visitor& visitor) {
               return show(services, request, visitor, "");
           });
    on_post(services, router, "/gestion/reseau/liste",
            [&](const web::Request& request, const Visitor& visitor) {
                return take(services, request, visitor);
            });
}

}  // namespace essaim::admin
