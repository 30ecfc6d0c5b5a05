#include "node/news/writing_pages.h"

#include "node/base/log.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/news/category_pages.h"
#include "node/news/citing.h"
#include "node/news/desk_drafts.h"
#include "node/news/post_pictures.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/news/publishing.h"
#include "node/news/scheduling.h"
#include "node/news/writing_preview.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/plain_line.h"
#include "node/web/problem.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr std::string_view kNoHour =
    web::tr_later("Donnez un jour et une heure à venir, dans l’année.");

struct Desk {
    PostDraft draft;
    std::string id;  // "" for a new post
    bool published = false;
    std::string form = {};  // of the published one: it stays
    bool preview = false;
    bool prefilled = false;  // by us, to begin with
    Hour later = {};         // when it is to be published
    std::vector<FieldProblem> problems;
    std::string once;  // makes a form that is sent twice act once
    std::string key() const { return id.empty() ? "nouvelle" : id_part(id); }
};

bool is_of_picture(const FieldProblem& problem) {
    return problem.field == "image" || problem.field.starts_with("alt");
}

void show_problems(Services& services, web::Page& page, const Desk& desk, web::Language language) {
    std::vector<web::FieldError> errors;
    for (const auto& problem : desk.problems) {
        const auto message = services.translations.tr(language, problem.message);
        if (!is_of_picture(problem)) {
            std::string name;  // "TITLE", "SUMMARY", "WARNING", "SOURCE" or "LATER"
            for (const char c : problem.field) name += static_cast<char>(c - 'a' + 'A');
            page.show(name + "_WRONG");
            page.section(name + "_ERROR").set("MESSAGE", message);
        }
        errors.push_back({problem.field, message});
    }
    page.set_html("SUMMARY_BOX", web::form_summary(services.templates, language, errors));
}

void show_quoted(Services& services, web::Page& page, const Desk& desk) {
    if (desk.draft.quotes.empty()) return;
    auto reader = services.database.read();
    const auto quoted = PostStore(*reader).by_id(desk.draft.quotes);
    auto& box = page.section("CITED");
    box.set("IRI", desk.draft.quotes);
    if (!quoted) {
        box.set("TEXT", desk.draft.quotes).set_url("URL", desk.draft.quotes);
        return;
    }
    box.set("TEXT", web::typeset(heading_of(*quoted), quoted->language));
    box.set("LANG", quoted->language).set_url("URL", quoted->url);
    box.section("BY").set("AUTHOR", face_of(services, quoted->author).name);
    if (!quoted->local && !desk.published) box.show("ASKS");
}

// What was being written elsewhere, to take up or to erase.
void show_kept(Services& services, web::Page& page, const Visitor& visitor,
               const web::Request& request, const Desk& desk) {
    if (request.query_value("brouillon")) return;  // it is in the form
    const auto kept = kept_draft(services, visitor.account->id, desk.key());
    if (!kept) return;
    const auto language = web::language_of(request);
    page.section("KEPT")
        .set("CSRF", visitor.csrf_token)
        .set("KEY", desk.key())
        .set("URL", request.path + "?brouillon=reprendre")
        .set("SENTENCE",
             services.translations.tr(language, "Un brouillon du {date} vous attend.",
                                      {{"date", web::format_date_time(language, kept->at)}}));
}

// True: the form shows what was being written elsewhere.
bool take_up(Services& services, const web::Request& request, const Visitor& visitor, Desk& desk) {
    if (!request.query_value("brouillon")) return false;
    auto kept = kept_draft(services, visitor.account->id, desk.key());
    if (!kept) return false;
    kept->draft.pictures = desk.draft.pictures;
    if (desk.published) kept->draft.quotes = desk.draft.quotes;
    desk.draft = std::move(kept->draft);
    desk.later = kept->later;
    return true;
}

std::vector<media::PictureUse> uses_of(const PostDraft& draft) {
    return draft.pictures ? draft.pictures->uses : std::vector<media::PictureUse>();
}

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
    page.set("DRAFT_KEY", desk.key());
    if (request.method != "POST") show_kept(services, page, visitor, request, desk);
    page.set("CSRF", visitor.csrf_token);
    page.set("ONCE", desk.once.empty() ? base::new_ulid(services.clock.now()) : desk.once);
    page.set("TITLE", desk.draft.title);
    page.set("SUMMARY_TEXT", desk.draft.summary);
    page.set("WARNING_TEXT", desk.draft.warning);
    page.set("SOURCE", desk.draft.source);
    show_category_field(services, page, desk.draft);
    if (desk.draft.language == "en") page.show("ENGLISH");
    if (!desk.published) {
        page.show("CAN_DRAFT");
        auto& box = page.section("LATER");
        box.set("DAY", desk.later.day).set("TIME", desk.later.time);
        if (!desk.later.empty()) box.show("WAITS");
    }
    if (desk.prefilled) page.show("PREFILLED");
    show_quoted(services, page, desk);
    web::Page pictures;
    show_picture_fields(services, pictures, language, uses_of(desk.draft), desk.problems);
    page.set_html("PICTURES", services.templates.render(language, "news/pictures.html", pictures));
    show_problems(services, page, desk, language);
    if (desk.preview) {
        const bool full =
            desk.published ? desk.form == "Note"
                           : services.federation.profile().full_texts || !desk.draft.quotes.empty();
        show_preview(services, page.section("PREVIEW"), language, desk.draft, full);
    }
    if (!desk.id.empty()) {
        auto& box = page.section("DELETE");
        box.set("DELETE_URL", "/ecrire/" + id_part(desk.id) + "/supprimer");
        box.set(
            "DELETE_ADVICE",
            desk.published
                ? words.tr(language,
                           "Ce texte disparaît d’ici, et les autres serveurs sont priés de "
                           "l’effacer aussi. On ne peut pas revenir en arrière.")
                : words.tr(language, "Ce brouillon disparaît. On ne peut pas revenir en arrière."));
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Écrire"),
                      .indexed = false,
                      .modules = {"ecrire.js", "brouillon.js", "barre.js"}},
                     "news/write.html", page, status);
}

// Browsers send \r\n; texts are kept with \n.
std::string lines(const web::Request& request, std::string_view field) {
    auto text = request.form_value(field).value_or("");
    std::erase(text, '\r');
    return text;
}

PostDraft draft_in(const web::Request& request) {
    const auto categories = request.form_value("categories");
    return {.title = lines(request, "title"),
            .summary = lines(request, "summary"),
            .source = lines(request, "source"),
            .language = request.form_value("language").value_or("fr"),
            .warning = web::plain_line(request.form_value("warning").value_or("")),
            .quotes = request.form_value("cite").value_or(""),
            .categories = categories ? std::optional(categories_in(*categories)) : std::nullopt};
}

std::optional<Post> ours(Services& services, const Visitor& visitor, const std::string& id) {
    auto reader = services.database.read();
    auto post = PostStore(*reader).by_id(services.federation.actors().base() + "/o/" + id);
    const auto sight = sight_of(services, visitor);
    if (!post || !post->local || post->in_reply_to) return std::nullopt;
    if (!sight.sees({.id = post->id, .author = post->author, .draft = true})) return std::nullopt;
    return post;
}

// Kept as a draft, or published by hand: no hour counts any more.
void stop_waiting(Services& services, const Post& post) {
    {
        auto reader = services.database.read();
        if (!scheduled_for(*reader, post.id)) return;
    }
    const auto stopped =
        services.database.write([&](storage::Connection& connection) -> Result<void> {
            unschedule(connection, post.id);
            return {};
        });
    if (!stopped) base::log::error("a text still waits for its hour", {{"post", post.id}});
}

web::Response submit(Services& services, const web::Request& request, const Visitor& visitor,
                     const std::optional<Post>& known) {
    Desk desk;
    desk.draft = draft_in(request);
    desk.id = known ? known->id : "";
    desk.published = known && known->state == PostState::Published;
    if (known) desk.form = known->form;
    desk.once = request.form_value("once").value_or("");
    desk.later = {request.form_value("later_day").value_or(""),
                  request.form_value("later_time").value_or("")};
    if (known && desk.published) desk.draft.quotes = known->quotes;
    if (!desk.draft.quotes.empty() && !desk.published) {
        const auto quoted = citable(services, desk.draft.quotes, sight_of(services, visitor));
        if (!quoted) {
            desk.problems = {{"source", quoted.error().detail}};
            desk.draft.quotes.clear();
            return show(services, request, visitor, desk, web::status_of(quoted.error().fault));
        }
    }
    auto pictures = pictures_in(services, request, visitor);
    if (pictures.waiting) return *std::move(pictures.waiting);
    desk.draft.pictures = {.by = visitor.account->id, .uses = std::move(pictures.uses)};
    desk.problems = std::move(pictures.problems);
    const auto action = request.form_value("action").value_or("publish");
    if (action == "image" || !desk.problems.empty())
        return show(services, request, visitor, desk, desk.problems.empty() ? 200 : 422);
    if (action == "preview") {
        desk.preview = true;
        return show(services, request, visitor, desk, 200);
    }
    const bool later = action == "later" && !desk.published;
    const auto hour = later ? instant_of(desk.later, services.clock.now()) : std::nullopt;
    const auto state = action == "draft" || later ? PostState::Draft : PostState::Published;
    if (state == PostState::Published || later || desk.published) {
        desk.problems = problems_of(desk.draft);
        if (later && !hour) desk.problems.push_back({"later", std::string(kNoHour)});
        if (!desk.problems.empty()) return show(services, request, visitor, desk, 422);
    }
    Publishing publishing(services, visitor.account->id);
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
        return show(services, request, visitor, desk,
                    post.error().fault == Fault::Unprocessable ? 422 : 503);
    }
    if (hour) {
        if (!schedule(services, post->id, *hour)) return show_problem(services, request, 503);
    } else {
        stop_waiting(services, *post);
    }
    const auto target = "/actualites/" + post->slug;
    if (!known) remember_result_of(services, desk.once, target);
    forget_kept_draft(services, visitor.account->id, desk.key());
    const bool draft = post->state == PostState::Draft;
    return done(services, target,
                hour             ? "programme"
                : draft          ? "brouillon"
                : desk.published ? "modifie"
                                 : "publie");
}

web::Response edit(Services& services, const web::Request& request, bool posted) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto post = ours(services, *visitor, request.parameter("id"));
    if (!post) return show_problem(services, request, 404);
    // A meeting has a form of its own.
    if (post->form == "Event")
        return web::Response::see_other("/agenda/ecrire/" + id_part(post->id));
    if (posted) return submit(services, request, *visitor, post);
    Desk desk;
    desk.id = post->id;
    desk.published = post->state == PostState::Published;
    desk.draft = draft_of(*post);
    desk.draft.pictures = DraftPictures{visitor->account->id, pictures_of(services, post->id)};
    {
        auto reader = services.database.read();
        if (const auto at = scheduled_for(*reader, post->id)) desk.later = hour_of(*at);
    }
    take_up(services, request, *visitor, desk);
    return show(services, request, *visitor, desk, 200);
}

web::Response write(Services& services, const web::Request& request, bool posted) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    if (posted) return submit(services, request, *visitor, std::nullopt);
    Desk desk;
    if (take_up(services, request, *visitor, desk))
        return show(services, request, *visitor, desk, 200);
    desk.draft.source = request.query_value("texte").value_or("");  // from elsewhere (FEP-3b86)
    if (const auto quoted = request.query_value("cite")) {
        const auto text = citable(services, *quoted, sight_of(services, *visitor));
        if (!text) {
            return show_problem(
                services, request, web::status_of(text.error().fault),
                services.translations.tr(web::language_of(request), text.error().detail));
        }
        desk.draft.quotes = text->id;
        return show(services, request, *visitor, desk, 200);
    }
    auto reader = services.database.read();
    PostStore store(*reader);
    if (desk.draft.source.empty() && store.count_local(sight_of(services, *visitor)) == 0 &&
        store.drafts().empty()) {  // nothing was ever written here
        const auto profile = services.federation.profile();
        desk.draft = first_draft(
            {.name = profile.title,
             .tagline = profile.tagline,
             .about = profile.about,
             .handle = face_of(services, services.federation.actors().association().id).handle});
        desk.prefilled = true;
    }
    return show(services, request, *visitor, desk, 200);
}

web::Response remove(Services& services, const web::Request& request) {
    auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto post = ours(services, *visitor, request.parameter("id"));
    if (!post) return web::Response::see_other("/actualites");  // sent twice
    if (auto removed = Publishing(services, visitor->account->id).remove(post->id); !removed) {
        return show_problem(services, request, 503);
    }
    forget_kept_draft(services, visitor->account->id, id_part(post->id));
    return done(services, "/actualites", "supprime");
}

}  // namespace

void add_writing_routes(Services& services, web::Router& router) {
    router.get("/ecrire", [&](const web::Request& r) { return write(services, r, false); });
    router.post_files("/ecrire", [&](const web::Request& r) { return write(services, r, true); });
    router.get("/ecrire/{id}", [&](const web::Request& r) { return edit(services, r, false); });
    router.post_files("/ecrire/{id}",
                      [&](const web::Request& r) { return edit(services, r, true); });
    router.post("/ecrire/{id}/supprimer",
                [&](const web::Request& r) { return remove(services, r); });
}

}  // namespace essaim::news
