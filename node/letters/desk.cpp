#include "node/letters/desk.h"

#include "node/base/random.h"
#include "node/web/form.h"
#include "node/web/session_cookie.h"

namespace essaim::letters {

namespace {

constexpr long kFormCookieSeconds = 3600;

std::string secret_of(Services& services, const web::Request& request,
                      const accounts::Visitor& visitor) {
    if (!visitor.session_id.empty()) return visitor.session_id;
    return web::CookieJar(services.config.public_url).read(request, "formulaire");
}

}  // namespace

web::Response Desk::show_form(const web::Request& request, const std::string& title,
                              const std::string& name, web::Page& page,
                              const std::vector<web::FieldError>& errors, int status) const {
    const auto visitor = services.accounts.visitor(request);
    for (const auto& error : errors) {
        std::string field;
        for (const char c : error.field) field += static_cast<char>(c - 'a' + 'A');
        page.show(field + "_WRONG");
        page.section(field + "_ERROR").set("MESSAGE", error.message);
    }
    page.set_html("SUMMARY",
                  web::form_summary(services.templates, web::language_of(request), errors));
    auto secret = secret_of(services, request, visitor);
    if (secret.empty() || secret.size() > 128) secret = base::random_token();
    page.set("CSRF", web::form_token(secret));
    auto response = show_page(services, request, visitor, {.title = title, .indexed = false}, name,
                              page, status);
    if (visitor.session_id.empty()) {
        response.with("Set-Cookie", web::CookieJar(services.config.public_url)
                                        .set("formulaire", secret, kFormCookieSeconds));
    }
    return response;
}

web::Response Desk::show(const web::Request& request, const std::string& title,
                         const std::string& name, const web::Page& page, int status) const {
    auto response = show_page(services, request, services.accounts.visitor(request),
                              {.title = title, .indexed = false}, name, page, status);
    response.with("Cache-Control", "no-store");
    return response;
}

bool Desk::form_is_ours(const web::Request& request) const {
    const auto visitor = services.accounts.visitor(request);
    return web::check_form(request, secret_of(services, request, visitor),
                           services.config.public_url)
        .has_value();
}

bool Desk::comes_from_here(const web::Request& request) const {
    return request.header("origin") == services.config.public_url;
}

bool Desk::too_often(const web::Request& request) {
    return !throttle.allow("", request.client, services.clock.ticks());
}

web::Response Desk::say(const web::Request& request, const std::string& title,
                        const std::string& sentence, int status) const {
    web::Page page;
    page.set("TITLE", title).set("SENTENCE", sentence);
    return show(request, title, "letters/said.html", page, status);
}

}  // namespace essaim::letters
