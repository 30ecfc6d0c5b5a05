#include "node/news/revision_pages.h"

#include "node/base/text.h"
#include "node/news/folded_text.h"
#include "node/news/post_store.h"
#include "node/news/revisions_store.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/sanitise.h"
#include "node/web/translations.h"
#include "node/web/typography.h"
#include "node/web/word_diff.h"

namespace essaim::news {

namespace {

web::Page& add(Services& services, web::Page& page, const Revision& version, bool now,
               web::Language language) {
    auto& row = page.section("VERSION");
    if (now) row.show("NOW");
    row.set("ISO", web::iso_time(version.at));
    row.set("DATE", web::format_date_time(language, version.at));
    row.set("LANG", version.language);
    if (!version.title.empty()) {
        row.section("TITLED")
            .set("LANG", version.language)
            .set("TITLE", web::typeset(version.title, version.language));
    }
    row.set_html("TEXT",
                 text_part(services, language, version.html, version.warning, version.language));
    return row;
}

// Under a warning nothing is told before it is opened.
web::SafeHtml changes_between(Services& services, web::Language language, const Revision& now,
                              const Revision& before) {
    if (!now.warning.empty() || !before.warning.empty()) return {};
    const auto whole = [](const Revision& one) {
        return one.title + "\n" + web::text_of_html(one.html);
    };
    return web::changes_part(services.templates, language,
                             web::word_diff(whole(before), whole(now)), now.language);
}

web::Response show(Services& services, const web::Request& request,
                   const accounts::Visitor& visitor, storage::Connection& connection,
                   const std::optional<Post>& post) {
    const auto language = web::language_of(request);
    const auto sight = sight_of(services, visitor);
    if (!post || post->state != PostState::Published ||
        !sight.sees({.id = post->id, .author = post->author})) {
        return show_problem(services, request, 404);
    }
    const auto earlier = RevisionsStore(connection).of(post->id);
    if (earlier.empty()) return show_problem(services, request, 404);
    web::Page page;
    page.set_url("URL", post->local ? "/actualites/" + post->slug : post->url);
    if (!post->local) page.show("ELSEWHERE");
    page.set("AUTHOR", face_of(services, post->author).name);
    page.set("COUNT", services.translations.trn(language, "{n} version", "{n} versions",
                                                static_cast<std::int64_t>(earlier.size()) + 1));
    std::vector<Revision> versions = {{.at = post->updated,
                                       .title = post->title,
                                       .summary = {},
                                       .html = post->html,
                                       .warning = post->warning,
                                       .language = post->language}};
    versions.insert(versions.end(), earlier.begin(), earlier.end());
    for (std::size_t i = 0; i < versions.size(); ++i) {
        auto& row = add(services, page, versions[i], i == 0, language);
        if (i + 1 == versions.size()) continue;
        const auto changes = changes_between(services, language, versions[i], versions[i + 1]);
        if (!changes.empty()) row.section("CHANGES").set_html("PARTS", changes);
    }
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Les versions"),
                      .section = post->local ? "actualites" : "reseau",
                      .indexed = false},
                     "news/versions.html", page);
}

web::Response of_ours(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    auto reader = services.database.read();
    return show(services, request, visitor, *reader,
                PostStore(*reader).by_slug(request.parameter("slug"), sight_of(services, visitor)));
}

web::Response of_any(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    auto reader = services.database.read();
    return show(services, request, visitor, *reader,
                PostStore(*reader).by_id(request.query_value("objet").value_or("")));
}

}  // namespace

void add_revision_routes(Services& services, web::Router& router) {
    router.get("/actualites/{slug}/versions",
               [&](const web::Request& request) { return of_ours(services, request); });
    router.get("/versions", [&](const web::Request& request) { return of_any(services, request); });
}

void show_edited(web::Page& page, storage::Connection& connection, const Post& post,
                 web::Language language) {
    if (post.updated <= post.published) return;
    auto& box = page.section("EDITED");
    box.set("EDITED_DATE", web::format_date(language, post.updated));
    if (!RevisionsStore(connection).any(post.id)) return;
    box.section("VERSIONS")
        .set_url("URL", post.local && !post.slug.empty()
                            ? "/actualites/" + post.slug + "/versions"
                            : "/versions?objet=" + base::percent_encode(post.id));
}

}  // namespace essaim::news
