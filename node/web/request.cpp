#include "node/web/request.h"

#include "node/base/text.h"

namespace essaim::web {

namespace {

// The decoded value of one name in "a=1&b=2"; '=' and '?' in values are kept.
std::optional<std::string> value_in(std::string_view encoded, std::string_view name) {
    for (const auto pair : base::split(encoded, '&')) {
        const auto equals = pair.find('=');
        if (base::form_decode(pair.substr(0, equals)) != name) continue;
        if (equals == std::string_view::npos) return std::string();
        return base::form_decode(pair.substr(equals + 1));
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers) {
        if (name == lower_case_name) return value;
    }
    return std::nullopt;
}

std::string Request::parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    return value_in(query, name);
}

std::string_view Request::payload() const { return spool ? spool->view() : body; }

const std::optional<std::vector<FormPart>>& Request::parts() const {
    if (!parts_.read)
        parts_.read.emplace(read_multipart(header("content-type").value_or(""), payload()));
    return *parts_.read;
}

bool Request::is_broken_form() const {
    return is_multipart_form(header("content-type").value_or("")) && !parts();
}

std::optional<FormPart> Request::file(std::string_view name) const {
    if (!parts()) return std::nullopt;
    for (const auto& part : *parts()) {
        if (part.name != name || !part.file_name) continue;
        if (part.file_name->empty() && part.bytes.empty()) return std::nullopt;
        return part;
    }
    return std::nullopt;
}

std::optional<std::string> Request::form_value(std::string_view name) const {
    const auto type = header("content-type").value_or("");
    if (is_multipart_form(type)) {
        if (!parts()) return std::nullopt;
        for (const auto& part : *parts()) {
            if (part.name == name && !part.file_name) return std::string(part.bytes);
        }
        return std::nullopt;
    }
    if (!type.starts_with("application/x-www-form-urlencoded")) return std::nullopt;
    return value_in(body, name);
}

std::optional<std::string> Request::cookie(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key != "cookie") continue;
        for (const auto part : base::split(value, ';')) {
            const auto pair = base::trim(part);
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return std::string(pair.substr(equals + 1));
        }
    }
    return std::nullopt;
}

}  // namespace essaim::web
