#include "node/media_helper/document.h"

#include "node/media_helper/office_text.h"
#include "node/media_helper/pdf_text.h"
#include "node/media_helper/sniff.h"
#include "node/media_helper/utf8.h"

namespace essaim::media_helper {

namespace {

// MS-OFFCRYPTO 2.3: a DOCX with a password is a compound file with this stream.
Outcome<Document> read_compound(std::string_view bytes) {
    std::string name;
    for (const char letter : std::string_view("EncryptedPackage")) name += {letter, '\0'};
    return std::unexpected(bytes.find(name) != std::string_view::npos ? Reason::Encrypted
                                                                      : Reason::Unknown);
}

Outcome<Document> read_plain(std::string_view bytes) {
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    if (!is_plain_text(bytes)) return std::unexpected(Reason::Unknown);
    BoundedText text(kTextBytes);
    text.add(bytes);
    Document document{"text/plain", 0, {}, {}, !text.full()};
    document.text = text.take();
    return document;
}

}  // namespace

Outcome<Document> read_document(std::string_view bytes) {
    switch (sniff(bytes)) {
        case Kind::Pdf:
            return read_pdf(bytes);
        case Kind::Zip:
            return read_office(bytes);
        case Kind::Compound:
            return read_compound(bytes);
        case Kind::Other:
            return read_plain(bytes);
        case Kind::Svg:
            return std::unexpected(Reason::Svg);
        default:
            return std::unexpected(Reason::Unknown);
    }
}

}  // namespace essaim::media_helper
