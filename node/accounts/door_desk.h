// What the pages at the door share, before anybody is signed in: forms tied to
// a cookie of their own (security.md E5), errors at the fields, and the step inside.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "node/accounts/accounts.h"
#include "node/accounts/invitation.h"
#include "node/web/session_cookie.h"
#include "node/web/template.h"

namespace essaim::accounts {

struct DoorDesk {
    Accounts& accounts;
    const base::Config& config;
    const web::Templates& templates;
    std::function<web::Site()> site_of;
    web::CookieJar cookies;

    web::Response show(const web::Request& request, const std::string& name, std::string_view title,
                       web::Page& page, int status) const;
    // With a token that belongs to a cookie of this visitor.
    web::Response show_form(const web::Request& request, const std::string& name,
                            std::string_view title, web::Page& page,
                            const std::vector<FieldProblem>& problems, int status) const;
    bool form_is_ours(const web::Request& request) const;
    // A new session whatever cookie came: nobody can prepare one (fixation).
    web::Response enter(const web::Request& request, const Account& account,
                        const std::string& target) const;
};

// Only a path of ours, never somewhere else (security.md E4).
std::string safe_target(const std::string& wanted);
web::Frame door_frame(const web::Site& site, const web::Request& request, const Visitor& visitor,
                      std::string title);
extern const std::string_view kStaleForm;

}  // namespace essaim::accounts
