#include "node/documents/list_pages.h"

#include <algorithm>
#include <set>

#include "node/documents/document_store.h"
#include "node/documents/document_words.h"
#include "node/search/index.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/csv.h"
#include "node/web/feed.h"
#include "node/web/html_text.h"

namespace essaim::documents {

namespace {

using accounts::Role;

constexpr std::size_t kPerPage = 30;
constexpr std::size_t kInFeed = 30;
constexpr std::size_t kInTable = 20'000;

std::optional<std::set<std::string>> ids_of(storage::Connection& connection, const Filter& filter) {
    if (filter.words.empty()) return std::nullopt;
    return search::Index(connection).among(DocumentStore(connection).ids(), filter.words);
}

// What the filter finds, newest first.
DocumentStore::Listed found_by(storage::Connection& connection, const Filter& filter,
                               const federation::Sight& sight, std::size_t from, std::size_t most) {
    return DocumentStore(connection).listed(filter, ids_of(connection, filter), sight, from, most);
}

// Years and authors that the library has; whatever is chosen now.
void show_facets(Services& services, storage::Connection& connection, web::Page& page,
                 const Filter& filter, const federation::Sight& sight) {
    const auto choices = DocumentStore(connection).choices(sight);
    for (const auto& year : choices.years) {
        auto& row = page.section("YEAR").set("CODE", year).set("LABEL", year);
        if (year == filter.year) row.show("CHOSEN");
    }
    if (choices.authors.size() < 2) return;
    auto& box = page.section("NODES");
    for (const auto& author : choices.authors) {
        auto& row = box.section("NODE").set("CODE", author);
        row.set("LABEL", face_of(services, author).name);
        if (author == filter.author) row.show("CHOSEN");
    }
}

void show_row(Services& services, web::Page& row, const Document& document,
              web::Language language) {
    row.set("BADGE", file_badge(document.file))
        .set("LANG", document.language)
        .set("TITLE", web::typeset(document.title, document.language))
        .set("ABSTRACT", web::typeset(document.abstract, document.language))
        .set("KIND", label_of(services, language, kinds(), document.kind));
    row.set_url("URL", document.local ? "/documents/" + document.slug : document.url);
    if (!document.local) row.show("ELSEWHERE");
    if (!document.groups.empty()) row.section("BY").set("NAMES", joined(document.groups));
    if (!document.dated.empty())
        row.section("DATED").set("DATE", date_in_words(language, document.dated));
    if (document.status == "outdated")
        row.section("OLD").set("LABEL", label_of(services, language, statuses(), "outdated"));
    if (!document.local) row.section("NODE").set("NAME", face_of(services, document.author).name);
}

web::Response list(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto filter = filter_in(request);
    const auto sight = sight_of(services, visitor);
    const auto number = whole_number(request.query_value("page").value_or("1")).value_or(1);
    const auto at = std::clamp<std::int64_t>(number, 1, 10'000);
    auto reader = services.database.read();
    const auto from = static_cast<std::size_t>(at - 1) * kPerPage;
    const auto found = found_by(*reader, filter, sight, from, kPerPage);

    web::Page page;
    const bool writer = visitor.may(Role::Writer);
    if (writer) page.show("ADD");
    page.set("WORDS", filter.words).set("QUERY", query_of(filter));
    show_choices(services, page, "KIND", language, kinds(), filter.kind);
    show_choices(services, page, "LICENCE", language, licences(), filter.licence);
    show_facets(services, *reader, page, filter, sight);
    if (!filter.empty()) page.show("CLEAR");
    if (found.count > 0 || !filter.empty())
        page.section("COUNTED").set("COUNT", words.trn(language, "{n} document.", "{n} documents.",
                                                       static_cast<std::int64_t>(found.count)));
    page.set_html(
        "EMPTY",
        !found.documents.empty() ? web::SafeHtml()
        : !filter.empty()
            ? web::empty_state(services.templates, language,
                               words.tr(language, "Aucun document ne répond à cette demande."),
                               {std::string(web::tr_later("Tous les documents")), "/documents"})
            : web::empty_state(
                  services.templates, language,
                  words.tr(language,
                           "Ici se rangent les guides, modèles et comptes rendus qui peuvent "
                           "servir à d’autres."),
                  writer ? web::Link{std::string(web::tr_later("Ajouter le premier")),
                                     "/documents/ajouter"}
                         : web::Link{}));
    for (const auto& document : found.documents)
        show_row(services, page.section("ROW"), document, language);
    const auto page_url = [&](std::int64_t wanted) {
        return "/documents" + query_of(filter, wanted > 1 ? "page=" + std::to_string(wanted) : "");
    };
    page.set_html("PAGER", web::pager(services.templates, language, at > 1 ? page_url(at - 1) : "",
                                      from + kPerPage < found.count ? page_url(at + 1) : ""));
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Documents"),
                      .section = "documents",
                      .indexed = filter.empty(),
                      .styles = {"documents.css"}},
                     "documents/list.html", page);
}

web::Response feed(Services& services, const web::Request& request) {
    const auto& base = services.federation.actors().base();
    const auto language = web::language_of(request);
    const auto filter = filter_in(request);
    auto reader = services.database.read();
    web::Feed feed;
    feed.url = base + "/documents" + query_of(filter);
    feed.self_url = base + "/documents.atom" + query_of(filter);
    feed.id = feed.self_url;
    feed.author = services.federation.profile().title;
    feed.title = services.translations.tr(language, "Documents") + " – " + feed.author;
    for (const auto& document :
         found_by(*reader, filter, sight_of(services), 0, kInFeed).documents) {
        web::FeedEntry entry;
        entry.id = document.id;
        entry.url = document.url;
        entry.title = document.title;
        if (!document.local) entry.author = face_of(services, document.author).name;
        entry.summary = document.abstract;
        entry.language = document.language;
        entry.categories = {document.kind};
        entry.published = document.published;
        entry.updated = document.updated;
        feed.entries.push_back(std::move(entry));
    }
    return web::Response::json(200, web::kAtomType, web::atom(feed))
        .with("Cache-Control", "max-age=300");
}

web::Response table(Services& services, const web::Request& request) {
    auto reader = services.database.read();
    auto csv = web::csv_row({"titre", "resume", "sorte", "groupes", "date", "langue", "licence",
                             "etat", "a_relire_le", "territoire", "publie_par", "page", "fichier",
                             "type", "octets", "version", "publie_le", "modifie_le"});
    const auto& base = services.federation.actors().base();
    for (const auto& one :
         found_by(*reader, filter_in(request), sight_of(services), 0, kInTable).documents) {
        const auto& file = one.file.url;
        csv += web::csv_row({one.title, one.abstract, one.kind, joined(one.groups), one.dated,
                             one.language, one.licence, one.status, one.review_on, one.territory,
                             face_of(services, one.author).name, one.url,
                             file.starts_with('/') ? base + file : file, one.file.media_type,
                             std::to_string(one.file.bytes), std::to_string(one.version),
                             web::iso_time(one.published), web::iso_time(one.updated)});
    }
    return web::Response::json(200, "text/csv; charset=utf-8; header=present", csv)
        .with("Content-Disposition", "attachment; filename=\"documents.csv\"")
        .with("Cache-Control", "no-cache");
}

}  // namespace

void add_list_routes(Services& services, web::Router& router) {
    router.get("/documents", [&](const web::Request& request) { return list(services, request); });
    router.get("/documents.atom",
               [&](const web::Request& request) { return feed(services, request); });
    router.get("/documents.csv",
               [&](const web::Request& request) { return table(services, request); });
}

}  // namespace essaim::documents
