#include "node/web/form.h"

#include "node/base/random.h"
#include "node/base/text.h"

namespace essaim::web {

std::string form_token(const std::string& cookie_value) {
    return base::sha256_hex("essaim form\n" + cookie_value);
}

Result<void> check_form(const Request& request, const std::string& cookie_value,
                        const std::string& public_origin) {
    const auto origin = request.header("origin");
    if (origin && *origin != public_origin)
        return refuse(Fault::Forbidden, "a form from " + std::string(*origin));
    const auto site = request.header("sec-fetch-site");
    if (site && *site != "same-origin" && *site != "none")
        return refuse(Fault::Forbidden, "a form from another site");
    if (request.is_broken_form()) return refuse(Fault::Malformed, "a form that cannot be read");
    const auto given = request.form_value("csrf").value_or("");
    if (cookie_value.empty() || !base::equal_in_constant_time(given, form_token(cookie_value)))
        return refuse(Fault::Forbidden, "the form's token is not the session's");
    return {};
}

}  // namespace essaim::web
