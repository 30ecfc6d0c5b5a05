// Small, strict operations on UTF-8 text and URL encoding. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::base {

std::string_view trim(std::string_view text);  // ASCII white space at both ends
std::string ascii_lower(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
bool is_valid_utf8(std::string_view text);
std::string strip_control(std::string_view text);  // without C0 controls but \n and \t
std::string truncate_utf8(std::string_view text, std::size_t bytes);  // at a character's border

std::string percent_encode(std::string_view text);  // all but unreserved (RFC 3986 §2.3)
std::string percent_decode(std::string_view text);  // "%zz" stays as it is
std::string form_decode(std::string_view text);     // as above, '+' is a space

// "L'œuvre d'été" → "l-oeuvre-d-ete"; at most 60 characters.
std::string slugify(std::string_view title);

bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace essaim::base
