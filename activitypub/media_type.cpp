#include "activitypub/media_type.h"

#include <algorithm>
#include <optional>

#include "activitypub/vocabulary/terms.h"

namespace activitypub {
namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), to_lower);
    return out;
}

bool is_token_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

void skip_space(std::string_view& rest) {
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
}

bool skip(std::string_view& rest, char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
}

std::string_view take_token(std::string_view& rest) {
    const auto end = std::ranges::find_if_not(rest, is_token_char);
    const auto length = static_cast<std::size_t>(end - rest.begin());
    const auto token = rest.substr(0, length);
    rest.remove_prefix(length);
    return token;
}

std::optional<std::string> take_quoted(std::string_view& rest) {
    if (!skip(rest, '"')) return std::nullopt;
    std::string out;
    while (!rest.empty()) {
        char c = rest.front();
        rest.remove_prefix(1);
        if (c == '"') return out;
        if (c == '\\') {
            if (rest.empty()) return std::nullopt;
            c = rest.front();
            rest.remove_prefix(1);
        }
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t') return std::nullopt;
        out += c;
    }
    return std::nullopt;
}

// The profile parameter is a list of IRIs, separated by spaces.
bool has_as2_profile(const MediaType& media) {
    const std::string* profile = media.parameter("profile");
    if (!profile) return false;
    std::string_view rest = *profile;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == kAs2) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

bool is_utf8(const MediaType& media) {
    const std::string* charset = media.parameter("charset");
    return !charset || lower(*charset) == "utf-8";
}

bool is_activity_json(const MediaType& media) {
    return media.type == kActivityJson || (media.type == kLdJson && has_as2_profile(media));
}

// qvalue (RFC 9110 §12.4.2) in thousandths.
std::optional<int> parse_quality(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    int value = text[0] == '1' ? 1000 : 0;
    int weight = 100;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9') return std::nullopt;
        value += (c - '0') * weight;
        weight /= 10;
    }
    return value <= 1000 ? std::optional(value) : std::nullopt;
}

// The elements of a list header: commas inside quotes do not separate.
std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> out;
    bool quoted = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i == text.size() || (text[i] == ',' && !quoted)) {
            out.push_back(text.substr(start, i - start));
            start = i + 1;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (text[i] == '\\' && quoted && i + 1 < text.size()) {
            ++i;
        }
    }
    return out;
}

}  // namespace

const std::string* MediaType::parameter(std::string_view name) const {
    const auto found =
        std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
    return found == parameters.end() ? nullptr : &found->second;
}

Result<MediaType> parse_media_type(std::string_view text) {
    const auto malformed = [] { return refuse(Fault::Malformed, "media type"); };
    std::string_view rest = text;
    skip_space(rest);
    MediaType media;
    const auto main = take_token(rest);
    if (main.empty() || !skip(rest, '/')) return malformed();
    const auto sub = take_token(rest);
    if (sub.empty()) return malformed();
    media.type = lower(main) + "/" + lower(sub);
    for (;;) {
        skip_space(rest);
        if (rest.empty()) return media;
        if (!skip(rest, ';')) return malformed();
        skip_space(rest);
        if (rest.empty() || rest.front() == ';') continue;  // an empty parameter is allowed
        std::string name = lower(take_token(rest));
        if (name.empty() || !skip(rest, '=')) return malformed();
        std::string value;
        if (!rest.empty() && rest.front() == '"') {
            auto quoted = take_quoted(rest);
            if (!quoted) return malformed();
            value = *std::move(quoted);
        } else {
            value = take_token(rest);
            if (value.empty()) return malformed();
        }
        if (media.parameter(name)) return refuse(Fault::Malformed, "media type: twice " + name);
        media.parameters.emplace_back(std::move(name), std::move(value));
    }
}

bool is_activity_json(std::string_view content_type) {
    const auto media = parse_media_type(content_type);
    return media && is_utf8(*media) && is_activity_json(*media);
}

bool acceptable_in_inbox(std::string_view content_type) {
    const auto media = parse_media_type(content_type);
    if (!media || !is_utf8(*media)) return false;
    return is_activity_json(*media) || (media->type == kLdJson && !media->parameter("profile"));
}

bool prefers_activity_json(std::string_view accept) {
    int json = 0, html = 0, wildcard = 0;
    bool json_first = false;  // on equal terms, the one named first
    for (const auto element : split_list(accept)) {
        const auto media = parse_media_type(element);
        if (!media) continue;
        const std::string* q = media->parameter("q");
        const auto quality = q ? parse_quality(*q) : std::optional(1000);
        if (!quality) continue;
        if (is_activity_json(*media) || (media->type == kLdJson && !media->parameter("profile"))) {
            if (*quality > json) json_first = *quality > html;
            json = std::max(json, *quality);
        } else if (media->type == "text/html" || media->type == "application/xhtml+xml") {
            html = std::max(html, *quality);
        } else if (media->type == "text/*" || media->type == "*/*") {
            wildcard = std::max(wildcard, *quality);
        }
    }
    if (json == 0 || json < wildcard) return false;
    return json > html || (json == html && json_first);
}

}  // namespace activitypub
