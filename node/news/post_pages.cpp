#include "node/news/post_pages.h"
#include "node/federation/threads.h"
#include "node/mail/thread_follow_store.h"

#include "node/media/media_store.h"
#include "node/news/category_pages.h"
#include "node/news/folded_text.h"
#include "node/news/pin_pages.h"
#include "node/news/post_more.h"
#include "node/news/post_reach.h"
#include "node/news/post_social.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/news/revision_pages.h"
#include "node/news/scheduling.h"
#include "node/news/tag_pages.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/rosette.h"
#include "node/web/translations.h"
#include "node/web/typography.h"

namespace essaim::news {

namespace {

using accounts::Role;

constexpr std::size_t kPerPage = 20;

std::string title_of(const Post& post) { return web::typeset(heading_of(post), post.language); }

void describe(web::Page& row, const Post& post, web::Language language) {
    row.set("TITLE", title_of(post));
    row.set("LANG", post.language);
    row.set("ISO", web::iso_time(post.published));
    row.set("DATE", web::format_date(language, post.published));
}

void show_hour(web::Page& page, storage::Connection& connection, const Post& post,
               web::Language language) {
    if (const auto at = scheduled_for(connection, post.id))
        page.section("WAITS").set("WHEN", web::format_date_time(language, *at));
}

void show_drafts(web::Page& page, storage::Connection& connection, web::Language language) {
    PostStore store(connection);
    const auto drafts = store.drafts();
    if (drafts.empty()) return;
    auto& section = page.section("DRAFTS");
    for (const auto& draft : drafts) {
        auto& row = section.section("DRAFT");
        row.set("TITLE", draft.title.empty() ? "…" : draft.title);
        row.set("DATE", web::format_date(language, draft.updated));
        row.set("URL", "/ecrire/" + id_part(draft.id));
        show_hour(row, connection, draft, language);
    }
}

web::Response list(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto wanted = whole_number(request.query_value("avant").value_or(""));
    const auto before =
        wanted ? base::from_millis(*wanted) : services.clock.now() + std::chrono::hours(24);
    auto reader = services.database.read();
    PostStore store(*reader);
    const auto sight = sight_of(services, visitor);
    const auto posts = store.published(true, before, kPerPage + 1, sight);

    web::Page page;
    const bool writer = visitor.may(Role::Writer);
    if (const auto count = store.count_local(sight); count > 0) {
        page.section("LEAD").set(
            "COUNT", words.trn(language, "{n} actualité de {name}.",
                               "{n} actualités de {name}, de la plus récente à la plus ancienne.",
                               count, {{"name", services.federation.profile().title}}));
    }
    if (writer) {
        page.show("WRITE");
        if (!wanted) show_drafts(page, *reader, language);
    }
    page.set_html(
        "EMPTY",
        posts.empty()
            ? web::empty_state(
                  services.templates, language,
                  words.tr(language, "Aucune actualité pour l’instant."),
                  writer ? web::Link{std::string(web::tr_later("Écrire la première")), "/ecrire"}
                         : web::Link{})
            : web::SafeHtml());
    for (std::size_t i = 0; i < posts.size() && i < kPerPage; ++i) {
        auto& row = page.section("POST");
        describe(row, posts[i], language);
        if (const auto text = short_form(posts[i]); !text.empty()) {
            row.section("SHORT")
                .set("LANG", posts[i].language)
                .set("SUMMARY", web::typeset(text, posts[i].language));
        }
        row.set("URL", "/actualites/" + posts[i].slug);
        if (i == 0 && !wanted) row.show("FIRST");
        if (const auto replies = count_answers(services, *reader, sight, posts[i]); replies > 0) {
            row.section("REPLIES").set("COUNT",
                                       words.trn(language, "{n} réponse", "{n} réponses", replies));
        }
    }
    std::string older;
    if (posts.size() > kPerPage) {
        older =
            "/actualites?avant=" + std::to_string(base::to_millis(posts[kPerPage - 1].published));
    }
    page.set_html("PAGER",
                  web::pager(services.templates, language, wanted ? "/actualites" : "", older));
    page.set_html("WAYS",
                  web::ways_to_follow(services.templates, language, services.mail.is_set()));
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Actualités"), .section = "actualites"},
                     "news/list.html", page);
}

// What was written before and after it.
void show_turn(web::Page& page, PostStore& store, const Post& post,
               const federation::Sight& sight) {
    const auto older = store.published(true, post.published, 1, sight);
    const auto newer = store.newer_than(post.published, sight);
    if (older.empty() && !newer) return;
    auto& turn = page.section("TURN");
    if (!older.empty()) {
        turn.section("OLDER")
            .set("TITLE", title_of(older.front()))
            .set("URL", "/actualites/" + older.front().slug);
    }
    if (newer)
        turn.section("NEWER")
            .set("TITLE", title_of(*newer))
            .set("URL", "/actualites/" + newer->slug);
}

// For who shows a link to the page; nothing under a warning.
std::string first_picture(storage::Connection& connection, const Post& post) {
    if (!post.warning.empty() || post.state == PostState::Draft) return {};
    const auto pictures = media::MediaStore(connection).of(post.id);
    return pictures.empty() ? "" : pictures.front().path(pictures.front().files.front());
}

// To who has an account: the replies by mail.
void show_follow(Services& services, web::Page& page, storage::Connection& connection,
                 const accounts::Visitor& visitor, const Post& post) {
    if (!visitor.account || !services.mail.is_set()) return;
    const auto thread =
        federation::Threads::thread_begun_by(services.federation.actors().base(), post.id);
    auto& box = page.section("FOLLOW").set("CSRF", visitor.csrf_token).set("THREAD", thread);
    box.show(mail::ThreadFollowStore(connection).find(visitor.account->id, thread) ? "ON" : "OFF");
}

web::Response read(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    auto reader = services.database.read();
    PostStore store(*reader);
    const auto slug = request.parameter("slug");
    const auto sight = sight_of(services, visitor);
    const auto post = store.by_slug(slug, sight);
    const bool writer = visitor.may(Role::Writer);
    if (!post) {
        const auto gone = store.gone(slug);
        if (!gone) return show_problem(services, request, 404);
        return show_problem(services, request, 410,
                            words.tr(language, "C’était le {date}. L’adresse ne resservira pas.",
                                     {{"date", web::format_date(language, *gone)}}));
    }
    const bool draft = post->state == PostState::Draft;

    web::Page page;
    describe(page, *post, language);
    if (!post->summary.empty() && !opens_with(post->html, post->summary)) {
        page.section("LEAD").set("SUMMARY", web::typeset(post->summary, post->language));
    }
    page.set_html("BODY", text_part(services, language, *post,
                                    more_part(services, *reader,
                                              {visitor, sight, language, request.path}, *post)));
    show_tags(page, *post);
    show_categories(page, *post);
    page.set("EDIT_URL", "/ecrire/" + id_part(post->id));
    if (draft) {
        auto& box = page.section("DRAFT");
        box.set("EDIT_URL", "/ecrire/" + id_part(post->id));
        show_hour(box, *reader, *post, language);
    }
    show_edited(page, *reader, *post, language);
    if (writer) page.show("EDIT");
    show_pin(services, page, visitor, *post);
    const auto face = face_of(services, post->author);
    page.set_html("ROSETTE", web::rosette(post->author, face.hue));
    page.set("AUTHOR", face.name);
    page.set("HANDLE", face.handle);
    page.set("ORIGIN", post->url);
    if (!draft) page.section("REPORT").set("REPORT_URL", report_url(post->id));
    page.set_html("SOCIAL",
                  social_part(services, *reader, {visitor, sight, language, request.path}, *post));
    if (!draft) {
        page.set_if("REACH", reach_line(services, *reader, *post, language));
        show_turn(page, store, *post, sight);
        page.section("ANSWER").set("ID", id_part(post->id));
        show_follow(services, page, *reader, visitor, *post);
    }
    page.set_html("WAYS",
                  web::ways_to_follow(services.templates, language, services.mail.is_set()));
    return show_page(services, request, visitor,
                     {.title = post->title,
                      .description = short_form(*post),
                      .section = "actualites",
                      .alternate = draft ? "" : post->id,
                      .indexed = !draft,
                      .embeddable = !draft,
                      .picture = first_picture(*reader, *post)},
                     "news/post.html", page);
}

}  // namespace

void add_reading_routes(Services& services, web::Router& router) {
    router.get("/actualites", [&](const web::Request& request) { return list(services, request); });
    router.get("/actualites/{slug}",
               [&](const web::Request& request) { return read(services, request); });
}

}  // namespace essaim::news
