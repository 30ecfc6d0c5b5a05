#include "node/documents/document_page.h"

#include <nlohmann/json.hpp>

#include "activitypub/media_type.h"
#include "node/documents/document_store.h"
#include "node/documents/document_words.h"
#include "node/documents/library.h"
#include "node/federation/object_store.h"
#include "node/media/media_store.h"
#include "node/storage/connection.h"
#include "node/web/markdown.h"
#include "node/web/negotiation.h"

namespace essaim::documents {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr std::int64_t kScanWidth = 1200;  // pixels

web::SafeHtml text_in(const std::string& source, const std::string& language) {
    return web::render_markdown(source, {.french_typography = language == "fr"});
}

std::string page_of(const Document& document) { return "/documents/" + document.slug; }

std::string text_path(const Document& document, std::int64_t version) {
    return page_of(document) + "/versions/" + std::to_string(version) + ".md";
}

struct Facts {
    web::Page& page;
    const web::Translations& words;
    web::Language language;
    web::Page& add(std::string_view label) {
        return page.section("FACT").set("LABEL", words.tr(language, label));
    }
    void text(std::string_view label, const std::string& value) {
        if (!value.empty()) add(label).section("TEXT").set("VALUE", value);
    }
};

void show_facts(Services& services, web::Page& page, const Document& document, std::int64_t pages,
                web::Language language) {
    Facts facts{page, services.translations, language};
    facts.text(web::tr_later("Écrit par"), joined(document.groups));
    facts.text(web::tr_later("Daté de"), date_in_words(language, document.dated));
    if (document.status != "unstated")
        facts.text(web::tr_later("État"),
                   label_of(services, language, statuses(), document.status));
    facts.text(web::tr_later("À relire le"), date_in_words(language, document.review_on));
    if (const auto* licence = find_code(licences(), document.licence)) {
        facts.add(web::tr_later("Licence"))
            .section("LINK")
            .set_url("URL", licence->address)
            .set("REL", "license noopener")
            .set("VALUE", services.translations.tr(language, licence->label));
    }
    if (pages > 0) facts.text(web::tr_later("Pages"), web::format_number(language, pages));
    facts.text(web::tr_later("Territoire"), document.territory);
    facts.text(
        web::tr_later("Langue"),
        services.translations.tr(language, document.language == "en" ? "anglais" : "français"));
    facts.text(web::tr_later("Publié le"), web::format_date(language, document.published));
    if (document.updated > document.published)
        facts.text(web::tr_later("Modifié le"), web::format_date(language, document.updated));
}

// The file to take, the address to go to; a text stands on the page.
void show_way(Services& services, web::Page& page, const Document& document,
              web::Language language) {
    const auto& words = services.translations;
    const bool text = document.file.url.empty();
    auto& get = page.section("GET");
    get.set_url("URL", text ? text_path(document, document.version) : document.file.url);
    get.set("SIZE", text ? "" : file_in_words(services, language, document.file));
    const bool away = document.file.media_type.empty();
    get.show(away ? "AWAY" : "FILE");
    get.set("LABEL", away   ? words.tr(language, "Aller voir")
                     : text ? words.tr(language, "Télécharger le texte")
                            : words.tr(language, "Télécharger"));
}

void show_picture(web::Page& page, const media::Picture& picture, const Document& document) {
    if (picture.width == 0) return;
    const auto& large = picture.files.front();
    auto& box = page.section("PICTURE");
    box.set_url("URL", picture.path(large)).set_url("SRC", picture.path(picture.up_to(kScanWidth)));
    box.set("WIDTH", std::to_string(large.width)).set("HEIGHT", std::to_string(large.height));
    box.set("ALT", document.title);
}

void show_versions(Services& services, web::Page& page, storage::Connection& connection,
                   const Visitor& visitor, const Document& document, web::Language language) {
    const auto& words = services.translations;
    media::MediaStore files(connection);
    for (const auto& version : DocumentStore(connection).versions(document.id)) {
        auto& row = page.section("VERSION");
        row.set("NAME", words.tr(language, "Version {n}", {{"n", std::to_string(version.number)}}));
        row.set("ISO", web::iso_time(version.at))
            .set("DATE", web::format_date(language, version.at));
        const bool now = version.number == document.version;
        if (now) row.show("NOW");
        if (!version.note.empty()) row.section("NOTE").set("TEXT", version.note);
        if (version.erased) {
            row.show("ERASED");
            continue;
        }
        if (!version.media.empty()) {
            if (const auto kept = files.by_id(version.media); kept && !now) {
                const auto& file = kept->files.front();
                row.section("FILE")
                    .set_url("URL", kept->path(file))
                    .set("LABEL", file_in_words(services, language,
                                                {kept->path(file), file.media_type, file.bytes}));
            }
        } else if (!version.link.empty()) {
            if (!now) row.section("READ").set_url("URL", version.link);
        } else if (!now) {
            row.section("READ").set_url(
                "URL", page_of(document) + "/versions/" + std::to_string(version.number));
        }
        if (version.number > 1)
            row.section("COMPARE").set_url(
                "URL", page_of(document) + "/versions/" + std::to_string(version.number));
        if (!now && visitor.may(Role::Writer))
            row.section("ERASE")
                .set("CSRF", visitor.csrf_token)
                .set_url("URL", page_of(document) + "/versions/" + std::to_string(version.number) +
                                    "/effacer");
    }
}

web::Response missing(Services& services, const web::Request& request,
                      storage::Connection& connection, const std::string& slug) {
    const auto gone = DocumentStore(connection).gone(slug);
    if (!gone) return show_problem(services, request, 404);
    const auto language = web::language_of(request);
    return show_problem(
        services, request, 410,
        services.translations.tr(language, "C’était le {date}. L’adresse ne resservira pas.",
                                 {{"date", web::format_date(language, *gone)}}));
}

web::Response show(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto slug = request.parameter("slug");
    auto reader = services.database.read();
    const auto document = shown_document(services, *reader, visitor, slug);
    if (!document) return missing(services, request, *reader, slug);
    const auto version = DocumentStore(*reader).version(document->id, document->version);
    web::Page page;
    page.set("KIND", label_of(services, language, kinds(), document->kind));
    if (!document->dated.empty())
        page.section("DATED").set("DATE", date_in_words(language, document->dated));
    page.set("LANG", document->language);
    page.set("TITLE", web::typeset(document->title, document->language));
    page.set("ABSTRACT", web::typeset(document->abstract, document->language));
    const auto today = web::iso_day(services.clock.now());
    if (is_due(*document, today)) {
        page.section("DUE").set(
            "SENTENCE",
            document->status == "outdated"
                ? services.translations.tr(language,
                                           "Ce document est périmé : il reste ici comme "
                                           "archive.")
                : services.translations.tr(
                      language,
                      "Ce document était à relire le {date} : vérifiez avant de vous en "
                      "servir.",
                      {{"date", date_in_words(language, document->review_on)}}));
    }
    show_way(services, page, *document, language);
    std::int64_t pages = 0;
    std::string picture_path;
    if (version && !version->media.empty()) {
        media::MediaStore files(*reader);
        if (const auto kept = files.by_id(version->media)) {
            show_picture(page, *kept, *document);
            if (kept->width > 0) picture_path = kept->path(kept->files.front());
        }
        if (const auto text = files.text_of(version->media)) pages = text->pages;
    } else if (version && !version->source.empty()) {
        page.section("TEXT")
            .set("LANG", document->language)
            .set_html("BODY", text_in(version->source, document->language));
    }
    show_facts(services, page, *document, pages, language);
    show_versions(services, page, *reader, visitor, *document, language);
    if (visitor.may(Role::Writer))
        page.section("EDIT").set_url("URL", page_of(*document) + "/modifier");
    page.set("ORIGIN", document->url);
    page.set("REPORT_URL", report_url(document->id));
    return show_page(services, request, visitor,
                     {.title = document->title,
                      .description = document->abstract,
                      .section = "documents",
                      .alternate = document->id,
                      .picture = picture_path,
                      .styles = {"documents.css"}},
                     "documents/document.html", page);
}

web::Response machine(Services& services, const web::Request& request) {
    const auto id = services.federation.actors().base() + "/o/" + request.parameter("id");
    auto reader = services.database.read();
    const auto document = DocumentStore(*reader).by_id(id);
    if (!document || !document->local ||
        !sight_of(services).sees({.id = id, .author = document->author})) {
        const auto held = federation::ObjectStore(*reader).find(id);
        if (held && held->deleted && held->local)
            return web::Response::json(410, "application/activity+json", held->json)
                .with("Vary", "Accept");
        return web::Response::text(404, "Not found.\n").with("Vary", "Accept");
    }
    if (!activitypub::prefers_activity_json(request.header("accept").value_or("")))
        return web::Response::see_other(document->url).with("Vary", "Accept");
    const auto version = DocumentStore(*reader).version(id, document->version);
    auto response =
        web::Response::json(200, "application/activity+json",
                            document_of(*document, content_of(*reader, *document, version)).dump());
    response.with("Vary", "Accept").with("Cache-Control", "public, max-age=60");
    return response;
}

}  // namespace

std::optional<Document> shown_document(Services& services, storage::Connection& connection,
                                       const Visitor& visitor, const std::string& slug) {
    auto document = DocumentStore(connection).by_slug(slug);
    if (!document) return std::nullopt;
    const federation::Thing thing{.id = document->id, .author = document->author};
    if (!sight_of(services, visitor).sees(thing)) return std::nullopt;
    return document;
}

void add_document_routes(Services& services, web::Router& router) {
    router.get("/documents/{slug}",
               [&](const web::Request& request) { return show(services, request); });
    router.get("/d/{id}", [&](const web::Request& request) { return machine(services, request); });
}

}  // namespace essaim::documents
