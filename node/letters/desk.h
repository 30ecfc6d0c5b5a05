// What the forms of this feature share: they are for people who need not be
// signed in, and answer the same whether an address is known here or not.
#pragma once

#include <string>
#include <vector>

#include "node/accounts/throttle.h"
#include "node/feature.h"
#include "node/web/bits.h"

namespace essaim::letters {

struct Desk {
    Services& services;
    accounts::Throttle throttle = {};  // by client (security.md E6)

    explicit Desk(Services& given) : services(given) {}

    std::string tr(const web::Request& request, std::string_view french,
                   web::Translations::Arguments arguments = {}) const {
        return services.translations.tr(web::language_of(request), french, arguments);
    }
    // A page whose form carries a token of the session, or of a cookie for an hour.
    web::Response show_form(const web::Request& request, const std::string& title,
                            const std::string& name, web::Page& page,
                            const std::vector<web::FieldError>& errors, int status) const;
    web::Response show(const web::Request& request, const std::string& title,
                       const std::string& name, const web::Page& page, int status = 200) const;
    bool form_is_ours(const web::Request& request) const;
    // The same without a token: the browser says that it was our page (OWASP: verifying origin).
    bool comes_from_here(const web::Request& request) const;
    bool too_often(const web::Request& request);
    // A sentence and a way on.
    web::Response say(const web::Request& request, const std::string& title,
                      const std::string& sentence, int status = 200) const;
};

}  // namespace essaim::letters
