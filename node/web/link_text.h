// A link must not say it goes elsewhere: when its text looks like an address
// of another host than the target's, the reader is shown the real host
// (security.md §1.5 E2).
#pragma once

#include <string>
#include <string_view>

namespace essaim::web {

// True if `text` names a host that is not `host` (lower case).
bool text_misleads(std::string_view text, std::string_view host);

}  // namespace essaim::web
