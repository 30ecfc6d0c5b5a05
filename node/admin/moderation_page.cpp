#include "node/admin/moderation_page.h"

#include "activitypub/iri.h"
#include "node/admin/desk.h"
#include "node/admin/journal_words.h"
#include "node/base/text.h"
#include "node/federation/moderation.h"
#include "node/federation/reports.h"
#include "node/web/rosette.h"

namespace essaim::admin {

namespace {

using accounts::Role;
using accounts::Visitor;
using federation::Report;
using federation::ReportOrigin;

constexpr std::size_t kReports = 200;  // shown at once
constexpr std::size_t kClosed = 20;
constexpr std::size_t kLines = 30;

std::string from_whom(Services& services, const Report& report, web::Language language) {
    const auto& words = services.translations;
    switch (report.origin) {
        case ReportOrigin::Server:
            return words.tr(language, "par le serveur {host}", {{"host", report.host}});
        case ReportOrigin::Visitor:
            return words.tr(language, "par une personne en visite");
        case ReportOrigin::Us:
            break;
    }
    return words.tr(language, "par une personne d’ici");
}

void describe(Services& services, web::Page& row, const ModeratedThings& things,
              const std::string& iri, const std::string& author, web::Language language) {
    const auto subject = subject_of(services, things, iri);
    const auto face = face_of(services, author);
    row.set("ABOUT", iri);
    row.set("TITLE", !subject ? services.translations.tr(language, "Ce contenu n’est plus ici.")
                     : subject->title.empty() ? iri
                                              : subject->title);
    if (subject) row.set_if("EXCERPT", subject->excerpt);
    row.set_url("URL", subject ? subject->url : iri);
    row.set("AUTHOR", face.name);
    row.set("HANDLE", face.handle);
    row.set_html("ROSETTE", web::rosette(author, face.hue));
}

void show_report(Services& services, web::Page& group, const Report& report, bool remote,
                 web::Language language) {
    auto& row = group.section("REPORT");
    row.set("NUMBER", std::to_string(report.id));
    row.set("FROM", from_whom(services, report, language));
    row.set("ISO", web::iso_time(report.at));
    row.set("DATE", web::format_date_time(language, report.at));
    row.set("REASON", report.reason.empty() ? "–" : report.reason);
    row.set_if("CONTACT", report.contact);
    if (report.forwarded) {
        row.section("FORWARDED").set("WHEN", web::format_date_time(language, *report.forwarded));
    } else if (remote && report.origin != ReportOrigin::Server) {
        row.show("FORWARD");
    }
}

void show_open(Services& services, web::Page& page, const ModeratedThings& things,
               web::Language language) {
    const auto& actors = services.federation.actors();
    const auto& gate = services.federation.visibility();
    const auto groups = services.federation.reports().open(kReports);
    if (groups.empty()) page.show("NOTHING");
    for (const auto& group : groups) {
        auto& row = page.section("GROUP");
        const bool remote = !actors.owns(group.author);
        const auto host = activitypub::host_of(group.author);
        describe(services, row, things, group.about, group.author, language);
        row.set("COUNT",
                services.translations.trn(language, "{n} signalement", "{n} signalements",
                                          static_cast<std::int64_t>(group.reports.size())));
        for (const auto& report : group.reports)
            show_report(services, row, report, remote, language);
        auto& acts = row.section("ACTS");
        const bool person = group.about == group.author;
        if (gate.is_hidden(group.about)) {
            acts.show("SHOW");
        } else if (!person || remote) {
            acts.show("HIDE");
        }
        if (remote && !person && !gate.is_hidden(group.author))
            acts.section("HIDE_ACTOR").set("ACTOR", group.author);
        if (!remote && !person) acts.show("DELETE");
        if (remote)
            acts.section("SERVER")
                .set("HOST", host)
                .set("HOST_URL", "/gestion/serveurs?domaine=" + base::percent_encode(host));
    }
}

void show_hidden(Services& services, web::Page& page, const ModeratedThings& things,
                 web::Language language) {
    const auto hidden = services.federation.moderation().hidden();
    if (hidden.empty()) return;
    auto& list = page.section("HIDDEN");
    for (const auto& thing : hidden) {
        auto& row = list.section("THING");
        const auto subject = subject_of(services, things, thing.id);
        row.set("TITLE", subject && !subject->title.empty() ? subject->title : thing.id);
        row.set("ID", thing.id);
        row.set("DATE", web::format_date_time(language, thing.at));
        row.set_if("REASON", thing.reason);
    }
}

void show_past(Services& services, web::Page& page, web::Language language) {
    const auto closed = services.federation.reports().closed(kClosed);
    if (!closed.empty()) {
        auto& list = page.section("CLOSED");
        for (const auto& report : closed) {
            auto& row = list.section("REPORT");
            row.set("NUMBER", std::to_string(report.id));
            row.set("ABOUT", report.about);
            row.set("OUTCOME", report.outcome.empty() ? "–" : report.outcome);
            row.set("DATE", report.closed ? web::format_date_time(language, *report.closed) : "");
        }
    }
    const auto lines = services.federation.moderation().journal(kLines * 4);
    std::size_t shown = 0;
    web::Page* list = nullptr;
    for (const auto& line : lines) {
        if (!is_moderation(line.action) || shown++ >= kLines) continue;
        if (list == nullptr) list = &page.section("LINES");
        auto& row = list->section("LINE");
        row.set("DATE", web::format_date_time(language, line.at));
        row.set("WHO", name_of(services, line.account, language));
        row.set("ACTION", services.translations.tr(language, *words_of_act(line.action)));
        row.set("DETAIL", line.detail);
    }
}

web::Response show(Services& services, const ModeratedThings& things, const web::Request& request,
                   const Visitor& visitor, const std::string& problem = "", int status = 200) {
    const auto language = web::language_of(request);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "moderation", visitor.account->role));
    page.set("CSRF", visitor.csrf_token);
    page.set_if("PROBLEM", problem);
    show_open(services, page, things, language);
    show_hidden(services, page, things, language);
    show_past(services, page, language);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Modération"), .indexed = false},
                     "admin/moderation.html", page, status);
}

// What was done, as a word of done(), or why not.
Result<std::string> act(Services& services, const ModeratedThings& things,
                        const web::Request& request, const std::string& who) {
    const auto field = [&](const char* name) { return request.form_value(name).value_or(""); };
    const auto action = field("action");
    const auto about = field("about");
    auto& moderation = services.federation.moderation();
    auto& reports = services.federation.reports();
    const auto told = [](Result<void> done, const char* word) -> Result<std::string> {
        if (!done) return std::unexpected(std::move(done).error());
        return word;
    };
    if (action == "hide") return told(moderation.hide(about, field("reason"), who), "masque");
    if (action == "hide_actor")
        return told(moderation.hide(field("actor"), field("reason"), who), "masque");
    if (action == "show") return told(moderation.show(about, who), "remontre");
    if (action == "close") return told(reports.close(about, field("reason"), who), "clos");
    if (action == "reopen") return told(reports.reopen(about, who), "rouvert");
    if (action == "forward")
        return told(reports.forward(whole_number(field("number")).value_or(0), who), "transmis");
    if (action == "delete") {
        auto gone = take_back(things, about);
        if (!gone) return std::unexpected(std::move(gone).error());
        std::ignore = moderation.show(about, who);  // its Tombstone is for everybody
        services.accounts.journal(who, "moderation.delete", about);
        return "retire";
    }
    return refuse(Fault::Malformed, "Choisissez une action.");
}

}  // namespace

void add_moderation_routes(Services& services, web::Router& router, const ModeratedThings& things) {
    on_get(
        services, router, "/gestion/moderation",
        [&services, things](const web::Request& request, const Visitor& visitor) {
            return show(services, things, request, visitor);
        },
        Role::Moderator);
    on_post(
        services, router, "/gestion/moderation",
        [&services, things](const web::Request& request, const Visitor& visitor) {
            const auto acted = act(services, things, request, visitor.account->id);
            if (acted) return done(services, "/gestion/moderation", *acted);
            const auto language = web::language_of(request);
            return show(services, things, request, visitor,
                        services.translations.tr(language, acted.error().detail), 422);
        },
        Role::Moderator);
}

}  // namespace essaim::admin
