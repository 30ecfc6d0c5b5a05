// The part of gettext's .po format that we write: msgid, msgid_plural,
// msgstr, msgstr[0], msgstr[1], comments. No contexts. Throws
// std::runtime_error naming the line that it cannot read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::web {

// msgid → its translation, or its two plural forms. Untranslated ones are left out.
std::map<std::string, std::vector<std::string>, std::less<>> parse_po(std::string_view text);

}  // namespace essaim::web
