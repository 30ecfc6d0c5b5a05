// What the pages of one's own account share: who is asked for, and errors at
// the fields.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "node/feature.h"
#include "node/web/bits.h"

namespace essaim::me {

using Handler = std::function<web::Response(const web::Request&, const accounts::Visitor&)>;

// For whoever is signed in, whatever their role.
void on_get(Services& services, web::Router& router, const std::string& path, Handler handler);
void on_post(Services& services, web::Router& router, const std::string& path, Handler handler);

// A summary on top, and <NAME>_WRONG and <NAME>_ERROR at each field; messages are
// French source text.
struct Wrong {
    std::string field;
    std::string message;
};
void show_wrong(Services& services, web::Page& page, web::Language language,
                const std::vector<Wrong>& wrong);

// Each code on a line of its own, to be printed.
void show_codes(web::Page& page, const std::vector<std::string>& codes);

// "Firefox, Linux": what the browser said it is, in two words.
std::string agent_name(const std::string& agent);

}  // namespace essaim::me
