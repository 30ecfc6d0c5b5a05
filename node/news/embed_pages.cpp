#include "node/news/embed_pages.h"

#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/storage/connection.h"
#include "node/web/embeddable.h"
#include "node/web/problem.h"
#include "node/web/rosette.h"
#include "node/web/typography.h"

namespace essaim::news {

namespace {

constexpr std::string_view kPages = "/actualites/";
constexpr int kHeight = 300;

// As anybody may see it: whoever embeds shows it to everybody.
std::optional<Post> shown(Services& services, const std::string& slug) {
    auto reader = services.database.read();
    auto post = PostStore(*reader).by_slug(slug, sight_of(services));
    if (!post || post->state != PostState::Published) return std::nullopt;
    return post;
}

web::Response show(Services& services, const web::Request& request) {
    const auto post = shown(services, request.parameter("slug"));
    if (!post) return web::plain_problem(404);
    const auto language = web::language_of(request);
    const auto profile = services.federation.profile();
    web::Page page;
    page.set("LANGUAGE", std::string(web::code(language))).set("LANG", post->language);
    page.set("TITLE", web::typeset(heading_of(*post), post->language));
    page.set("SHORT", web::typeset(short_form(*post), post->language));
    page.set("ISO", web::iso_time(post->published));
    page.set("DATE", web::format_date(language, post->published));
    page.set("HUE", std::to_string(profile.hue)).set("SITE", profile.title);
    page.set_url("URL", post->url);
    page.set_html("ROSETTE", web::rosette(post->author, profile.hue));
    const auto body = services.templates.render(language, "news/embedded.html", page);
    return web::embeddable_html(request, body.str());
}

}  // namespace

void add_embed_routes(Services& services, Plug& plug) {
    plug.router.get("/integrer/actualites/{slug}",
                    [&services](const web::Request& request) { return show(services, request); });
    plug.embeddable.emplace_back([&services](const std::string& path) -> std::optional<Embeddable> {
        if (!path.starts_with(kPages)) return std::nullopt;
        const auto post = shown(services, path.substr(kPages.size()));
        if (!post) return std::nullopt;
        return Embeddable{.title = heading_of(*post),
                          .author = services.federation.profile().title,
                          .frame = "/integrer/actualites/" + post->slug,
                          .height = kHeight};
    });
}

}  // namespace essaim::news
