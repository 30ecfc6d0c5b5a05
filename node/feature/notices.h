// What happened that one person of the association may want to know, as far as
// they may see it: whoever writes sees what others do, whoever manages sees who
// wants in. Through the gate, like every page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "node/feature.h"

namespace essaim {

struct NoticeKind {
    std::string_view key;
    std::string_view name;  // French source text
    accounts::Role role;    // who sees it
};
const std::vector<NoticeKind>& notice_kinds();  // in the order of the page

struct NoticeShown {
    std::int64_t id = 0;
    std::string kind;
    std::string actor;     // IRI; may be empty
    std::string sentence;  // in the language asked
    std::string excerpt;   // what they wrote, plain text
    std::string url;
    base::Instant at;
    bool unread = false;
};

// Newest first; what this account does not want is left out.
std::vector<NoticeShown> notices_for(Services& services, const accounts::Visitor& visitor,
                                     web::Language language);

// For the bell; 99 at most.
std::int64_t unread_notices(Services& services, const accounts::Visitor& visitor);

}  // namespace essaim
