#include "node/news/agenda_pages.h"

#include "node/base/text.h"
#include "node/news/agenda_store.h"
#include "node/news/meeting_words.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/ics.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr std::size_t kShown = 100;
constexpr std::size_t kAtTheSide = 3;
constexpr std::size_t kTextLetters = 1500;

void show_meeting(Services& services, web::Page& row, const Post& post, web::Language language) {
    const auto meeting = details_from(post.details).meeting;
    if (!meeting) return;
    const auto day = web::format_day(language, meeting->start);  // "18 juin", no-break space
    const auto gap = day.find("\u00A0");
    row.set("ISO", web::iso_time(meeting->start));
    row.set("DAY", day.substr(0, gap));
    row.set("MONTH", web::format_short_month(language, meeting->start));
    row.set("TITLE", web::typeset(post.title, post.language)).set("LANG", post.language);
    row.set_url("URL", post.local ? "/actualites/" + post.slug : post.url);
    row.set("LINE", in_words(services.translations, language, *meeting));
    if (!post.local) row.section("BY").set("AUTHOR", face_of(services, post.author).name);
    if (meeting->cancelled) row.show("CANCELLED");
}

web::Response agenda(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto sight = sight_of(services, visitor);
    const bool past = request.query_value("passees") == "1";
    const auto now = services.clock.now();
    auto reader = services.database.read();
    AgendaStore store(*reader);
    const auto posts =
        past ? store.past(now, kShown, sight) : store.coming(now, kShown, false, sight);
    web::Page page;
    page.set("HEADING",
             past ? words.tr(language, "Rencontres passées") : words.tr(language, "Agenda"));
    const bool writer = visitor.may(Role::Writer);
    if (writer) page.show("WRITE");
    page.show(past ? "TO_COMING" : "TO_PAST");
    page.set_html(
        "EMPTY",
        !posts.empty()
            ? web::SafeHtml()
            : web::empty_state(
                  services.templates, language,
                  past ? words.tr(language, "Aucune rencontre passée.")
                       : words.tr(language, "Aucune rencontre annoncée pour l’instant."),
                  writer && !past ? web::Link{std::string(web::tr_later("Annoncer la première")),
                                              "/agenda/ecrire"}
                                  : web::Link{}));
    for (const auto& post : posts) show_meeting(services, page.section("MEETING"), post, language);
    return show_page(
        services, request, visitor,
        {.title = past ? words.tr(language, "Rencontres passées") : words.tr(language, "Agenda"),
         .section = "actualites"},
        "news/agenda.html", page);
}

web::CalendarEvent event_of(const Post& post, const Meeting& meeting) {
    return {.uid = post.id,
            .title = post.title,
            .text = web::shorten(short_form(post).empty() || post.warning.empty()
                                     ? web::text_of_html(post.html)
                                     : short_form(post),
                                 kTextLetters),
            .place = meeting.place,
            .url = post.url,
            .start = meeting.start,
            .end = meeting.end,
            .changed = post.updated,
            .cancelled = meeting.cancelled};
}

web::Response calendar(const web::Calendar& calendar, const std::string& file) {
    return web::Response::json(200, web::kCalendarType, web::ics(calendar))
        .with("Content-Disposition", "inline; filename=\"" + file + "\"")
        .with("Cache-Control", "max-age=300");
}

// Ours alone: who subscribes did not ask for our neighbours'.
web::Response feed(Services& services) {
    const auto& base = services.federation.actors().base();
    web::Calendar all{.name = services.federation.profile().title, .url = base + "/agenda.ics"};
    auto reader = services.database.read();
    // Those of the last weeks stay, so that calendars learn what was cancelled late.
    const auto since = services.clock.now() - std::chrono::hours(24 * 30);
    for (const auto& post : AgendaStore(*reader).coming(since, kShown, true, sight_of(services))) {
        if (const auto meeting = details_from(post.details).meeting) {
            all.events.push_back(event_of(post, *meeting));
        }
    }
    return calendar(all, "agenda.ics");
}

web::Response file(Services& services, const web::Request& request) {
    auto slug = request.parameter("file");
    if (!slug.ends_with(".ics")) return show_problem(services, request, 404);
    slug.resize(slug.size() - 4);
    auto reader = services.database.read();
    const auto post = PostStore(*reader).by_slug(slug, sight_of(services));
    const auto meeting = post && post->state == PostState::Published
                             ? details_from(post->details).meeting
                             : std::nullopt;
    if (!meeting) return show_problem(services, request, 404);
    return calendar({.events = {event_of(*post, *meeting)}}, "rencontre.ics");
}

web::SafeHtml side(Services& services, const Visitor& visitor, web::Language language) {
    auto reader = services.database.read();
    const auto posts = AgendaStore(*reader).coming(services.clock.now(), kAtTheSide, false,
                                                   sight_of(services, visitor));
    if (posts.empty()) return {};
    web::Page page;
    for (const auto& post : posts) show_meeting(services, page.section("MEETING"), post, language);
    return services.templates.render(language, "news/agenda_side.html", page);
}

}  // namespace

void add_agenda_routes(Services& services, Plug& plug) {
    plug.router.get("/agenda",
                    [&](const web::Request& request) { return agenda(services, request); });
    plug.router.get("/agenda.ics", [&](const web::Request&) { return feed(services); });
    plug.router.get("/agenda/{file}",
                    [&](const web::Request& request) { return file(services, request); });
    add_meeting_routes(services, plug.router);
    plug.front_side.emplace_back("agenda",
                                 [&services](const Visitor& visitor, web::Language language) {
                                     return side(services, visitor, language);
                                 });
}

}  // namespace essaim::news
