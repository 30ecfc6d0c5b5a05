#include "node/web/translations.h"

#include <algorithm>
#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <climits>
#include <optional>

namespace essaim::web {

namespace {

constexpr const char* kDomain = "essaim";  // gettext's word for a set of messages

std::string filled(std::string_view pattern, Translations::Arguments arguments,
                   const std::string* number = nullptr) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
        const auto close = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
        if (close == std::string_view::npos) {
            out += pattern[at++];
            continue;
        }
        const std::string_view name = pattern.substr(at + 1, close - at - 1);
        const std::string* value = name == "n" ? number : nullptr;
        for (const auto& [key, text] : arguments)
            if (key == name) value = &text;
        if (value != nullptr)
            out += *value;
        else
            out += pattern.substr(at, close + 1 - at);
        at = close + 1;
    }
    return out;
}

const boost::locale::message_format<char>& messages_in(const std::locale& catalogue) {
    return std::use_facet<boost::locale::message_format<char>>(catalogue);
}

std::optional<Language> language_named(std::string_view name) {
    for (const Language language : kLanguages)
        if (name.substr(0, name.find_first_of("-_;")) == code(language)) return language;
    return std::nullopt;
}

}  // namespace

Translations::Translations(std::span<const base::Embedded> files) {
    for (const auto& file : files) {
        if (!file.path.starts_with("po/") || !file.path.ends_with(".mo")) continue;
        const std::string language(file.path.substr(3, file.path.size() - 6));
        boost::locale::gnu_gettext::messages_info where;
        where.language = language;
        where.encoding = "UTF-8";
        where.domains.emplace_back(kDomain);
        where.paths.emplace_back("in the program");
        where.callback = [&file](const std::string&, const std::string&) {
            return std::vector<char>(file.bytes.begin(), file.bytes.end());
        };
        auto* facet = boost::locale::gnu_gettext::create_messages_facet<char>(where);
        catalogues_[language] = std::locale(std::locale::classic(), facet);
    }
}

std::string Translations::tr(Language language, std::string_view french,
                             Arguments arguments) const {
    // By the empty text gettext finds the head of the catalogue.
    if (const auto known = catalogues_.find(code(language));
        known != catalogues_.end() && !french.empty())
        if (const char* text =
                messages_in(known->second).get(0, nullptr, std::string(french).c_str()))
            return filled(text, arguments);
    return filled(language == Language::French ? french_spaces(french) : std::string(french),
                  arguments);
}

std::string Translations::trn(Language language, std::string_view one, std::string_view many,
                              std::int64_t number, Arguments arguments) const {
    const std::string digits = format_number(language, number);
    if (const auto known = catalogues_.find(code(language)); known != catalogues_.end()) {
        // The plural rule is the catalogue's own.
        const auto counted = static_cast<int>(std::clamp<std::int64_t>(number, INT_MIN, INT_MAX));
        if (const char* text =
                messages_in(known->second).get(0, nullptr, std::string(one).c_str(), counted))
            return filled(text, arguments, &digits);
    }
    const std::string_view french = number > -2 && number < 2 ? one : many;
    return filled(language == Language::French ? french_spaces(french) : std::string(french),
                  arguments, &digits);
}

Language language_of(const Request& request) {
    if (const auto asked = request.query_value("langue"))
        if (const auto language = language_named(*asked)) return *language;
    if (const auto remembered = request.cookie("langue"))
        if (const auto language = language_named(*remembered)) return *language;
    // The first language of the list that we have; browsers list by preference.
    std::string_view list = request.header("accept-language").value_or("");
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        std::string_view entry = list.substr(0, comma);
        entry.remove_prefix(std::min(entry.find_first_not_of(' '), entry.size()));
        if (const auto language = language_named(entry)) return *language;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return Language::French;
}

void remember_language(const Request& request, Response& response) {
    const auto asked = request.query_value("langue");
    const auto language = asked ? language_named(*asked) : std::nullopt;
    if (!language) return;
    // A choice of words, not of anything secret: no prefix, a year.
    response.with("Set-Cookie", "langue=" + std::string(code(*language)) +
                                    "; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000");
}

}  // namespace essaim::web
