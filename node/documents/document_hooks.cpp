#include "node/documents/document_hooks.h"

#include <nlohmann/json.hpp>

#include "node/documents/document_store.h"
#include "node/documents/document_words.h"
#include "node/documents/library.h"
#include "node/media/media_store.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/markdown.h"

namespace essaim::documents {

namespace {

constexpr std::size_t kAtTheSide = 3;
constexpr std::size_t kInLetter = 20;
constexpr std::size_t kMostListed = 20'000;
constexpr std::size_t kExcerpt = 400;  // characters

std::vector<Document> ours(Services& services, std::size_t limit, const federation::Sight& sight) {
    auto reader = services.database.read();
    return DocumentStore(*reader).newest(true, limit, sight);
}

web::SafeHtml side(Services& services, const accounts::Visitor& visitor, web::Language language) {
    const auto documents = ours(services, kAtTheSide, sight_of(services, visitor));
    if (documents.empty()) return {};
    web::Page page;
    for (const auto& document : documents)
        page.section("ROW")
            .set_url("URL", "/documents/" + document.slug)
            .set("LANG", document.language)
            .set("TITLE", web::typeset(document.title, document.language))
            .set("SIZE", file_in_words(services, language, document.file));
    return services.templates.render(language, "documents/side.html", page);
}

LetterNews letter_news(Services& services, base::Instant from, base::Instant to,
                       web::Language language) {
    LetterNews news;
    for (const auto& document : ours(services, kInLetter, sight_of(services))) {
        if (document.published < from || document.published >= to) continue;
        news.fresh.push_back({.title = document.title,
                              .note = label_of(services, language, kinds(), document.kind) + ", " +
                                      file_in_words(services, language, document.file),
                              .url = document.url,
                              .text = document.abstract,
                              .html = web::SafeHtml::text(document.abstract),
                              .language = document.language});
    }
    return news;
}

// One folder for each: what it is as JSON-LD, and every version it still has.
void add_to_archive(Services& services, const Plug::AddFile& add) {
    const auto all = ours(services, kMostListed, sight_of(services));
    for (const auto& document : all) {
        const auto folder = "documents/" + document.slug + "/";
        auto reader = services.database.read();
        DocumentStore store(*reader);
        const auto newest = store.version(document.id, document.version);
        add(folder + "document.jsonld",
            document_of(document, content_of(*reader, document, newest)).dump(1), document.updated);
        for (const auto& version : store.versions(document.id)) {
            const auto number = "version-" + std::to_string(version.number);
            if (!version.source.empty()) add(folder + number + ".md", version.source, version.at);
            if (version.media.empty()) continue;
            if (const auto kept = media::MediaStore(*reader).by_id(version.media)) {
                const auto& file = kept->files.front();
                if (const auto bytes = services.media.bytes(file))
                    add(folder + number + "-" + file.name, *bytes, version.at);
            }
        }
    }
}

Moderated moderated(Services& services) {
    Moderated hooks;
    const auto found = [&services](const std::string& address) {
        auto reader = services.database.read();
        DocumentStore store(*reader);
        auto document = store.by_id(address);
        if (!document) document = store.by_page(address);
        return document;
    };
    hooks.find = [found](const std::string& address) -> std::optional<Subject> {
        const auto document = found(address);
        if (!document || !document->local) return std::nullopt;  // theirs are texts, too
        return Subject{.id = document->id,
                       .author = document->author,
                       .title = document->title,
                       .excerpt = web::shorten(document->abstract, kExcerpt),
                       .url = document->url,
                       .local = true};
    };
    hooks.take_back = [&services, found](const std::string& id) -> Result<void> {
        const auto document = found(id);
        if (!document || !document->local) return refuse(Fault::NotFound, "no document of ours");
        return Library(services).remove(document->id);
    };
    return hooks;
}

}  // namespace

void add_hooks(Services& services, Plug& plug) {
    plug.front_side.emplace_back(
        "documents", [&services](const accounts::Visitor& visitor, web::Language language) {
            return side(services, visitor, language);
        });
    plug.letters.emplace_back(
        [&services](base::Instant from, base::Instant to, web::Language language) {
            return letter_news(services, from, to, language);
        });
    plug.public_pages.emplace_back([&services] {
        std::vector<PublicPage> pages = {{"/documents"}};
        for (const auto& document : ours(services, kMostListed, sight_of(services)))
            pages.push_back({"/documents/" + document.slug, document.updated});
        return pages;
    });
    plug.archive.emplace_back(
        [&services](const Plug::AddFile& add) { add_to_archive(services, add); });
    plug.own_data.emplace_back([&services](const std::string& account, nlohmann::json& data) {
        auto reader = services.database.read();
        auto list = nlohmann::json::array();
        for (const auto& document : DocumentStore(*reader).written_by(account))
            list.push_back({{"id", document.id},
                            {"published", web::iso_time(document.published)},
                            {"title", document.title},
                            {"abstract", document.abstract},
                            {"page", document.url}});
        data["documents"] = std::move(list);
    });
    plug.moderated.push_back(moderated(services));
}

}  // namespace essaim::documents
