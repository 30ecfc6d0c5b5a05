#include "node/documents/library.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/documents/document_store.h"
#include "node/media/media_store.h"
#include "node/search/index.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/markdown.h"
#include "node/web/plain_line.h"

namespace essaim::documents {

namespace {

constexpr std::size_t kExcerptLetters = 280;

Result<void> check(const DocumentDraft& draft, bool first) {
    const auto problems = problems_of(draft, first);
    if (problems.empty()) return {};
    return refuse(Fault::Unprocessable, problems.front().message);
}

bool brings(const DocumentDraft& draft) {
    return !draft.media.empty() || !base::trim(draft.source).empty() ||
           !base::trim(draft.link).empty();
}

// The version's file, text or address becomes the document's; part of the
// transaction that saves both.
Result<void> put_version(storage::Connection& connection, Document& document,
                         const DocumentDraft& draft, const std::string& account, base::Instant at) {
    Version version{.number = document.version,
                    .at = at,
                    .note = web::plain_line(base::trim(draft.note)),
                    .media = draft.media,
                    .source = draft.media.empty() ? std::string(base::trim(draft.source)) : "",
                    .link = {},
                    .erased = false};
    document.file = {};
    if (!version.media.empty()) {
        media::MediaStore store(connection);
        const auto subject = subject_of(document.id, version.number);
        const auto shown = TRY(store.show(subject, account, {{version.media, document.title}}));
        store.publish(subject);
        const auto& file = shown.front().files.front();
        document.file = {
            .url = shown.front().path(file), .media_type = file.media_type, .bytes = file.bytes};
    } else if (!version.source.empty()) {
        document.file.media_type = "text/markdown";
        document.file.bytes = static_cast<std::int64_t>(version.source.size());
    } else {
        version.link = std::string(base::trim(draft.link));
        document.file.url = version.link;
    }
    DocumentStore(connection).save(document);
    DocumentStore(connection).add_version(document.id, version);
    return {};
}

void make_findable(storage::Connection& connection, const Document& document) {
    auto words = document.abstract + "\n" + document.territory;
    for (const auto& name : document.groups) words += "\n" + name;
    if (const auto version = DocumentStore(connection).version(document.id, document.version))
        words += "\n" + words_of(connection, *version);
    search::Index(connection)
        .put({.id = document.id,
              .kind = "document",
              .author = document.author,
              .local = true,
              .title = document.title,
              .excerpt = web::shorten(document.abstract, kExcerptLetters),
              .url = "/documents/" + document.slug,
              .language = document.language,
              .at = document.published},
             words);
}

}  // namespace

std::string subject_of(const std::string& document, std::int64_t version) {
    return document + "#version-" + std::to_string(version);
}

Content content_of(storage::Connection& connection, const Document& document,
                   const std::optional<Version>& version) {
    Content content;
    if (!version) return content;
    if (!version->media.empty()) {
        const auto kept = media::MediaStore(connection).by_id(version->media);
        if (kept && !kept->files.empty()) content.digest = kept->files.front().blob;
    } else if (!version->source.empty()) {
        content.html =
            web::render_markdown(version->source, {.base_url = activitypub::origin_of(document.id),
                                                   .french_typography = document.language == "fr"})
                .str();
    }
    return content;
}

std::string words_of(storage::Connection& connection, const Version& version) {
    if (version.media.empty()) return version.source;
    const auto text = media::MediaStore(connection).text_of(version.media);
    return text ? text->text : "";
}

void Library::note(storage::Connection& connection, const char* action,
                   const std::string& id) const {
    if (!who_.empty()) services_.accounts.note(connection, who_, action, id);
}

Result<Document> Library::add(const DocumentDraft& draft, const std::string& account) {
    return keep(draft, account, services_.clock.now(), {});
}

Result<Document> Library::bring(const DocumentDraft& draft, const std::string& account,
                                base::Instant published, const With& with) {
    return keep(draft, account, published, with);
}

Result<Document> Library::keep(const DocumentDraft& draft, const std::string& account,
                               base::Instant published, const With& brought) {
    TRY(check(draft, true));
    const auto now = services_.clock.now();
    const auto& base = services_.federation.actors().base();
    const auto& us = services_.federation.actors().association();
    Document document;
    fill(document, draft);
    document.id = base + "/o/" + base::new_ulid(published);
    document.local = true;
    document.author = us.id;
    document.published = published;
    document.updated = published;
    document.written_by = account;
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        DocumentStore store(connection);
        document.slug = store.free_slug(base::slugify(document.title));
        document.url = base + "/documents/" + document.slug;
        TRY(put_version(connection, document, draft, account, published));
        make_findable(connection, document);
        const auto content = content_of(connection, document, store.version(document.id, 1));
        auto activity = create_of(document, content, us.id + "/followers");
        TRY(services_.federation.outbox().publish(
            connection, activity, federation::Listing::Listed, now,
            brought ? federation::Reach::Nobody : federation::Reach::Audience));
        if (brought) return brought(connection, document);
        note(connection, "document.new", document.id);
        return {};
    });
    if (!written) return std::unexpected(written.error());
    if (!brought) services_.federation.outbox().wake();
    return document;
}

Result<Document> Library::edit(const std::string& id, const DocumentDraft& given,
                               const std::string& account) {
    TRY(check(given, false));
    const auto now = services_.clock.now();
    const auto& us = services_.federation.actors().association();
    Document document;
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        DocumentStore store(connection);
        const auto known = store.by_id(id);
        if (!known || !known->local) return refuse(Fault::NotFound, "no document of ours");
        document = *known;
        auto draft = given;
        const auto newest = store.version(id, known->version);
        // The form brings the text back as it was.
        if (newest && base::trim(draft.source) == newest->source) draft.source.clear();
        if (newest && base::trim(draft.link) == newest->link) draft.link.clear();
        fill(document, draft);
        // `updated` must increase for peers to take the change (federation.md §3).
        document.updated = std::max(now, known->updated + std::chrono::seconds(1));
        if (brings(draft)) {
            ++document.version;
            TRY(put_version(connection, document, draft, account, document.updated));
        } else {
            store.save(document);
        }
        make_findable(connection, document);
        note(connection, "document.edit", id);
        const auto content = content_of(connection, document, store.version(id, document.version));
        return services_.federation.outbox().publish(
            connection,
            update_of(document, content, us.id + "/followers",
                      services_.federation.outbox().new_activity_id(now)),
            federation::Listing::Unlisted, now);
    });
    if (!written) return std::unexpected(written.error());
    services_.federation.outbox().wake();
    return document;
}

Result<void> Library::erase_version(const std::string& id, std::int64_t number) {
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        DocumentStore store(connection);
        const auto document = store.by_id(id);
        if (!document || !document->local || !store.version(id, number))
            return refuse(Fault::NotFound, "no version of ours");
        if (document->version == number)
            return refuse(Fault::Conflict,
                          "La version d’aujourd’hui ne s’efface pas seule : mettez-en une "
                          "nouvelle, ou supprimez le document.");
        media::MediaStore(connection).forget(subject_of(id, number));
        store.erase_version(id, number);
        note(connection, "document.erase", id);
        return {};
    });
    if (written) services_.media.erase_gone();
    return written;
}

Result<void> Library::remove(const std::string& id) {
    const auto now = services_.clock.now();
    const auto& us = services_.federation.actors().association();
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        DocumentStore store(connection);
        const auto document = store.by_id(id);
        if (!document || !document->local) return refuse(Fault::NotFound, "no document of ours");
        for (const auto& version : store.versions(id))
            media::MediaStore(connection).forget(subject_of(id, version.number));
        store.remove(id);
        store.remember_gone(document->slug, now);
        search::Index(connection).remove(id);
        note(connection, "document.delete", id);
        return services_.federation.outbox().publish(
            connection,
            delete_of(*document, us.id + "/followers",
                      services_.federation.outbox().new_activity_id(now), now),
            federation::Listing::Unlisted, now);
    });
    if (!written) return written;
    services_.media.erase_gone();
    services_.federation.outbox().wake();
    return {};
}

}  // namespace essaim::documents
