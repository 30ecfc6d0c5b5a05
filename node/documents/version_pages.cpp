#include "node/documents/version_pages.h"

#include "node/documents/document_page.h"
#include "node/documents/document_store.h"
#include "node/documents/library.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/html_text.h"
#include "node/web/markdown.h"
#include "node/web/problem.h"
#include "node/web/word_diff.h"

namespace essaim::documents {

namespace {

using accounts::Role;

// Words that PDF readers and office programs wrap differently are no change.
std::string paragraphs(const std::string& text) {
    std::string out;
    bool blank = false;
    for (const char c : web::clean_utf8(text)) {
        if (c == '\r') continue;
        if (c == '\n' && blank) continue;
        blank = c == '\n';
        out += c;
    }
    return out;
}

void show_changes(Services& services, web::Page& page, storage::Connection& connection,
                  const Document& document, const Version& now, const Version& before,
                  web::Language language) {
    const auto old_words = words_of(connection, before);
    const auto new_words = words_of(connection, now);
    if (old_words.empty() || new_words.empty()) return;
    auto& box = page.section("CHANGES");
    box.set("HEADING", services.translations.tr(language, "Ce qui a changé depuis la version {n}",
                                                {{"n", std::to_string(before.number)}}));
    const auto changes = web::word_diff(paragraphs(old_words), paragraphs(new_words));
    if (changes.empty()) box.show("NONE");
    box.set_html("PARTS",
                 web::changes_part(services.templates, language, changes, document.language));
}

struct Asked {
    Document document;
    Version version;
};

std::optional<Asked> asked(Services& services, storage::Connection& connection,
                           const accounts::Visitor& visitor, const web::Request& request,
                           const std::string& number) {
    const auto document = shown_document(services, connection, visitor, request.parameter("slug"));
    const auto wanted = whole_number(number);
    if (!document || !wanted) return std::nullopt;
    const auto version = DocumentStore(connection).version(document->id, *wanted);
    if (!version || version->erased) return std::nullopt;
    return Asked{*document, *version};
}

// The text as it was written, to take along.
web::Response text_file(const Asked& wanted) {
    return web::Response::json(200, "text/markdown; charset=utf-8", wanted.version.source)
        .with("Content-Disposition", "attachment; filename=\"" + wanted.document.slug + ".md\"")
        .with("Cache-Control", "no-cache");
}

web::Response show(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    auto number = request.parameter("number");
    const bool as_file = number.ends_with(".md");
    if (as_file) number.resize(number.size() - 3);
    auto reader = services.database.read();
    const auto wanted = asked(services, *reader, visitor, request, number);
    if (!wanted) return show_problem(services, request, 404);
    const auto& [document, version] = *wanted;
    if (as_file)
        return version.source.empty() ? show_problem(services, request, 404) : text_file(*wanted);
    web::Page page;
    page.set_url("URL", "/documents/" + document.slug);
    page.set("TITLE", web::typeset(document.title, document.language));
    const auto heading =
        services.translations.tr(language, "Version {n}", {{"n", std::to_string(version.number)}});
    page.set("HEADING", heading);
    page.set("ISO", web::iso_time(version.at))
        .set("DATE", web::format_date_time(language, version.at));
    if (!version.note.empty()) page.section("NOTE").set("TEXT", version.note);
    if (version.number > 1) {
        const auto before = DocumentStore(*reader).version(document.id, version.number - 1);
        if (before && !before->erased)
            show_changes(services, page, *reader, document, version, *before, language);
    }
    if (!version.source.empty())
        page.section("BODY")
            .set("LANG", document.language)
            .set_html("HTML",
                      web::render_markdown(version.source,
                                           {.french_typography = document.language == "fr"}));
    return show_page(
        services, request, visitor,
        {.title = document.title + " – " + heading, .section = "documents", .indexed = false},
        "documents/version.html", page);
}

web::Response erase(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    std::optional<Asked> wanted;
    {
        auto reader = services.database.read();
        wanted = asked(services, *reader, *visitor, request, request.parameter("number"));
    }
    if (!wanted) return show_problem(services, request, 404);
    const auto& [document, version] = *wanted;
    const auto erased =
        Library(services, visitor->account->id).erase_version(document.id, version.number);
    if (!erased) {
        return show_problem(
            services, request, web::status_of(erased.error().fault),
            services.translations.tr(web::language_of(request), erased.error().detail));
    }
    return done(services, "/documents/" + document.slug, "version-effacee");
}

}  // namespace

void add_version_routes(Services& services, web::Router& router) {
    router.get("/documents/{slug}/versions/{number}",
               [&](const web::Request& request) { return show(services, request); });
    router.post("/documents/{slug}/versions/{number}/effacer",
                [&](const web::Request& request) { return erase(services, request); });
}

}  // namespace essaim::documents
