#include "node/documents/document_import.h"

#include "node/base/text.h"
#include "node/documents/library.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"

namespace essaim::documents {

namespace {

constexpr std::size_t kTitle = 149;     // characters: one less than a form takes, for "…"
constexpr std::size_t kAbstract = 999;  // as above

// What an older site does not say is not invented: no state, no date of its own,
// and nobody may do more with it than read it until somebody here says so.
DocumentDraft draft_from(const ImportedDocument& given, const std::string& media) {
    DocumentDraft draft;
    const auto title = web::plain_line(given.title.empty() ? given.file_name : given.title);
    draft.title = web::shorten(title.empty() ? "Document" : title, kTitle);
    draft.abstract = web::shorten(web::clean_utf8(base::trim(given.abstract)), kAbstract);
    if (draft.abstract.empty()) draft.abstract = draft.title;
    draft.kind = "other";
    draft.licence = "reserved";
    draft.status = "unstated";
    draft.language = given.language == "en" ? "en" : "fr";
    draft.media = media;
    return draft;
}

}  // namespace

ImportDocument document_importer(Services& services) {
    return
        [&services](const ImportedDocument& given, const WithImported& with) -> Result<Imported> {
            const auto file = TRY(when_read([&] {
                return services.media.take_document(given.bytes, given.file_name, given.account);
            }));
            const auto where = [](const Document& document) {
                return Imported{document.id, "/documents/" + document.slug};
            };
            const auto document = TRY(Library(services).bring(
                draft_from(given, file.id), given.account, given.published,
                [&](storage::Connection& connection, const Document& kept) -> Result<void> {
                    return with ? with(connection, where(kept)) : Result<void>();
                }));
            return where(document);
        };
}

}  // namespace essaim::documents
