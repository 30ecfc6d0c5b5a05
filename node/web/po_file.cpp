#include "node/web/po_file.h"

#include <algorithm>
#include <stdexcept>

namespace essaim::web {

namespace {

struct Message {
    std::string id;
    std::string plural;
    std::vector<std::string> forms;
};

[[noreturn]] void refuse_line(std::size_t number, std::string_view line) {
    throw std::runtime_error("po file, line " + std::to_string(number) + ": " + std::string(line));
}

std::string unquoted(std::string_view text, std::size_t number) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') refuse_line(number, text);
    text = text.substr(1, text.size() - 2);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            out += text[at];
            continue;
        }
        if (++at == text.size()) refuse_line(number, text);
        switch (text[at]) {
            case 'n':
                out += '\n';
                break;
            case 't':
                out += '\t';
                break;
            case '"':
                out += '"';
                break;
            case '\\':
                out += '\\';
                break;
            default:
                refuse_line(number, text);
        }
    }
    return out;
}

}  // namespace

std::map<std::string, std::vector<std::string>, std::less<>> parse_po(std::string_view text) {
    std::map<std::string, std::vector<std::string>, std::less<>> messages;
    Message message;
    std::string* target = nullptr;
    const auto finish = [&] {
        const bool complete = !message.forms.empty() &&
                              std::none_of(message.forms.begin(), message.forms.end(),
                                           [](const std::string& form) { return form.empty(); });
        if (!message.id.empty() && complete) messages[message.id] = message.forms;
        message = {};
        target = nullptr;
    };
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (line.ends_with(' ') || line.ends_with('\r')) line.remove_suffix(1);
        const auto after = [&](std::string_view keyword) {
            return unquoted(line.substr(keyword.size()), number);
        };
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with("msgid \"")) {
            finish();
            message.id = after("msgid ");
            target = &message.id;
        } else if (line.starts_with("msgid_plural ")) {
            message.plural = after("msgid_plural ");
            target = &message.plural;
        } else if (line.starts_with("msgstr \"")) {
            message.forms.assign(1, after("msgstr "));
            target = &message.forms.back();
        } else if (line.starts_with("msgstr[")) {
            message.forms.push_back(after("msgstr[0] "));
            target = &message.forms.back();
        } else if (line.starts_with('"') && target != nullptr) {
            *target += unquoted(line, number);
        } else {
            refuse_line(number, line);
        }
    }
    finish();
    return messages;
}

}  // namespace essaim::web
