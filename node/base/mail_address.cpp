#include "node/base/mail_address.h"

namespace essaim::base {

bool is_mail_address(std::string_view text) {
    static constexpr std::string_view kLocal =
        "abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-";
    static constexpr std::string_view kDomain = "abcdefghijklmnopqrstuvwxyz0123456789.-";
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
    const auto domain = text.substr(at + 1);
    const auto dot = domain.find('.');
    return dot != std::string_view::npos && dot != 0 && !domain.ends_with('.') &&
           text.substr(0, at).find_first_not_of(kLocal) == std::string_view::npos &&
           domain.find_first_not_of(kDomain) == std::string_view::npos;
}

std::string mask_mail_address(std::string_view address) {
    const auto at = address.find('@');
    if (at == std::string_view::npos) return "…";
    return std::string(address.substr(0, at > 3 ? 2 : 1)) + "…" + std::string(address.substr(at));
}

}  // namespace essaim::base
