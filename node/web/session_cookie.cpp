#include "node/web/session_cookie.h"

namespace essaim::web {

std::string CookieJar::read(const Request& request, const std::string& name) const {
    return request.cookie(full_name(name)).value_or("");
}

std::string CookieJar::set(const std::string& name, const std::string& value, long seconds) const {
    return full_name(name) + "=" + value +
           "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds) +
           (secure_ ? "; Secure" : "");
}

}  // namespace essaim::web
