#include "node/media_helper/sniff.h"

#include <algorithm>
#include <string>

namespace essaim::media_helper {

namespace {

std::string small_letters(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return result;
}

}  // namespace

Kind sniff(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\xff\xd8\xff"sv)) return Kind::Jpeg;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return Kind::Png;
    if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return Kind::Gif;
    if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv)) return Kind::Webp;
    if (bytes.starts_with("%PDF-"sv)) return Kind::Pdf;
    if (bytes.starts_with("PK\x03\x04"sv)) return Kind::Zip;
    if (bytes.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv)) return Kind::Compound;
    auto head = bytes.substr(0, 4096);
    if (head.starts_with("\xef\xbb\xbf"sv)) head.remove_prefix(3);
    head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
    // A text may speak of <svg>; one that begins like a page is a page.
    if (!head.starts_with('<')) return Kind::Other;
    const auto lower = small_letters(head);
    if (lower.find("<svg") != std::string::npos) return Kind::Svg;
    for (const auto opening : {"<?xml"sv, "<!doctype"sv, "<html"sv, "<head"sv, "<body"sv,
                               "<script"sv, "<!--"sv, "<iframe"sv})
        if (lower.starts_with(opening)) return Kind::Markup;
    return Kind::Other;
}

}  // namespace essaim::media_helper
