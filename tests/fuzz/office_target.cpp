// Office documents: whole archives, and for the depth of it their XML alone,
// whose dialect the first byte tells.
#include <algorithm>
#include <optional>
#include <string>

#include "node/media_helper/office_text.h"
#include "node/media_helper/utf8.h"
#include "node/media_helper/xml_text.h"
#include "tests/fuzz/fuzz.h"

using namespace essaim::media_helper;
using essaim::fuzz::promise;

namespace {

void check(const std::string& text, std::size_t limit) {
    promise(text.size() <= limit, "no more text than the limit");
    promise(is_plain_text(text), "text is UTF-8 without control characters");
}

// Nothing where it is refused.
std::optional<std::string> read_xml(Dialect dialect, std::string_view xml, std::size_t piece) {
    BoundedText text(kTitleBytes);
    XmlText reader(dialect, text);
    while (!xml.empty() && !text.full()) {
        if (!reader.feed(xml.substr(0, piece))) return std::nullopt;
        xml.remove_prefix(std::min(piece, xml.size()));
    }
    if (!text.full() && !reader.finish()) return std::nullopt;
    return text.take();
}

}  // namespace

FUZZ_TARGET(office) {
    if (bytes.starts_with("PK")) {
        const auto document = read_office(bytes);
        if (!document) return;
        check(document->text, kTextBytes);
        check(document->title, kTitleBytes);
        promise(!document->type.empty(), "what is read has a type");
        return;
    }
    if (bytes.empty()) return;
    const auto dialect = bytes[0] == 'o'   ? Dialect::OpenDocument
                         : bytes[0] == 'w' ? Dialect::Word
                                           : Dialect::Title;
    const auto text = read_xml(dialect, bytes.substr(1), bytes.size());
    if (!text) return;
    check(*text, kTitleBytes);
    promise(read_xml(dialect, bytes.substr(1), 7) == *text, "however the bytes arrive");
}
