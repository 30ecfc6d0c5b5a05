#include "node/documents/document_words.h"

#include <algorithm>
#include <map>

#include "activitypub/date.h"

namespace essaim::documents {

namespace {

constexpr std::int64_t kKilo = 1000;
constexpr std::int64_t kMega = 1'000'000;

std::string weight(web::Language language, std::int64_t bytes) {
    const bool french = language == web::Language::French;
    const auto unit = [&](const char* in_french, const char* in_english) {
        return std::string("\u00a0") + (french ? in_french : in_english);
    };
    if (bytes < kMega)
        return web::format_number(language,
                                  std::max<std::int64_t>(1, (bytes + kKilo / 2) / kKilo)) +
               unit("Ko", "KB");
    return web::format_number(language, static_cast<double>(bytes) / static_cast<double>(kMega),
                              1) +
           unit("Mo", "MB");
}

}  // namespace

std::string label_of(Services& services, web::Language language, const std::vector<Code>& codes,
                     const std::string& code) {
    const auto* found = find_code(codes, code);
    return found == nullptr ? code : services.translations.tr(language, found->label);
}

std::string date_in_words(web::Language language, const std::string& dated) {
    if (dated.size() < 7) return dated;
    const auto day = dated.size() == 10 ? dated : dated + "-01";
    const auto instant = activitypub::parse_date_time(day + "T12:00:00Z");
    if (!instant) return dated;
    const auto whole = web::format_date(language, *instant);
    if (dated.size() == 10) return whole;
    // "1er mai 2024" or "1 May 2024" without its day.
    const auto space = whole.find_first_of(" \u00a0");
    const auto rest = space == std::string::npos ? whole : whole.substr(space);
    const auto word = rest.find_first_not_of(" \u00a0");
    return word == std::string::npos ? whole : rest.substr(word);
}

std::string file_badge(const File& file) {
    static const std::map<std::string, const char*, std::less<>> badges = {
        {"application/pdf", "PDF"},
        {"application/vnd.oasis.opendocument.text", "ODT"},
        {"application/vnd.oasis.opendocument.spreadsheet", "ODS"},
        {"application/vnd.oasis.opendocument.presentation", "ODP"},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"},
        {"text/plain", "TXT"},
        {"text/markdown", "TXT"},
        {"image/jpeg", "JPEG"},
        {"image/png", "PNG"},
        {"image/webp", "WEBP"}};
    const auto found = badges.find(file.media_type);
    return found == badges.end() ? "WEB" : found->second;
}

std::string file_in_words(Services& services, web::Language language, const File& file) {
    const auto& words = services.translations;
    if (file.url.empty()) return words.tr(language, "texte, à lire ici");
    if (file.media_type.empty()) return words.tr(language, "à voir en ligne");
    auto said = file_badge(file);
    if (file.bytes > 0) said += ", " + weight(language, file.bytes);
    return said;
}

void show_choices(Services& services, web::Page& page, const char* section, web::Language language,
                  const std::vector<Code>& codes, const std::string& chosen) {
    for (const auto& code : codes) {
        auto& row = page.section(section);
        row.set("CODE", std::string(code.code))
            .set("LABEL", services.translations.tr(language, code.label));
        if (code.code == chosen) row.show("CHOSEN");
    }
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
}

}  // namespace essaim::documents
