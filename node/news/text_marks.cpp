#include "node/news/text_marks.h"

#include <algorithm>

#include "node/base/text.h"
#include "node/news/hashtags.h"
#include "node/web/html_text.h"
#include "node/web/markdown.h"

namespace essaim::news {

namespace {

constexpr std::size_t kMostLinks = 100;  // of marks, in one text
constexpr std::size_t kLongestPart = 253;

bool is_ascii_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && is_word_character(byte);
}

// How much of `text` is of these characters and ends with a word's.
std::size_t part_length(std::string_view text, std::string_view between) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < text.size() && i < kLongestPart; ++i) {
        if (is_ascii_word(text[i]))
            end = i + 1;
        else if (i == 0 || between.find(text[i]) == std::string_view::npos)
            break;
    }
    return end;
}

// "user@host" or "user@host:port" at the beginning; 0 if it is none.
std::size_t handle_length(std::string_view text) {
    const auto user = part_length(text, ".-");
    if (user == 0 || user >= text.size() || text[user] != '@') return 0;
    const auto rest = text.substr(user + 1);
    auto host = part_length(rest, ".-");
    if (rest.substr(0, host).find('.') == std::string_view::npos) return 0;
    if (host < rest.size() && rest[host] == ':') {
        const auto end = std::min(rest.find_first_not_of("0123456789", host + 1), rest.size());
        if (end > host + 1 && end <= host + 6) host = end;
    }
    // The middle of an address, or of a word.
    if (host < rest.size() && (rest[host] == '/' || rest[host] == '@')) return 0;
    if (auto next = host; next < rest.size()) {
        if (is_word_character(web::next_code_point(rest, next))) return 0;
    }
    return user + 1 + host;
}

// What stands before decides: neither inside a word nor inside an address.
bool may_begin_after(char32_t before) {
    return !is_word_character(before) &&
           std::u32string_view(U"=/)&#@").find(before) == std::u32string_view::npos;
}

class Renderer {
  public:
    Renderer(const WhoIs& who_is, const RenderOptions& options)
        : who_is_(who_is), options_(options) {}

    std::vector<web::TextLink> links(std::string_view text) {
        std::vector<web::TextLink> links;
        for (const auto& mark : marks_in(text)) {
            auto url = mark.mention ? mentioned(mark.name) : tagged(mark.name);
            if (url.empty() || links_ >= kMostLinks) continue;
            ++links_;
            links.push_back({.at = mark.at,
                             .length = mark.length,
                             .url = std::move(url),
                             .kind = mark.mention ? web::TextLink::Kind::Mention
                                                  : web::TextLink::Kind::Hashtag});
        }
        return links;
    }
    Rendered take() { return std::move(out_); }

  private:
    std::string tagged(const std::string& name) {
        const auto folded = folded_tag(name);
        const bool known = std::ranges::any_of(
            out_.tags, [&](const std::string& tag) { return folded_tag(tag) == folded; });
        if (!known && out_.tags.size() == kMostTags) return {};
        if (!known) out_.tags.push_back(name);
        return options_.base + tag_path(name);
    }

    std::string mentioned(const std::string& handle) {
        const auto known = std::ranges::find(out_.mentions, handle, &Mention::handle);
        if (known != out_.mentions.end()) return known->url;
        if (std::ranges::find(out_.unknown, handle) != out_.unknown.end()) return {};
        auto found = out_.mentions.size() < kMostMentions && who_is_ ? who_is_(handle)
                                                                     : std::optional<Mention>();
        if (!found) {
            if (out_.unknown.size() < kMostLinks) out_.unknown.push_back(handle);
            return {};
        }
        found->handle = handle;
        out_.mentions.push_back(std::move(*found));
        return out_.mentions.back().url;
    }

    const WhoIs& who_is_;
    const RenderOptions& options_;
    Rendered out_;
    std::size_t links_ = 0;
};

}  // namespace

std::vector<TextMark> marks_in(std::string_view text) {
    std::vector<TextMark> marks;
    char32_t before = ' ';
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        const auto c = web::next_code_point(text, at);
        const auto rest = text.substr(at);
        std::size_t length = 0;
        if (c == '#' && may_begin_after(before)) length = tag_length(rest);
        if (c == '@' && may_begin_after(before)) length = handle_length(rest);
        before = c;
        if (length == 0) continue;
        const bool mention = c == '@';
        auto name = std::string(rest.substr(0, length));
        if (mention) {
            const auto host = name.find('@');
            name = "@" + name.substr(0, host) + base::ascii_lower(name.substr(host));
        }
        marks.push_back({start, at - start + length, std::move(name), mention});
        at += length;
        before = 'a';
    }
    return marks;
}

std::string with_short_handles(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    for (const auto& mark : marks_in(text)) {
        if (!mark.mention) continue;
        const auto user = mark.name.substr(0, mark.name.find('@', 1));
        out.append(text.substr(at, mark.at - at)).append(user);
        at = mark.at + mark.length;
    }
    return out.append(text.substr(at));
}

Rendered render_text(std::string_view source, const WhoIs& who_is, const RenderOptions& options) {
    Renderer renderer(who_is, options);
    const auto html = web::render_markdown(
        source, {.base_url = options.base,
                 .french_typography = options.language == "fr",
                 .tables = options.tables,
                 .links = [&](std::string_view text) { return renderer.links(text); }});
    auto out = renderer.take();
    out.html = html.str();
    return out;
}

}  // namespace essaim::news
