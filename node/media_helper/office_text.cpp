#include "node/media_helper/office_text.h"

#include <zip.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "node/media_helper/utf8.h"
#include "node/media_helper/xml_text.h"

namespace essaim::media_helper {

namespace {

constexpr std::int64_t kEntries = 10'000;
constexpr std::uint64_t kInflated = 64 << 20;  // all parts together
// XML of an emptied spreadsheet shrinks a hundredfold; a bomb a thousandfold.
constexpr std::uint64_t kRatio = 300;
constexpr std::uint64_t kRatioFrom = 1 << 20;
constexpr std::size_t kManifest = 1 << 20;

using Piece = std::function<Outcome<bool>(std::string_view)>;  // false: enough

class Archive {
  public:
    explicit Archive(std::string_view bytes) {
        zip_error_t error;
        zip_error_init(&error);
        auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
        if (source != nullptr) zip_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
        if (!zip_ && source != nullptr) zip_source_free(source);
        zip_error_fini(&error);
    }

    bool open() const { return zip_ != nullptr; }
    std::int64_t entries() const { return zip_get_num_entries(zip_.get(), 0); }
    bool has(const char* name) const { return zip_name_locate(zip_.get(), name, 0) >= 0; }

    // What the archive says of a size is checked first, then what really comes.
    Outcome<void> read(const char* name, const Piece& piece) {
        zip_stat_t facts;
        zip_stat_init(&facts);
        if (zip_stat(zip_.get(), name, 0, &facts) != 0) return std::unexpected(Reason::Broken);
        constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
        if ((facts.valid & kNeeded) != kNeeded) return std::unexpected(Reason::Broken);
        if ((facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
            facts.encryption_method != ZIP_EM_NONE)
            return std::unexpected(Reason::Encrypted);
        if (facts.size > kInflated - inflated_ || swollen(facts.size, facts.comp_size))
            return std::unexpected(Reason::Bomb);
        const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen(zip_.get(), name, 0),
                                                                     zip_fclose);
        if (!file) return std::unexpected(Reason::Broken);
        return pour(*file, facts.comp_size, piece);
    }

  private:
    static bool swollen(std::uint64_t size, std::uint64_t packed) {
        return size > kRatioFrom && size / kRatio > packed;
    }

    Outcome<void> pour(zip_file_t& file, std::uint64_t packed, const Piece& piece) {
        std::array<char, 32768> buffer;
        std::uint64_t size = 0;
        for (;;) {
            const auto count = zip_fread(&file, buffer.data(), buffer.size());
            if (count < 0) return std::unexpected(Reason::Broken);
            if (count == 0) return {};
            const auto length = static_cast<std::size_t>(count);
            size += length;
            inflated_ += length;
            if (inflated_ > kInflated || swollen(size, packed))
                return std::unexpected(Reason::Bomb);
            const auto more = piece({buffer.data(), length});
            if (!more) return std::unexpected(more.error());
            if (!*more) return {};
        }
    }

    std::unique_ptr<zip_t, void (*)(zip_t*)> zip_{nullptr, zip_discard};
    std::uint64_t inflated_ = 0;
};

Outcome<std::string> small_part(Archive& archive, const char* name, std::size_t limit) {
    std::string result;
    const auto read = archive.read(name, [&](std::string_view piece) -> Outcome<bool> {
        result += piece.substr(0, limit - result.size());
        return result.size() < limit;
    });
    if (!read) return std::unexpected(read.error());
    return result;
}

Outcome<void> xml_part(Archive& archive, const char* name, Dialect dialect, BoundedText& text) {
    XmlText xml(dialect, text);
    const auto read = archive.read(name, [&](std::string_view piece) { return xml.feed(piece); });
    if (!read || text.full()) return read;
    return xml.finish();
}

// OpenDocument 1.3 part 2, 3.3: the first part is "mimetype". The types we take.
std::string open_document_type(Archive& archive) {
    const auto type = small_part(archive, "mimetype", 80);
    for (const auto* known : {"text", "spreadsheet", "presentation"}) {
        auto full = std::string("application/vnd.oasis.opendocument.") + known;
        if (type && *type == full) return full;
    }
    return {};
}

// OpenDocument 1.3 part 2, 3.4: the parts of an encrypted file are noise; its manifest says so.
Outcome<bool> encrypted(Archive& archive) {
    if (!archive.has("META-INF/manifest.xml")) return false;
    const auto manifest = small_part(archive, "META-INF/manifest.xml", kManifest);
    if (!manifest) return std::unexpected(manifest.error());
    return manifest->find("encryption-data") != std::string::npos;
}

}  // namespace

Outcome<Document> read_office(std::string_view zip) {
    Archive archive(zip);
    if (!archive.open()) return std::unexpected(Reason::Broken);
    if (archive.entries() > kEntries) return std::unexpected(Reason::Bomb);
    Document document;
    const char *content = "content.xml", *facts = "meta.xml";
    auto dialect = Dialect::OpenDocument;
    if (archive.has("word/document.xml") && archive.has("[Content_Types].xml")) {
        document.type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        content = "word/document.xml";
        facts = "docProps/core.xml";
        dialect = Dialect::Word;
    } else if (archive.has("mimetype")) {
        document.type = open_document_type(archive);
    }
    if (document.type.empty()) return std::unexpected(Reason::Unknown);
    const auto locked = encrypted(archive);
    if (!locked) return std::unexpected(locked.error());
    if (*locked) return std::unexpected(Reason::Encrypted);
    if (archive.has(facts)) {
        BoundedText title(kTitleBytes);
        const auto read = xml_part(archive, facts, Dialect::Title, title);
        if (!read) return std::unexpected(read.error());
        document.title = title.take();
    }
    BoundedText text(kTextBytes);
    const auto read = xml_part(archive, content, dialect, text);
    if (!read) return std::unexpected(read.error());
    document.complete = !text.full();
    document.text = text.take();
    return document;
}

}  // namespace essaim::media_helper
