#include "node/news/post_pages.h"

#include "node/news/post_store.h"
#include "node/storage/connection.h"
#include "node/web/sanitise.h"
#include "node/web/translations.h"
#include "node/web/typography.h"

namespace essaim::news {

namespace {

using accounts::Role;

constexpr std::size_t kPerPage = 20;

void describe(web::Page& row, const Post& post, web::Language language) {
    row.set("TITLE", post.title.empty() ? post.summary : post.title);
    row.set("SUMMARY", post.summary);
    row.set("ISO", web::iso_time(post.published));
    row.set("DATE", web::format_date(language, post.published));
}

web::Response list(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto now = services.clock.now();
    auto before = now + std::chrono::hours(24);
    if (const auto wanted = request.query_value("avant")) {
        if (const auto number = whole_number(*wanted)) before = base::from_millis(*number);
    }
    auto reader = services.database.read();
    PostStore store(*reader);
    const auto posts = store.published(true, before, kPerPage + 1);

    web::Page page;
    const bool writer = visitor.may(Role::Writer);
    if (writer) {
        page.show("WRITE");
        const auto drafts = store.drafts();
        if (!drafts.empty()) {
            auto& section = page.section("DRAFTS");
            for (const auto& draft : drafts) {
                auto& row = section.section("DRAFT");
                row.set("TITLE", draft.title.empty() ? "…" : draft.title);
                row.set("URL", "/ecrire/" + id_part(draft.id));
            }
        }
    }
    if (posts.empty()) {
        auto& empty = page.section("EMPTY");
        if (writer) empty.show("WRITE_FIRST");
    }
    for (std::size_t i = 0; i < posts.size() && i < kPerPage; ++i) {
        auto& row = page.section("POST");
        describe(row, posts[i], language);
        row.set("URL", "/actualites/" + posts[i].slug);
    }
    if (posts.size() > kPerPage) {
        const auto last = base::to_millis(posts[kPerPage - 1].published);
        page.section("OLDER").set("URL", "/actualites?avant=" + std::to_string(last));
    }
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Actualités"), .section = "actualites"},
                     "news/list.html", page);
}

web::Response read(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto now = services.clock.now();
    auto reader = services.database.read();
    PostStore store(*reader);
    const auto post = store.by_slug(request.parameter("slug"));
    const bool writer = visitor.may(Role::Writer);
    if (!post || (post->state == PostState::Draft && !writer)) {
        return show_problem(services, request, 404);
    }

    web::Page page;
    describe(page, *post, language);
    page.set("LANGUAGE", post->language);
    page.set_html("BODY", web::safe_html(post->html));
    if (post->state == PostState::Draft) page.show("DRAFT");
    if (post->updated > post->published) {
        page.section("EDITED").set("EDITED_DATE", web::format_date(language, post->updated));
    }
    if (writer) page.section("EDIT").set("EDIT_URL", "/ecrire/" + id_part(post->id));
    const auto replies = store.replies_to(post->id);
    if (!replies.empty()) {
        auto& section = page.section("REPLIES");
        section.set("REPLY_COUNT",
                    services.translations.trn(language, "{n} réponse", "{n} réponses",
                                              static_cast<std::int64_t>(replies.size())));
        for (const auto& reply : replies) {
            auto& row = section.section("REPLY");
            row.set("AUTHOR", author_name(services, reply.author));
            row.set("ISO", web::iso_time(reply.published));
            row.set("DATE", web::format_ago(language, reply.published, now));
            row.set("URL", reply.url);
            row.set_html("BODY", web::safe_html(reply.html));
        }
    }
    return show_page(services, request, visitor,
                     {.title = post->title,
                      .description = post->summary,
                      .section = "actualites",
                      .alternate = post->state == PostState::Published ? post->id : "",
                      .indexed = post->state == PostState::Published},
                     "news/post.html", page);
}

}  // namespace

void add_reading_routes(Services& services, web::Router& router) {
    router.get("/actualites", [&](const web::Request& request) { return list(services, request); });
    router.get("/actualites/{slug}",
               [&](const web::Request& request) { return read(services, request); });
}

}  // namespace essaim::news
