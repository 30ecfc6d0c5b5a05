#include "node/imports/plan.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/imports/addresses.h"
#include "node/imports/html_markdown.h"
#include "node/web/plain_line.h"
#include "node/web/sanitise.h"
#include "node/web/translations.h"

namespace essaim::imports {

namespace {

using nlohmann::json;

constexpr std::size_t kTitle = 149;  // letters, and "…"
constexpr std::size_t kSummary = 499;
constexpr std::size_t kSource = 100'000;  // bytes of Markdown, as one may write here
constexpr std::size_t kKeyBytes = 1000;
constexpr std::size_t kWordBytes = 100;
constexpr base::Instant kOldest = std::chrono::sys_days{std::chrono::year{1990} / 1 / 1};

constexpr auto kMachinery = std::to_array<std::string_view>(
    {"nav_menu_item", "revision", "wp_block", "wp_template", "wp_template_part", "wp_global_styles",
     "wp_navigation", "wp_font_family", "wp_font_face", "custom_css", "customize_changeset",
     "oembed_cache", "user_request", "acf-field", "acf-field-group"});

bool among(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

std::string kind_of_file(std::string_view address) {
    const auto name = file_key(address);
    const auto dot = name.rfind('.');
    const auto ending = dot == std::string::npos ? std::string() : name.substr(dot + 1);
    if (among(ending, {"jpg", "jpeg", "png", "gif", "webp"})) return "picture";
    if (among(ending, {"pdf", "odt", "ods", "odp", "docx", "txt", "md"})) return "document";
    return "other";
}

std::string line_of(std::string_view html, std::size_t letters) {
    return web::shorten(web::plain_line(web::text_of_html(html)), letters);
}

std::vector<std::string> words_of(const std::vector<std::string>& given) {
    std::vector<std::string> words;
    for (const auto& one : given) {
        auto word = base::truncate_utf8(web::plain_line(web::text_of_html(one)), kWordBytes);
        if (!word.empty() && std::ranges::find(words, word) == words.end())
            words.push_back(std::move(word));
    }
    return words;
}

void refuse(Item& item, std::string_view why) {
    item.state = "refused";
    item.reason = why;
    item.payload.clear();
}

// Published, a draft, or not for us and why.
struct Standing {
    bool draft = false;
    std::string_view refused = {};
};
Standing standing_of(const SiteItem& found) {
    if (!found.password.empty())
        return {.refused = web::tr_later("protégé par un mot de passe : à publier vous-mêmes")};
    if (found.status == "private")
        return {.refused = web::tr_later("privé sur l’ancien site : à publier vous-mêmes")};
    if (found.status == "trash")
        return {.refused = web::tr_later("était à la corbeille de l’ancien site")};
    return {.draft = found.status != "publish"};
}

std::int64_t pictures_in(const Converted& text, const Brought& brought) {
    const auto count = text.pictures.size() + text.galleries.size() +
                       (brought.featured.empty() && brought.file.empty() ? 0 : 1);
    return static_cast<std::int64_t>(std::min(count, kPicturesOfText));
}

void fill_file(Item& item, const SiteItem& found) {
    item.kind = kind_of_file(found.file);
    item.file = base::truncate_utf8(file_key(found.file), kKeyBytes);
    if (item.kind == "picture") item.title = line_of(web::escape_html(found.alt), 1499);
    if (item.kind == "other")
        refuse(item, web::tr_later("ni image ni document que nous prenons (PDF, ODT, ODS, ODP, "
                                   "DOCX, texte)"));
    if (absolute_url(found.file, {}).empty())
        refuse(item, web::tr_later("l’adresse de ce fichier n’est pas une adresse du web"));
}

void fill_text(const Site& site, Item& item, const SiteItem& found, base::Instant now) {
    const auto standing = standing_of(found);
    if (!standing.refused.empty()) return refuse(item, standing.refused);
    if (found.cut) return refuse(item, web::tr_later("trop long : 100 000 signes au plus"));
    const auto date = date_of(found.published);
    const bool fits = date && *date >= kOldest && *date <= now + std::chrono::hours(24);
    if (!fits && !standing.draft)
        return refuse(item, web::tr_later("sa date n’est pas lisible, ou impossible"));
    item.published = fits ? *date : now;

    Brought brought;
    brought.draft = standing.draft;
    brought.html = found.html.empty() ? found.excerpt : found.html;
    brought.summary = found.html.empty() ? std::string() : line_of(found.excerpt, kSummary);
    brought.language = base::ascii_lower(found.language).starts_with("en") ? "en" : "fr";
    brought.updated = std::clamp(date_of(found.updated).value_or(item.published), item.published,
                                 std::max(now, item.published));
    brought.lines_count = site.format == Format::Wxr &&
                          brought.html.find("<!-- wp:") == std::string::npos &&
                          brought.html.find("<p>") == std::string::npos &&
                          brought.html.find("<p ") == std::string::npos;
    brought.tags = words_of(found.tags);
    brought.categories = words_of(found.categories);
    brought.featured = found.featured;
    brought.file = absolute_url(found.file, {});

    const auto text = markdown_of(
        brought.html, {.base = found.link, .lines_count = brought.lines_count, .taken = {}});
    if (text.markdown.size() > kSource)
        return refuse(item, web::tr_later("trop long : 100 000 signes au plus"));
    if (text.markdown.empty() && item.title.empty())
        return refuse(item, web::tr_later("vide : ni titre ni texte"));
    if (item.title.empty()) item.title = web::shorten(web::plain_line(text.markdown), 60);
    item.pictures = pictures_in(text, brought);
    item.payload = to_json(brought);
}

}  // namespace

std::optional<Item> item_of(const Site& site, SiteItem&& found, base::Instant now) {
    if (std::ranges::find(kMachinery, found.type) != kMachinery.end()) return std::nullopt;
    if (found.status == "auto-draft") return std::nullopt;
    Item item;
    item.line = found.line;
    item.guid = base::truncate_utf8(web::clean_utf8(found.guid), kKeyBytes);
    item.link = base::truncate_utf8(web::clean_utf8(found.link), kKeyBytes);
    item.number = base::truncate_utf8(web::clean_utf8(found.number), 40);
    item.title = line_of(found.title, kTitle);
    // Nothing else tells it from others.
    if (item.guid.empty() && item.link.empty())
        item.guid = base::truncate_utf8(found.published + " " + item.title, kKeyBytes);
    if (found.type == "attachment") {
        item.published = date_of(found.published).value_or(now);
        if (item.published < kOldest || item.published > now) item.published = now;
        Brought brought;
        brought.file = absolute_url(found.file, {});
        brought.summary = line_of(found.html.empty() ? found.excerpt : found.html, kSummary);
        brought.language = base::ascii_lower(found.language).starts_with("en") ? "en" : "fr";
        brought.updated = item.published;
        item.payload = to_json(brought);
        fill_file(item, found);
        return item;
    }
    item.kind = found.type == "page" ? "page" : "text";
    if (found.type != "page" && found.type != "post") {
        item.kind = "other";
        refuse(item, web::tr_later("ni texte ni page : une sorte de contenu propre à l’ancien "
                                   "site"));
        return item;
    }
    fill_text(site, item, found, now);
    return item;
}

std::string to_json(const Brought& brought) {
    return json{{"html", brought.html},         {"summary", brought.summary},
                {"language", brought.language}, {"updated", base::to_millis(brought.updated)},
                {"draft", brought.draft},       {"lines", brought.lines_count},
                {"tags", brought.tags},         {"categories", brought.categories},
                {"featured", brought.featured}, {"file", brought.file}}
        .dump(-1, ' ', false, json::error_handler_t::replace);
}

Brought brought_from(const std::string& text) {
    const auto row = json::parse(text, nullptr, false);
    Brought brought;
    if (!row.is_object()) return brought;
    brought.html = row.value("html", "");
    brought.summary = row.value("summary", "");
    brought.language = row.value("language", "fr");
    brought.updated = base::from_millis(row.value("updated", std::int64_t{0}));
    brought.draft = row.value("draft", false);
    brought.lines_count = row.value("lines", false);
    brought.tags = row.value("tags", std::vector<std::string>());
    brought.categories = row.value("categories", std::vector<std::string>());
    brought.featured = row.value("featured", "");
    brought.file = row.value("file", "");
    return brought;
}

std::string hashtag_of(std::string_view words) {
    std::string tag;
    bool begins = false;  // a new word, after the first
    for (std::size_t at = 0; at < words.size(); ++at) {
        const char c = words[at];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '_' ||
                            static_cast<unsigned char>(c) >= 0x80;
        // An apostrophe is of three bytes: it is no letter either.
        if (words.substr(at).starts_with("’")) {
            begins = !tag.empty();
            at += 2;
        } else if (!letter) {
            begins = !tag.empty();
        } else {
            tag += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            begins = false;
        }
    }
    return tag;
}

}  // namespace essaim::imports
