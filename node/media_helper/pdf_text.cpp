#include "node/media_helper/pdf_text.h"

#include <iconv.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <ctime>
#include <memory>
#include <string>

#include "node/media_helper/utf8.h"

namespace essaim::media_helper {

namespace {

constexpr int kPages = 2000;
constexpr std::clock_t kTime = 12 * CLOCKS_PER_SEC;  // then what has been read is enough

std::string utf8(const poppler::ustring& text) {
    const auto bytes = text.to_utf8();
    return {bytes.begin(), bytes.end()};
}

}  // namespace

bool start_documents() {
    // poppler's strings are UTF-16. glibc loads that from a file of code, which the
    // sandbox refuses later on; these handles stay open, so it stays loaded.
    for (const auto* name : {"UTF-16", "UTF-16LE", "UTF-16BE"})
        if (::iconv_open("UTF-8", name) == iconv_t(-1) ||
            ::iconv_open(name, "UTF-8") == iconv_t(-1))
            return false;
    return true;
}

Outcome<Document> read_pdf(std::string_view bytes) {
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    const std::unique_ptr<poppler::document> pdf(
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
    if (!pdf) return std::unexpected(Reason::Broken);
    if (pdf->is_locked()) return std::unexpected(Reason::Encrypted);
    Document document;
    document.type = "application/pdf";
    document.pages = pdf->pages();
    if (document.pages < 1) return std::unexpected(Reason::Broken);
    BoundedText title(kTitleBytes);
    title.add(utf8(pdf->get_title()));
    document.title = title.take();
    BoundedText text(kTextBytes);
    int number = 0;
    for (; number < document.pages && number < kPages && !text.full(); ++number) {
        if (std::clock() > kTime) break;
        const std::unique_ptr<poppler::page> page(pdf->create_page(number));
        if (!page) continue;
        text.add(utf8(page->text(poppler::rectf(), poppler::page::non_raw_non_physical_layout)));
        text.end_of_line();
    }
    document.complete = number == document.pages && !text.full();
    document.text = text.take();
    return document;
}

}  // namespace essaim::media_helper
