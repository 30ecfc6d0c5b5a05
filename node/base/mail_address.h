// Which addresses of mail are taken: a strict part of RFC 5321's addr-spec, so
// that an address can be put into a header or a command as it is (security.md
// E10). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace essaim::base {

// In lower case: "camille@noisette.example". No quoted local part, no domain literal.
bool is_mail_address(std::string_view text);

// "ca…@noisette.example": enough to recognise it, for who does not need all of it.
std::string mask_mail_address(std::string_view address);

}  // namespace essaim::base
