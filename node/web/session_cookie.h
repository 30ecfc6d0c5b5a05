// The cookies of this node: HttpOnly, SameSite=Lax, and over https the __Host-
// prefix, which ties them to this host and to Secure (RFC 6265bis).
#pragma once

#include <string>

#include "node/web/request.h"

namespace essaim::web {

class CookieJar {
  public:
    // The public origin decides on Secure and the prefix.
    explicit CookieJar(const std::string& public_origin)
        : secure_(public_origin.starts_with("https://")) {}
    std::string read(const Request& request, const std::string& name) const;  // "" if absent
    std::string set(const std::string& name, const std::string& value,
                    long seconds) const;  // for Set-Cookie
    std::string clear(const std::string& name) const { return set(name, "", 0); }

  private:
    std::string full_name(const std::string& name) const {
        return secure_ ? "__Host-" + name : name;
    }
    bool secure_;
};

}  // namespace essaim::web
