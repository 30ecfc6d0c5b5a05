#include "node/news/tag_pages.h"

#include <algorithm>

#include "node/news/hashtags.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/typography.h"

namespace essaim::news {

namespace {

constexpr std::size_t kPerPage = 20;

// Does our profile name it? Then its page is there before the first text is.
bool is_ours(Services& services, const std::string& folded) {
    const auto tags = services.federation.profile().tags;
    return std::ranges::any_of(tags,
                               [&](const std::string& tag) { return folded_tag(tag) == folded; });
}

void describe(Services& services, web::Page& row, const Post& post, web::Language language) {
    row.set("TITLE", web::typeset(heading_of(post), post.language));
    row.set("SUMMARY", web::typeset(post.title.empty() ? "" : short_form(post), post.language));
    row.set("LANG", post.language);
    row.set("AUTHOR", face_of(services, post.author).name);
    row.set("ISO", web::iso_time(post.published));
    row.set("DATE", web::format_date(language, post.published));
    row.set_url("URL", post.local ? "/actualites/" + post.slug : post.url);
}

web::Response list(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto name = request.parameter("mot");
    if (!is_tag(name)) return show_problem(services, request, 404);
    const auto folded = folded_tag(name);
    const auto wanted = whole_number(request.query_value("avant").value_or(""));
    const auto before =
        wanted ? base::from_millis(*wanted) : services.clock.now() + std::chrono::hours(24);
    auto reader = services.database.read();
    const auto posts =
        PostStore(*reader).tagged(folded, before, kPerPage + 1, sight_of(services, visitor));
    if (posts.empty() && (wanted || !is_ours(services, folded))) {
        return show_problem(services, request, 404);
    }
    web::Page page;
    page.set("NAME", name);
    page.set("COUNT", words.tr(language, "Les textes d’ici et de nos voisins qui portent ce mot."));
    page.set_html("EMPTY", posts.empty() ? web::empty_state(services.templates, language,
                                                            words.tr(language,
                                                                     "Aucun texte ne porte encore "
                                                                     "ce mot."))
                                         : web::SafeHtml());
    for (std::size_t i = 0; i < posts.size() && i < kPerPage; ++i)
        describe(services, page.section("POST"), posts[i], language);
    std::string older;
    if (posts.size() > kPerPage) {
        older = tag_path(name) +
                "?avant=" + std::to_string(base::to_millis(posts[kPerPage - 1].published));
    }
    page.set_html("PAGER", web::pager(services.templates, language,
                                      wanted ? tag_path(name) : std::string(), older));
    page.set_html("WAYS",
                  web::ways_to_follow(services.templates, language, services.mail.is_set()));
    return show_page(services, request, visitor, {.title = "#" + name, .section = "actualites"},
                     "news/tag.html", page);
}

}  // namespace

void add_tag_routes(Services& services, web::Router& router) {
    router.get("/mots/{mot}", [&](const web::Request& request) { return list(services, request); });
}

void show_tags(web::Page& page, const Post& post) {
    if (post.tags.empty()) return;
    auto& list = page.section("TAGS");
    for (const auto& tag : post.tags) {
        auto& row = list.section("TAG");
        // Of others the page may be empty: they are not listed unless we follow them.
        auto& word = row.section(post.local ? "LINKED" : "PLAIN").set("NAME", tag);
        if (post.local) word.set_url("URL", tag_path(tag));
    }
}

}  // namespace essaim::news
