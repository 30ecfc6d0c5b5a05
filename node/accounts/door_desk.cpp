#include "node/accounts/door_desk.h"

#include <algorithm>

#include "node/base/random.h"
#include "node/web/billet.h"
#include "node/web/bits.h"
#include "node/web/form.h"
#include "node/web/frame.h"
#include "node/web/problem.h"

namespace essaim::accounts {

namespace {

// Longer than any session: the server decides when one ends (30 days unused).
constexpr long kSessionCookieSeconds = 400L * 24 * 3600;
constexpr long kFormCookieSeconds = 3600;

// What random_token() makes; anything else in the cookie is not ours to repeat.
bool is_token(const std::string& text) {
    return text.size() == 44 && std::ranges::all_of(text, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

}  // namespace

constinit const std::string_view kStaleForm =
    web::tr_later("Le formulaire avait expiré : recommencez.");

web::Frame door_frame(const web::Site& site, const web::Request& request, const Visitor& visitor,
                      std::string title) {
    web::Frame frame{.site = site, .language = web::language_of(request)};
    frame.title = std::move(title);
    frame.path = request.path;
    frame.noindex = true;
    frame.ask_sign_in = false;
    if (visitor.account) {
        frame.signed_in = visitor.account->name;
        frame.may_write = visitor.may(Role::Writer);
        frame.may_manage = visitor.may(Role::Manager);
    }
    return frame;
}

// Only a path of ours, never somewhere else (security.md E4); browsers drop
// tabs and line ends before they look.
std::string safe_target(const std::string& wanted) {
    const bool odd = std::ranges::any_of(wanted, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '\x7F' || c == '\\';
    });
    const bool path = wanted.starts_with('/') && !wanted.starts_with("//");
    return path && !odd ? wanted : "/";
}

web::Response DoorDesk::show(const web::Request& request, const std::string& name,
                             std::string_view title, web::Page& page, int status) const {
    const auto site = site_of();
    auto frame = door_frame(site, request, accounts.visitor(request),
                            templates.tr(web::language_of(request), title));
    frame.styles = {"accueil.css"};
    return web::Response::html(status, templates.render_page(frame, name, page))
        .with("Cache-Control", "no-store");
}

web::Response DoorDesk::show_form(const web::Request& request, const std::string& name,
                                  std::string_view title, web::Page& page,
                                  const std::vector<FieldProblem>& problems, int status) const {
    const auto language = web::language_of(request);
    std::vector<web::FieldError> errors;
    for (const auto& problem : problems) {
        const auto message = templates.tr(language, problem.message);
        errors.push_back({problem.field, message});
        page.section(problem.field + "_wrong");
        page.section(problem.field + "_error").set("message", message);
    }
    page.set_html("summary", web::form_summary(templates, language, errors));
    auto secret = cookies.read(request, "formulaire");
    if (!is_token(secret)) secret = base::random_token();
    page.set("csrf", web::form_token(secret));
    const auto site = site_of();
    page.set_html("billet", web::billet(templates, language,
                                        {.key = site.rosette_key,
                                         .hue = site.hue,
                                         .lang = config.language,
                                         .title = site.name,
                                         .tagline = site.tagline}));
    auto response = show(request, name, title, page, status);
    response.with("Set-Cookie", cookies.set("formulaire", secret, kFormCookieSeconds));
    return response;
}

bool DoorDesk::form_is_ours(const web::Request& request) const {
    const auto secret = cookies.read(request, "formulaire");
    return web::check_form(request, secret, config.public_url).has_value();
}

web::Response DoorDesk::enter(const web::Request& request, const Account& account,
                              const std::string& target) const {
    const std::string agent(request.header("user-agent").value_or(""));
    const auto session = accounts.open_session(account, agent);
    if (!session) return web::plain_problem(session.error());
    if (const auto before = cookies.read(request, "session"); !before.empty()) {
        std::ignore = accounts.close_session(before);
    }
    return web::Response::see_other(target)
        .with("Cache-Control", "no-store")
        .with("Set-Cookie", cookies.set("session", *session, kSessionCookieSeconds))
        .with("Set-Cookie", cookies.clear("formulaire"));
}

}  // namespace essaim::accounts
