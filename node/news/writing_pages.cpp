#include "node/news/writing_pages.h"

#include "node/base/random.h"
#include "node/news/post_store.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"
#include "node/web/markdown.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

using accounts::Role;
using accounts::Visitor;

struct Desk {
    PostDraft draft;
    std::string id;        // "" for a new post
    bool published = false;
    bool preview = false;
    std::vector<FieldProblem> problems;
    std::string once;      // makes a form that is sent twice act once
};

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Desk& desk, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set("HEADING", desk.id.empty() ? words.tr(language, "Écrire une actualité")
                                        : words.tr(language, "Modifier cette actualité"));
    page.set("PUBLISH", desk.published ? words.tr(language, "Enregistrer les changements")
                                       : words.tr(language, "Publier"));
    page.set("ACTION", desk.id.empty() ? "/ecrire" : "/ecrire/" + id_part(desk.id));
    page.set("DRAFT_KEY", desk.id.empty() ? "nouvelle" : id_part(desk.id));
    page.set("CSRF", visitor.csrf_token);
    page.set("ONCE", desk.once.empty() ? base::new_ulid(services.clock.now()) : desk.once);
    page.set("TITLE", desk.draft.title);
    page.set("SUMMARY", desk.draft.summary);
    page.set("SOURCE", desk.draft.source);
    if (desk.draft.language == "en") page.show("ENGLISH");
    if (!desk.published) page.show("CAN_DRAFT");
    if (!desk.problems.empty()) {
        auto& box = page.section("PROBLEMS");
        for (const auto& problem : desk.problems) {
            auto& row = box.section("PROBLEM");
            row.set("FIELD", problem.field);
            row.set("MESSAGE", words.tr(language, problem.message));
        }
    }
    if (desk.preview) {
        auto& box = page.section("PREVIEW");
        box.set("TITLE", desk.draft.title);
        box.set("SUMMARY", summary_of(desk.draft));
        box.set_html("BODY", web::render_markdown(desk.draft.source));
        box.set("LINK", services.config.host());
    }
    if (!desk.id.empty()) {
        auto& box = page.section("DELETE");
        box.set("DELETE_URL", "/ecrire/" + id_part(desk.id) + "/supprimer");
        box.set("CSRF", visitor.csrf_token);
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Écrire"), .indexed = false, .modules = {"ecrire.js"}},
                     "news/write.html", page, status);
}

PostDraft draft_in(const web::Request& request) {
    return {.title = request.form_value("title").value_or(""),
            .summary = request.form_value("summary").value_or(""),
            .source = request.form_value("source").value_or(""),
            .language = request.form_value("language").value_or("fr")};
}

std::optional<Post> ours(Services& services, const std::string& id) {
    auto reader = services.database.read();
    auto post = PostStore(*reader).by_id(services.federation.actors().base() + "/o/" + id);
    if (!post || !post->local) return std::nullopt;
    return post;
}

web::Response submit(Services& services, const web::Request& request, const Visitor& visitor,
                     const std::optional<Post>& known) {
    Desk desk;
    desk.draft = draft_in(request);
    desk.id = known ? known->id : "";
    desk.published = known && known->state == PostState::Published;
    desk.once = request.form_value("once").value_or("");
    const auto action = request.form_value("action").value_or("publish");
    if (action == "preview") {
        desk.preview = true;
        return show(services, request, visitor, desk, 200);
    }
    const auto state = action == "draft" ? PostState::Draft : PostState::Published;
    if (state == PostState::Published || desk.published) {
        desk.problems = problems_of(desk.draft);
        if (!desk.problems.empty()) return show(services, request, visitor, desk, 422);
    }
    Publishing publishing(services);
    if (!known) {
        if (auto earlier = first_result_of(services, desk.once)) {
            return web::Response::see_other(*earlier);
        }
    }
    const auto post = known ? publishing.edit(known->id, desk.draft, state)
                            : publishing.add(desk.draft, state, visitor.account->id);
    if (!post) {
        desk.problems = {{"source", post.error().fault == Fault::Unprocessable
                                        ? post.error().detail
                                        : "L’enregistrement n’a pas abouti. Votre texte est "
                                          "gardé ici : réessayez dans un instant."}};
        return show(services, request, visitor, desk, 503);
    }
    const auto target = "/actualites/" + post->slug;
    if (!known) remember_result_of(services, desk.once, target);
    services.accounts.journal(visitor.account->id, known ? "post.edit" : "post.new", post->id);
    return web::Response::see_other(target);
}

web::Response edit(Services& services, const web::Request& request, bool posted) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto post = ours(services, request.parameter("id"));
    if (!post) return show_problem(services, request, 404);
    if (posted) return submit(services, request, *visitor, post);
    Desk desk;
    desk.id = post->id;
    desk.published = post->state == PostState::Published;
    desk.draft = {post->title, post->summary, post->source, post->language};
    return show(services, request, *visitor, desk, 200);
}

web::Response write(Services& services, const web::Request& request, bool posted) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    if (posted) return submit(services, request, *visitor, std::nullopt);
    return show(services, request, *visitor, Desk{}, 200);
}

web::Response remove(Services& services, const web::Request& request) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto post = ours(services, request.parameter("id"));
    if (!post) return web::Response::see_other("/actualites");  // sent twice
    if (auto removed = Publishing(services).remove(post->id); !removed) {
        return show_problem(services, request, 503);
    }
    services.accounts.journal(visitor->account->id, "post.delete", post->id);
    return web::Response::see_other("/actualites");
}

}  // namespace

void add_writing_routes(Services& services, web::Router& router) {
    router.get("/ecrire", [&](const web::Request& r) { return write(services, r, false); });
    router.post("/ecrire", [&](const web::Request& r) { return write(services, r, true); });
    router.get("/ecrire/{id}", [&](const web::Request& r) { return edit(services, r, false); });
    router.post("/ecrire/{id}", [&](const web::Request& r) { return edit(services, r, true); });
    router.post("/ecrire/{id}/supprimer",
                [&](const web::Request& r) { return remove(services, r); });
}

}  // namespace essaim::news
