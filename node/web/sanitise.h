// HTML written elsewhere made fit for our pages: an allow-list of tags and
// classes (federation.md §3 "HTML: subset"), links to http, https and mailto
// only, written out anew and balanced (security.md §1.5 E1, E2). What cannot
// be parsed within the limits comes back as its bare text. Idempotent; store
// the source, not the result, so that mended rules reach old posts. Never
// throws for any input; any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/web/html_text.h"

namespace essaim::web {

inline constexpr std::size_t kMaxSafeDepth = 32;
inline constexpr std::size_t kMaxSafeHtml = 256 * 1024;

SafeHtml safe_html(std::string_view remote_html);
std::string sanitise_html(
    std::string_view remote_html);  // the same as a string, to federate or compare

// The text a reader would see, blocks on lines of their own.
std::string text_of_html(std::string_view html);

}  // namespace essaim::web
