#include "node/documents/writing_pages.h"

#include <algorithm>

#include "node/base/random.h"
#include "node/documents/document_page.h"
#include "node/documents/document_store.h"
#include "node/documents/document_words.h"
#include "node/documents/library.h"
#include "node/media/media_store.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/problem.h"

namespace essaim::documents {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr std::int64_t kMegabyte = 1'000'000;

struct Desk {
    DocumentDraft draft;
    std::optional<Document> known;
    std::vector<FieldProblem> problems;
    std::string once;  // makes a form that is sent twice act once
};

// The fields of the form and where each is kept.
constexpr std::pair<const char*, std::string DocumentDraft::*> kFields[] = {
    {"title", &DocumentDraft::title},         {"abstract", &DocumentDraft::abstract},
    {"kind", &DocumentDraft::kind},           {"groups", &DocumentDraft::groups},
    {"dated", &DocumentDraft::dated},         {"language", &DocumentDraft::language},
    {"licence", &DocumentDraft::licence},     {"status", &DocumentDraft::status},
    {"review_on", &DocumentDraft::review_on}, {"territory", &DocumentDraft::territory},
    {"media", &DocumentDraft::media},         {"source", &DocumentDraft::source},
    {"link", &DocumentDraft::link},           {"note", &DocumentDraft::note}};

DocumentDraft draft_in(const web::Request& request) {
    DocumentDraft draft;
    for (const auto& [name, value] : kFields) {
        auto given = request.form_value(name).value_or(draft.*value);
        std::erase(given, '\r');  // browsers send \r\n
        draft.*value = std::move(given);
    }
    return draft;
}

std::string upper(std::string name) {
    for (auto& c : name)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return name;
}

void show_problems(Services& services, web::Page& page, const Desk& desk, web::Language language) {
    std::vector<web::FieldError> errors;
    for (const auto& problem : desk.problems) {
        const auto message = services.translations.tr(language, problem.message);
        const bool twice = std::ranges::any_of(
            errors, [&](const auto& known) { return known.field == problem.field; });
        errors.push_back({problem.field, message});
        if (twice) continue;
        if (problem.field == "note") continue;  // shown with its field
        const auto name = upper(problem.field);
        page.section(name + "_ERROR").set("MESSAGE", message);
        if (problem.field != "territory" && problem.field != "status") page.show(name + "_WRONG");
    }
    page.set_html("SUMMARY_BOX", web::form_summary(services.templates, language, errors));
}

void show_file(Services& services, web::Page& page, const DocumentDraft& draft,
               web::Language language) {
    auto reader = services.database.read();
    media::MediaStore store(*reader);
    if (const auto kept = draft.media.empty() ? std::nullopt : store.by_id(draft.media))
        page.section("TAKEN").set("NAME", kept->files.front().name);
    if (const auto quota = services.media.quota(); quota > 0)
        page.section("QUOTA").set(
            "SENTENCE", services.translations.tr(
                            language, "Les fichiers prennent {used} Mo sur {quota}.",
                            {{"used", web::format_number(
                                          language, (store.bytes() + kMegabyte / 2) / kMegabyte)},
                             {"quota", web::format_number(language, quota / kMegabyte)}}));
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const Desk& desk, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto& draft = desk.draft;
    const auto here = desk.known ? "/documents/" + desk.known->slug : std::string("/documents");
    web::Page page;
    page.set("HEADING", desk.known ? words.tr(language, "Modifier ce document")
                                   : words.tr(language, "Ajouter un document"));
    page.set("SAVE", desk.known ? words.tr(language, "Enregistrer les changements")
                                : words.tr(language, "Publier"));
    page.set("WHAT", desk.known ? words.tr(language, "Une nouvelle version (facultatif)")
                                : words.tr(language, "Le document"));
    page.set("FILE_LABEL", desk.known ? words.tr(language, "Nouveau fichier")
                                      : words.tr(language, "Choisir un fichier"));
    page.set_url("ACTION", desk.known ? here + "/modifier" : "/documents/ajouter");
    page.set_url("BACK", here);
    page.set("CSRF", visitor.csrf_token);
    page.set("ONCE", desk.once.empty() ? base::new_ulid(services.clock.now()) : desk.once);
    page.set("MEDIA", draft.media).set("SOURCE", draft.source).set("LINK", draft.link);
    page.set("TITLE", draft.title).set("ABSTRACT", draft.abstract).set("GROUPS", draft.groups);
    page.set("DATED", draft.dated).set("REVIEW_ON", draft.review_on);
    page.set("TERRITORY", draft.territory);
    if (!draft.source.empty()) page.show("TEXT_OPEN");
    if (!draft.link.empty()) page.show("LINK_OPEN");
    if (draft.language == "en") page.show("ENGLISH");
    show_choices(services, page, "KIND", language, kinds(), draft.kind);
    show_choices(services, page, "LICENCE", language, licences(), draft.licence);
    show_choices(services, page, "STATUS", language, statuses(), draft.status);
    show_file(services, page, draft, language);
    if (desk.known) {
        auto& note = page.section("NOTE").set("VALUE", draft.note);
        for (const auto& problem : desk.problems)
            if (problem.field == "note")
                note.section("NOTE_ERROR").set("MESSAGE", words.tr(language, problem.message));
        page.section("DELETE").set_url("URL", here + "/supprimer").set("CSRF", visitor.csrf_token);
    }
    show_problems(services, page, desk, language);
    return show_page(services, request, visitor,
                     {.title = desk.known ? words.tr(language, "Modifier ce document")
                                          : words.tr(language, "Ajouter un document"),
                      .section = "documents",
                      .indexed = false},
                     "documents/form.html", page, status);
}

// The file of the form, read; the response while it is being read.
std::optional<web::Response> take_file(Services& services, const web::Request& request,
                                       const Visitor& visitor, Desk& desk) {
    const auto file = request.file("file");
    if (!file || !file->file_name || (file->file_name->empty() && file->bytes.empty())) return {};
    auto taken = services.media.take_document(file->bytes, *file->file_name, visitor.account->id);
    if (!taken.outcome) return std::move(taken.waiting);
    if (const auto& kept = *taken.outcome)
        desk.draft.media = kept->id;
    else
        desk.problems.push_back({"file", kept.error().detail});
    return {};
}

web::Response submit(Services& services, const web::Request& request, const Visitor& visitor,
                     std::optional<Document> known) {
    Desk desk{.draft = draft_in(request),
              .known = std::move(known),
              .problems = {},
              .once = request.form_value("once").value_or("")};
    if (!desk.known) {
        if (auto earlier = first_result_of(services, desk.once))
            return web::Response::see_other(*earlier);
    }
    if (auto waiting = take_file(services, request, visitor, desk)) return *std::move(waiting);
    auto checked = desk.draft;
    if (desk.known && !checked.media.empty()) {
        // The text or the address that the form brought back makes room for the file.
        auto reader = services.database.read();
        const auto newest = DocumentStore(*reader).version(desk.known->id, desk.known->version);
        if (newest && checked.source == newest->source) checked.source.clear();
        if (newest && checked.link == newest->link) checked.link.clear();
    }
    // A file that could not be read is one problem, not two.
    const bool unread = !desk.problems.empty();
    for (auto& problem : problems_of(checked, !desk.known))
        if (!(unread && problem.field == "file")) desk.problems.push_back(std::move(problem));
    if (!desk.problems.empty()) return show(services, request, visitor, desk, 422);
    const auto& account = visitor.account->id;
    Library library(services, account);
    const auto document =
        desk.known ? library.edit(desk.known->id, checked, account) : library.add(checked, account);
    if (!document) {
        const bool refused = document.error().fault == Fault::Unprocessable ||
                             document.error().fault == Fault::Conflict;
        desk.problems = {{"file", refused ? document.error().detail
                                          : "L’enregistrement n’a pas abouti. Votre texte est "
                                            "gardé ici : réessayez dans un instant."}};
        if (refused) desk.draft.media.clear();
        return show(services, request, visitor, desk,
                    refused ? web::status_of(document.error().fault) : 503);
    }
    const auto target = "/documents/" + document->slug;
    if (!desk.known) remember_result_of(services, desk.once, target);
    return done(services, target, desk.known ? "modifie" : "publie");
}

std::optional<Document> ours(Services& services, const Visitor& visitor, const std::string& slug) {
    auto reader = services.database.read();
    return shown_document(services, *reader, visitor, slug);
}

web::Response add(Services& services, const web::Request& request, bool posted) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    if (posted) return submit(services, request, *visitor, std::nullopt);
    return show(services, request, *visitor, {}, 200);
}

web::Response edit(Services& services, const web::Request& request, bool posted) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto document = ours(services, *visitor, request.parameter("slug"));
    if (!document) return show_problem(services, request, 404);
    if (posted) return submit(services, request, *visitor, document);
    Desk desk{.draft = draft_of(*document), .known = document, .problems = {}, .once = {}};
    {
        auto reader = services.database.read();
        if (const auto now = DocumentStore(*reader).version(document->id, document->version)) {
            desk.draft.source = now->source;
            desk.draft.link = now->link;
        }
    }
    return show(services, request, *visitor, desk, 200);
}

web::Response remove(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto document = ours(services, *visitor, request.parameter("slug"));
    if (!document) return web::Response::see_other("/documents");  // sent twice
    if (!Library(services, visitor->account->id).remove(document->id))
        return show_problem(services, request, 503);
    return done(services, "/documents", "document-supprime");
}

}  // namespace

void add_writing_routes(Services& services, web::Router& router) {
    router.get("/documents/ajouter",
               [&](const web::Request& r) { return add(services, r, false); });
    router.post_files("/documents/ajouter",
                      [&](const web::Request& r) { return add(services, r, true); });
    router.get("/documents/{slug}/modifier",
               [&](const web::Request& r) { return edit(services, r, false); });
    router.post_files("/documents/{slug}/modifier",
                      [&](const web::Request& r) { return edit(services, r, true); });
    router.post("/documents/{slug}/supprimer",
                [&](const web::Request& r) { return remove(services, r); });
}

}  // namespace essaim::documents
