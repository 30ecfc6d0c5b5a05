#include "node/web/multipart.h"

#include <algorithm>

#include "node/base/text.h"

namespace essaim::web {

namespace {

constexpr std::string_view kType = "multipart/form-data";

// The value of `boundary`, 1 to 70 characters of RFC 2046 §5.1.1.
std::optional<std::string> boundary_of(std::string_view content_type) {
    for (const auto piece : base::split(content_type, ';')) {
        const auto parameter = base::trim(piece);
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos) continue;
        if (base::ascii_lower(parameter.substr(0, equals)) != "boundary") continue;
        auto value = parameter.substr(equals + 1);
        if (value.size() > 1 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        const bool sound =
            !value.empty() && value.size() <= 70 && std::ranges::all_of(value, [](char c) {
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view("'()+_,-./:=? ").contains(c);
            });
        if (!sound) return std::nullopt;
        return std::string(value);
    }
    return std::nullopt;
}

// A quoted value as browsers write it: '"', CR and LF percent-encoded, all
// else as it is (the HTML standard, "multipart/form-data encoding algorithm").
std::string unquoted(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto escape = text.substr(i, 3);
        if (escape == "%22" || escape == "%0D" || escape == "%0A") {
            plain += escape == "%22" ? '"' : ' ';
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

// `; name="a"; filename="b"`, each at most once, in any order.
bool read_disposition(std::string_view text, FormPart& part) {
    if (!base::ascii_lower(text.substr(0, 9)).starts_with("form-data")) return false;
    text.remove_prefix(9);
    bool named = false;
    while (!text.empty()) {
        if (!text.starts_with(';')) return false;
        text = base::trim(text.substr(1));
        const auto equals = text.find("=\"");
        if (equals == std::string_view::npos) return false;
        const auto key = base::ascii_lower(text.substr(0, equals));
        text.remove_prefix(equals + 2);
        const auto end = text.find('"');
        if (end == std::string_view::npos) return false;
        const auto value = unquoted(text.substr(0, end));
        text = base::trim(text.substr(end + 1));
        if (key == "name" && !named) {
            part.name = value;
            named = true;
        } else if (key == "filename" && !part.file_name) {
            part.file_name = value;
        } else {
            return false;
        }
    }
    return named && !part.name.empty();
}

bool read_part_head(std::string_view head, FormPart& part) {
    bool disposed = false;
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        if (end == std::string_view::npos) return false;
        const auto line = head.substr(0, end);
        head.remove_prefix(end + 2);
        const bool clean = std::ranges::none_of(
            line, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; });
        const auto colon = line.find(':');
        if (!clean || colon == std::string_view::npos || colon == 0) return false;
        const auto name = base::ascii_lower(line.substr(0, colon));
        const auto value = base::trim(line.substr(colon + 1));
        if (name == "content-disposition") {
            if (disposed || !read_disposition(value, part)) return false;
            disposed = true;
        } else if (name == "content-type") {
            part.type = value;
        } else if (name == "content-transfer-encoding") {
            return false;  // deprecated (RFC 7578 §4.7): no browser sends it
        }
    }
    return disposed;
}

}  // namespace

bool is_multipart_form(std::string_view content_type) {
    if (content_type.size() < kType.size()) return false;
    if (base::ascii_lower(content_type.substr(0, kType.size())) != kType) return false;
    const auto rest = base::trim(content_type.substr(kType.size()));
    return rest.empty() || rest.starts_with(';');
}

std::optional<std::vector<FormPart>> read_multipart(std::string_view content_type,
                                                    std::string_view body,
                                                    const MultipartLimits& limits) {
    if (!is_multipart_form(content_type)) return std::nullopt;
    const auto boundary = boundary_of(content_type);
    if (!boundary) return std::nullopt;
    const auto first = "--" + *boundary;
    const auto delimiter = "\r\n" + first;
    if (!body.starts_with(first)) return std::nullopt;  // no preamble: browsers write none
    body.remove_prefix(first.size());
    std::vector<FormPart> parts;
    while (!body.starts_with("--")) {
        if (!body.starts_with("\r\n") || parts.size() >= limits.parts) return std::nullopt;
        body.remove_prefix(2);
        const auto head_end = body.substr(0, limits.head_bytes).find("\r\n\r\n");
        if (head_end == std::string_view::npos) return std::nullopt;
        FormPart part;
        if (!read_part_head(body.substr(0, head_end + 2), part)) return std::nullopt;
        if (!base::is_valid_utf8(part.name) || !base::is_valid_utf8(part.file_name.value_or("")))
            return std::nullopt;
        body.remove_prefix(head_end + 4);
        const auto end = body.find(delimiter);
        if (end == std::string_view::npos) return std::nullopt;
        part.bytes = body.substr(0, end);
        body.remove_prefix(end + delimiter.size());
        parts.push_back(std::move(part));
    }
    body.remove_prefix(2);
    if (!body.empty() && body != "\r\n") return std::nullopt;
    return parts;
}

}  // namespace essaim::web
