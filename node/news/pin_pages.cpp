#include "node/news/pin_pages.h"

#include "node/federation/identity.h"
#include "node/news/post_store.h"
#include "node/storage/connection.h"

namespace essaim::news {

namespace {

using accounts::Role;

web::Response change(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Manager);
    if (!visitor) return visitor.error();
    const auto slug = request.parameter("slug");
    std::optional<Post> post;
    {
        auto reader = services.database.read();
        post = PostStore(*reader).by_slug(slug, sight_of(services, *visitor));
    }
    if (!post || post->state != PostState::Published) return show_problem(services, request, 404);
    auto& pins = services.federation.identity().pins;
    const bool pin = request.form_value("action") == "epingler";
    const auto changed = pin ? pins.pin(post->id) : pins.unpin(post->id);
    if (!changed) {
        const bool full = changed.error().fault == Fault::Conflict;
        return show_problem(
            services, request, full ? 409 : 503,
            full ? services.translations.tr(web::language_of(request), changed.error().detail)
                 : "");
    }
    services.accounts.journal(visitor->account->id, pin ? "pin" : "unpin", post->id);
    return done(services, "/actualites/" + slug, pin ? "epingle" : "plus-epingle");
}

}  // namespace

void show_pin(Services& services, web::Page& page, const accounts::Visitor& visitor,
              const Post& post) {
    const bool pinned = services.federation.identity().pins.is_pinned(post.id);
    if (pinned) page.show("PINNED");
    if (!visitor.may(Role::Manager) || !post.local || post.state != PostState::Published) return;
    auto& form = page.section("PIN");
    form.set("CSRF", visitor.csrf_token).set("URL", "/actualites/" + post.slug + "/epingler");
    form.show(pinned ? "OFF" : "ON");
}

void add_pin_routes(Services& services, web::Router& router) {
    router.post("/actualites/{slug}/epingler",
                [&services](const web::Request& request) { return change(services, request); });
}

}  // namespace essaim::news
