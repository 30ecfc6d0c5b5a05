// What the management pages share: who may enter, one row of tabs, and forms
// that say what is wrong at the field.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "node/feature.h"
#include "node/web/bits.h"

namespace essaim::admin {

using Handler = std::function<web::Response(const web::Request&, const accounts::Visitor&)>;

void on_get(Services& services, web::Router& router, const std::string& path, Handler handler,
            accounts::Role needed = accounts::Role::Manager);
void on_post(Services& services, web::Router& router, const std::string& path, Handler handler,
             accounts::Role needed = accounts::Role::Manager);

void on_post_files(Services& services, web::Router& router, const std::string& path,
                   Handler handler, accounts::Role needed = accounts::Role::Manager);

// The tabs that this role may open, "fiche", "reseau" … or "" (the overview) being current.
web::SafeHtml tabs(Services& services, web::Language language, std::string_view current,
                   accounts::Role role = accounts::Role::Manager);

// A summary on top, and <NAME>_WRONG and <NAME>_ERROR at each field. Messages
// are in the language of the page.
void show_errors(Services& services, web::Page& page, web::Language language,
                 const std::vector<web::FieldError>& errors);

}  // namespace essaim::admin
