#include "activitypub/iri.h"

#include <algorithm>
#include <cstdint>

namespace activitypub {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(),
                      [](char a, char b) { return a == to_lower(b); });
}

// Non-ASCII is welcome after the host (that is what makes it an IRI) but not
// C1 controls, nor the marks that turn the reading direction (security.md B8).
bool has_deceptive_character(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const auto first = static_cast<std::uint8_t>(text[i]);
        const auto second = static_cast<std::uint8_t>(text[i + 1]);
        if (first == 0xC2 && second < 0xA0) return true;
        if (first != 0xE2 || i + 2 >= text.size()) continue;
        const auto third = static_cast<std::uint8_t>(text[i + 2]);
        if (second == 0x80 &&
            ((third >= 0x8B && third <= 0x8F) || (third >= 0xA8 && third <= 0xAE)))
            return true;
        if (second == 0x81 && third >= 0xA0 && third <= 0xAF) return true;
    }
    return false;
}

bool is_allowed_after_host(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (static_cast<std::uint8_t>(c) <= 0x20 || c == 0x7F) return false;
        if (std::string_view("\\\"<>^`{|}").contains(c)) return false;
        if (c == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])))
            return false;
    }
    return !has_deceptive_character(text);
}

bool is_name(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    std::size_t label = 0;
    for (const char c : host) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
            continue;
        }
        if (!is_digit(c) && !(c >= 'a' && c <= 'z') && c != '-' && c != '_') return false;
        if (++label > 63) return false;
    }
    return label > 0;  // no trailing dot
}

bool is_ipv6_literal(std::string_view host) {
    if (host.size() < 4 || host.size() > 47 || host.front() != '[' || host.back() != ']')
        return false;
    return std::ranges::all_of(host.substr(1, host.size() - 2),
                               [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

bool is_port(std::string_view port) {
    if (port.empty() || port.size() > 5 || port.front() == '0') return false;
    if (!std::ranges::all_of(port, is_digit)) return false;
    std::uint32_t value = 0;
    for (const char c : port) value = value * 10 + static_cast<std::uint32_t>(c - '0');
    return value <= 65535;
}

}  // namespace

Result<std::string> parse_host(std::string_view text) {
    std::string host(text);
    std::ranges::transform(host, host.begin(), to_lower);
    std::string_view name = host;
    const auto bracket = name.rfind(']');
    const auto colon = name.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        if (!is_port(name.substr(colon + 1))) return refuse(Fault::Malformed, "port");
        name = name.substr(0, colon);
    }
    if (!is_name(name) && !is_ipv6_literal(name)) return refuse(Fault::Malformed, "host");
    return host;
}

Result<Iri> parse_iri(std::string_view text) {
    if (text.size() > kMaxIriBytes) return refuse(Fault::Malformed, "IRI too long");
    Iri iri;
    std::string_view rest = text;
    if (starts_with_ignoring_case(rest, "https://")) {
        iri.scheme = "https";
    } else if (starts_with_ignoring_case(rest, "http://")) {
        iri.scheme = "http";
    } else {
        return refuse(Fault::Malformed, "IRI is not http(s)");
    }
    rest.remove_prefix(iri.scheme.size() + 3);

    const auto end_of_host = std::min(rest.find_first_of("/?#"), rest.size());
    iri.host = TRY(parse_host(rest.substr(0, end_of_host)));
    const std::string_view default_port = iri.scheme == "https" ? ":443" : ":80";
    if (iri.host.ends_with(default_port) && iri.host.back() != ']')
        iri.host.resize(iri.host.size() - default_port.size());

    rest.remove_prefix(end_of_host);
    if (!is_allowed_after_host(rest)) return refuse(Fault::Malformed, "character in IRI");
    if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
        iri.fragment = rest.substr(hash + 1);
        rest = rest.substr(0, hash);
    }
    if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
        iri.query = rest.substr(mark + 1);
        rest = rest.substr(0, mark);
    }
    iri.path = rest;
    return iri;
}

std::string Iri::origin() const { return scheme + "://" + host; }

std::string Iri::target() const {
    std::string out = path.empty() ? "/" : path;
    if (!query.empty()) out += "?" + query;
    return out;
}

std::string to_string(const Iri& iri) {
    std::string out = iri.origin() + iri.path;
    if (!iri.query.empty()) out += "?" + iri.query;
    if (!iri.fragment.empty()) out += "#" + iri.fragment;
    return out;
}

bool is_iri(std::string_view text) { return parse_iri(text).has_value(); }

std::string origin_of(std::string_view iri) {
    const auto parsed = parse_iri(iri);
    return parsed ? parsed->origin() : std::string();
}

std::string host_of(std::string_view iri) {
    const auto parsed = parse_iri(iri);
    return parsed ? parsed->host : std::string();
}

bool same_origin(std::string_view a, std::string_view b) {
    const std::string origin = origin_of(a);
    return !origin.empty() && origin == origin_of(b);
}

std::string_view without_fragment(std::string_view iri) { return iri.substr(0, iri.find('#')); }

}  // namespace activitypub
