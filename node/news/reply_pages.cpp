#include "node/news/reply_pages.h"

#include <algorithm>
#include <optional>

#include "node/base/random.h"
#include "node/news/folded_text.h"
#include "node/news/post_replies.h"
#include "node/news/post_social.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/rosette.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

using accounts::Role;
using accounts::Visitor;
using federation::ReactionKind;

struct Desk {
    ReplyDraft draft;
    std::string once;
    std::vector<FieldProblem> problems;
};

std::optional<Post> text_at(Services& services, const std::string& id,
                            const federation::Sight& sight) {
    auto reader = services.database.read();
    auto post = PostStore(*reader).by_id(id);
    if (!post || post->state != PostState::Published ||
        !sight.sees({.id = post->id, .author = post->author})) {
        return std::nullopt;
    }
    return post;
}

void show_text(Services& services, web::Page& page, const Post& post, web::Language language) {
    const auto face = face_of(services, post.author);
    page.set_html("ROSETTE", web::rosette(post.author, face.hue));
    page.set("AUTHOR", face.name).set("HANDLE", face.handle);
    page.set("ISO", web::iso_time(post.published));
    page.set("DATE", web::format_date(language, post.published));
    page.set("LANG", post.language);
    page.set("TEXT", web::typeset(heading_of(post), post.language));
    page.set_url("URL", post.url);
}

web::Response show_form(Services& services, const web::Request& request, const Visitor& visitor,
                        const Post& parent, const Desk& desk, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    show_text(services, page.section("PARENT"), parent, language);
    page.set("PARENT_ID", parent.id);
    page.set("CSRF", visitor.csrf_token);
    page.set("ONCE", desk.once.empty() ? base::new_ulid(services.clock.now()) : desk.once);
    page.set("SOURCE", desk.draft.source);
    if (desk.draft.language == "en") page.show("ENGLISH");
    std::vector<web::FieldError> errors;
    for (const auto& problem : desk.problems) {
        const auto message = words.tr(language, problem.message);
        page.show("WRONG");
        page.section("ERROR").set("MESSAGE", message);
        errors.push_back({problem.field, message});
    }
    page.set_html("SUMMARY_BOX", web::form_summary(services.templates, language, errors));
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Répondre"), .indexed = false},
                     "news/answer.html", page, status);
}

web::Response answer(Services& services, const web::Request& request, bool posted) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    Desk desk;
    desk.draft.parent = (posted ? request.form_value("a") : request.query_value("a")).value_or("");
    const auto parent = text_at(services, desk.draft.parent, sight_of(services, *visitor));
    if (!parent) return show_problem(services, request, 404);
    if (!posted) return show_form(services, request, *visitor, *parent, desk, 200);
    desk.draft.source = request.form_value("texte").value_or("");
    std::erase(desk.draft.source, '\r');  // browsers send \r\n
    desk.draft.language = request.form_value("langue").value_or("fr");
    desk.once = request.form_value("once").value_or("");
    desk.problems = problems_of(desk.draft);
    if (!desk.problems.empty()) {
        return show_form(services, request, *visitor, *parent, desk, 422);
    }
    if (auto earlier = first_result_of(services, desk.once))
        return web::Response::see_other(*earlier);
    const auto reply = PostReplies(services).add(desk.draft, visitor->account->id);
    if (!reply) {
        desk.problems = {{"texte", reply.error().fault == Fault::Internal
                                       ? "L’enregistrement n’a pas abouti. Votre texte est gardé "
                                         "ici : réessayez dans un instant."
                                       : reply.error().detail}};
        return show_form(services, request, *visitor, *parent, desk, 503);
    }
    const auto target = reply->url.substr(services.federation.actors().base().size());
    remember_result_of(services, desk.once, target);
    services.accounts.journal(visitor->account->id, "reply.new", reply->id);
    return done(services, target, "repondu");
}

// An answer of ours to a text elsewhere; one in a thread of ours stands there.
web::Response read(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto sight = sight_of(services, visitor);
    const auto language = web::language_of(request);
    const auto& base = services.federation.actors().base();
    const auto id = base + "/o/" + request.parameter("id");
    const auto reply = text_at(services, id, sight);
    if (!reply || !reply->local || !reply->in_reply_to) {
        const auto stored = services.federation.stored(id);
        return show_problem(services, request, stored && stored->deleted ? 410 : 404);
    }
    if (!reply->url.starts_with(base + "/reponses/")) {
        return web::Response::see_other(reply->url.substr(base.size()));
    }
    web::Page page;
    show_text(services, page, *reply, language);
    page.set_html("BODY", text_part(services, language, *reply));
    if (const auto parent = text_at(services, *reply->in_reply_to, sight)) {
        show_text(services, page.section("PARENT"), *parent, language);
    }
    if (visitor.may(Role::Writer)) {
        page.section("OURS").set("CSRF", visitor.csrf_token).set("ID", request.parameter("id"));
    }
    auto reader = services.database.read();
    page.set_html("SOCIAL",
                  social_part(services, *reader, {visitor, sight, language, request.path}, *reply));
    return show_page(
        services, request, visitor,
        {.title = services.translations.tr(language, "Réponse de {name}",
                                           {{"name", services.federation.profile().title}}),
         .description = short_form(*reply),
         .section = "reseau",
         .alternate = reply->id},
        "news/answered.html", page);
}

web::Response remove(Services& services, const web::Request& request) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto& base = services.federation.actors().base();
    const auto id = base + "/o/" + request.parameter("id");
    const auto reply = text_at(services, id, sight_of(services, *visitor));
    if (!reply || !reply->local || !reply->in_reply_to) {
        return web::Response::see_other("/reseau");  // sent twice
    }
    if (auto removed = PostReplies(services).remove(id); !removed) {
        return show_problem(services, request, 503);
    }
    services.accounts.journal(visitor->account->id, "reply.delete", id);
    const auto page = reply->url.substr(base.size());
    const bool alone = page.starts_with("/reponses/");
    return done(services, alone ? "/reseau" : page.substr(0, page.find('#')), "reponse-supprimee");
}

web::Response react(Services& services, const web::Request& request) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    struct Gesture {
        std::string_view name;
        ReactionKind kind;
        bool add;
        const char* said;
    };
    static constexpr Gesture kGestures[] = {
        {"aimer", ReactionKind::Like, true, "aime"},
        {"ne-plus-aimer", ReactionKind::Like, false, "plus-aime"},
        {"partager", ReactionKind::Boost, true, "partage"},
        {"ne-plus-partager", ReactionKind::Boost, false, "plus-partage"}};
    const auto wanted = request.form_value("geste").value_or("");
    const auto object = request.form_value("objet").value_or("");
    const auto* gesture = std::ranges::find(kGestures, wanted, &Gesture::name);
    if (gesture == std::end(kGestures)) return show_problem(services, request, 400);
    const auto outcome = gesture->add ? services.federation.react(gesture->kind, object)
                                      : services.federation.unreact(gesture->kind, object);
    if (!outcome) {
        const auto language = web::language_of(request);
        const bool later = outcome.error().fault == Fault::Unavailable;
        return show_problem(services, request, later ? 503 : 404,
                            services.translations.tr(language, outcome.error().detail));
    }
    services.accounts.journal(visitor->account->id, "react." + wanted, object);
    return done(services, way_back(request), gesture->said);
}

}  // namespace

std::string way_back(const web::Request& request) {
    auto path = request.form_value("retour").value_or("");
    const bool ours = path.starts_with("/") && !path.starts_with("//") &&
                      path.find_first_of("\\\r\n\t") == std::string::npos && path.size() < 500;
    return ours ? path : "/reseau";
}

void add_reply_routes(Services& services, web::Router& router) {
    router.get("/ecrire/reponse",
               [&](const web::Request& r) { return answer(services, r, false); });
    router.post("/ecrire/reponse",
                [&](const web::Request& r) { return answer(services, r, true); });
    router.get("/reponses/{id}", [&](const web::Request& r) { return read(services, r); });
    router.post("/reponses/{id}/supprimer",
                [&](const web::Request& r) { return remove(services, r); });
    router.post("/reagir", [&](const web::Request& r) { return react(services, r); });
}

}  // namespace essaim::news
