#include <algorithm>
#include <iterator>

#include "node/base/random.h"
#include "node/base/text.h"
#include "node/news/agenda_pages.h"
#include "node/news/own_meeting.h"
#include "node/news/post_store.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/plain_line.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

using accounts::Role;
using accounts::Visitor;

struct Table {  // what lies on the writing table
    PostDraft draft;
    MeetingForm form;
    std::string id;  // "" for a new one
    bool published = false;
    std::vector<FieldProblem> problems;
    std::string once;
};

std::string lines(const web::Request& request, std::string_view field) {
    auto text = request.form_value(field).value_or("");
    std::erase(text, '\r');
    return text;
}

Table table_in(const web::Request& request) {
    Table table;
    table.draft = {.title = lines(request, "title"),
                   .summary = {},
                   .source = lines(request, "source"),
                   .language = request.form_value("language").value_or("fr")};
    table.form = {.day = lines(request, "day"),
                  .time = lines(request, "time"),
                  .end_day = lines(request, "end_day"),
                  .end_time = lines(request, "end_time"),
                  .place = lines(request, "place"),
                  .zone = lines(request, "zone"),
                  .cancelled = request.form_value("cancelled") == "1"};
    table.once = request.form_value("once").value_or("");
    return table;
}

void show_problems(Services& services, web::Page& page, const Table& table,
                   web::Language language) {
    std::vector<web::FieldError> errors;
    for (const auto& problem : table.problems) {
        const auto message = services.translations.tr(language, problem.message);
        std::string name;
        for (const char c : problem.field)
            name += c == '_' ? '_' : static_cast<char>(c - 'a' + 'A');
        page.show(name + "_WRONG");
        page.section(name + "_ERROR").set("MESSAGE", message);
        errors.push_back({problem.field, message});
    }
    page.set_html("SUMMARY_BOX", web::form_summary(services.templates, language, errors));
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Table& table, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    const auto heading = table.id.empty() ? words.tr(language, "Annoncer une rencontre")
                                          : words.tr(language, "Modifier cette rencontre");
    page.set("HEADING", heading);
    page.set("PUBLISH", table.published ? words.tr(language, "Enregistrer les changements")
                                        : words.tr(language, "Publier"));
    const auto part = table.id.empty() ? std::string() : "/" + id_part(table.id);
    page.set("ACTION", "/agenda/ecrire" + part);
    page.set("DRAFT_KEY", table.id.empty() ? "rencontre" : id_part(table.id));
    page.set("CSRF", visitor.csrf_token);
    page.set("ONCE", table.once.empty() ? base::new_ulid(services.clock.now()) : table.once);
    page.set("TITLE", table.draft.title).set("SOURCE", table.draft.source);
    page.set("DAY_TEXT", table.form.day).set("TIME_TEXT", table.form.time);
    page.set("END_DAY_TEXT", table.form.end_day).set("END_TIME_TEXT", table.form.end_time);
    page.set("PLACE_TEXT", table.form.place);
    for (const auto& zone : zones()) {
        auto& option = page.section("ZONE");
        option.set("VALUE", std::string(zone.id)).set("NAME", words.tr(language, zone.name));
        if (zone.id == table.form.zone) option.show("CHOSEN");
    }
    if (table.draft.language == "en") page.show("ENGLISH");
    if (!table.published) page.show("CAN_DRAFT");
    if (table.published) {
        auto& box = page.section("CAN_CANCEL");
        if (table.form.cancelled) box.show("CHECKED");
    }
    show_problems(services, page, table, language);
    if (!table.id.empty()) {
        page.section("DELETE").set("DELETE_URL", "/ecrire" + part + "/supprimer");
    }
    return show_page(services, request, visitor,
                     {.title = heading, .indexed = false, .modules = {"ecrire.js", "barre.js"}},
                     "news/meeting.html", page, status);
}

std::optional<Post> ours(Services& services, const Visitor& visitor, const std::string& id) {
    auto reader = services.database.read();
    auto post = PostStore(*reader).by_id(services.federation.actors().base() + "/o/" + id);
    if (!post || !post->local || post->form != "Event") return std::nullopt;
    const auto sight = sight_of(services, visitor);
    if (!sight.sees({.id = post->id, .author = post->author, .draft = true})) return std::nullopt;
    return post;
}

web::Response submit(Services& services, const web::Request& request, const Visitor& visitor,
                     const std::optional<Post>& known) {
    auto table = table_in(request);
    table.id = known ? known->id : "";
    table.published = known && known->state == PostState::Published;
    const auto state =
        request.form_value("action") == "draft" ? PostState::Draft : PostState::Published;
    if (state == PostState::Published || table.published) {
        table.problems = problems_of(table.draft);
    }
    auto meeting = meeting_in(table.form, services.clock.now());
    if (!meeting) std::ranges::move(meeting.error(), std::back_inserter(table.problems));
    if (!table.problems.empty()) return show(services, request, visitor, table, 422);
    table.draft.meeting = *meeting;
    if (!known) {
        if (auto earlier = first_result_of(services, table.once))
            return web::Response::see_other(*earlier);
    }
    Publishing publishing(services, visitor.account->id);
    const auto post = known ? publishing.edit(known->id, table.draft, state)
                            : publishing.add(table.draft, state, visitor.account->id);
    if (!post) {
        table.problems = {{"source",
                           "L’enregistrement n’a pas abouti. Votre texte est "
                           "gardé ici : réessayez dans un instant."}};
        return show(services, request, visitor, table, 503);
    }
    const auto target = "/actualites/" + post->slug;
    if (!known) remember_result_of(services, table.once, target);
    const bool draft = post->state == PostState::Draft;
    return done(services, target, draft ? "brouillon" : table.published ? "modifie" : "publie");
}

web::Response write(Services& services, const web::Request& request, bool posted) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    if (posted) return submit(services, request, *visitor, std::nullopt);
    return show(services, request, *visitor, {}, 200);
}

web::Response edit(Services& services, const web::Request& request, bool posted) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto post = ours(services, *visitor, request.parameter("id"));
    if (!post) return show_problem(services, request, 404);
    if (posted) return submit(services, request, *visitor, post);
    Table table;
    table.id = post->id;
    table.published = post->state == PostState::Published;
    table.draft = {
        .title = post->title, .summary = {}, .source = post->source, .language = post->language};
    if (const auto meeting = details_from(post->details).meeting) table.form = form_of(*meeting);
    return show(services, request, *visitor, table, 200);
}

}  // namespace

void add_meeting_routes(Services& services, web::Router& router) {
    router.get("/agenda/ecrire", [&](const web::Request& r) { return write(services, r, false); });
    router.post("/agenda/ecrire", [&](const web::Request& r) { return write(services, r, true); });
    router.get("/agenda/ecrire/{id}",
               [&](const web::Request& r) { return edit(services, r, false); });
    router.post("/agenda/ecrire/{id}",
                [&](const web::Request& r) { return edit(services, r, true); });
}

}  // namespace essaim::news
