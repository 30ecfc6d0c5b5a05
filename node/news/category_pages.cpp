#include "node/news/category_pages.h"

#include "node/base/text.h"
#include "node/news/category_store.h"
#include "node/news/post_feed.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/typography.h"

namespace essaim::news {

namespace {

constexpr std::size_t kPerPage = 20;
constexpr std::size_t kSuggested = 12;

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
}

void describe(web::Page& row, const Post& post, web::Language language) {
    row.set("TITLE", web::typeset(heading_of(post), post.language));
    row.set("SUMMARY", web::typeset(post.title.empty() ? "" : short_form(post), post.language));
    row.set("LANG", post.language);
    row.set("ISO", web::iso_time(post.published));
    row.set("DATE", web::format_date(language, post.published));
    row.set_url("URL", "/actualites/" + post.slug);
}

web::Response list(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto slug = request.parameter("slug");
    const auto wanted = whole_number(request.query_value("avant").value_or(""));
    const auto before =
        wanted ? base::from_millis(*wanted) : services.clock.now() + std::chrono::hours(24);
    auto reader = services.database.read();
    const auto name = CategoryStore(*reader).name(slug);
    const auto posts =
        PostStore(*reader).in_category(slug, before, kPerPage + 1, sight_of(services, visitor));
    if (!name || posts.empty()) return show_problem(services, request, 404);
    const auto path = "/actualites/categorie/" + slug;
    web::Page page;
    page.set("NAME", *name).set_url("FEED", path + "/flux.atom");
    for (std::size_t i = 0; i < posts.size() && i < kPerPage; ++i)
        describe(page.section("POST"), posts[i], language);
    std::string older;
    if (posts.size() > kPerPage)
        older = path + "?avant=" + std::to_string(base::to_millis(posts[kPerPage - 1].published));
    page.set_html("PAGER",
                  web::pager(services.templates, language, wanted ? path : std::string(), older));
    page.set_html("WAYS",
                  web::ways_to_follow(services.templates, language, services.mail.is_set()));
    return show_page(services, request, visitor, {.title = *name, .section = "actualites"},
                     "news/category.html", page);
}

web::Response feed(Services& services, const web::Request& request) {
    const auto slug = request.parameter("slug");
    auto reader = services.database.read();
    const auto name = CategoryStore(*reader).name(slug);
    const auto posts = PostStore(*reader).in_category(
        slug, services.clock.now() + std::chrono::hours(24), kFeedEntries, sight_of(services));
    if (!name || posts.empty()) return show_problem(services, request, 404);
    const auto path = "/actualites/categorie/" + slug;
    return feed_of(services, *reader, posts,
                   {.path = path + "/flux.atom", .page = path, .about = *name});
}

}  // namespace

std::string category_path(const std::string& name) {
    return "/actualites/categorie/" + base::slugify(name);
}

void add_category_routes(Services& services, web::Router& router) {
    router.get("/actualites/categorie/{slug}",
               [&](const web::Request& request) { return list(services, request); });
    router.get("/actualites/categorie/{slug}/flux.atom",
               [&](const web::Request& request) { return feed(services, request); });
}

void show_categories(web::Page& page, const Post& post) {
    for (const auto& name : post.categories)
        page.section("CATEGORY").set("NAME", name).set_url("URL", category_path(name));
}

void show_category_field(Services& services, web::Page& page, const PostDraft& draft) {
    page.set("CATEGORY_NAMES", joined(draft.categories.value_or(std::vector<std::string>())));
    auto reader = services.database.read();
    const auto used = CategoryStore(*reader).most_used(kSuggested);
    if (!used.empty()) page.section("USED").set("NAMES", joined(used));
}

}  // namespace essaim::news
