// The sanitiser: whatever comes, what goes out is on the allow-list, balanced,
// bounded, and stays as it is when it is sanitised again.
#include "node/web/sanitise.h"

#include "node/base/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/node/web/markup_check.h"

using namespace essaim::web;
using essaim::fuzz::promise;

namespace {

const std::set<std::string> kTags = {
    "p",  "br",   "span", "a",  "del",  "pre",   "blockquote", "code",  "b",  "strong", "u",
    "s",  "sub",  "sup",  "i",  "em",   "h2",    "h3",         "h4",    "h5", "ul",     "ol",
    "li", "ruby", "rt",   "rp", "abbr", "table", "thead",      "tbody", "tr", "th",     "td"};

}  // namespace

FUZZ_TARGET(html) {
    const auto once = sanitise_html(bytes);
    // Its reader knows nothing but the list: no script, no on…=, no javascript:.
    const auto fault = essaim::tests::markup_fault(once, kTags);
    promise(fault.empty(), fault + " in " + once);
    promise(essaim::base::is_valid_utf8(once), "what is shown is UTF-8");
    promise(once.size() <= 2 * kMaxSafeHtml + 8 * bytes.size(), "what is shown is bounded");
    const auto twice = sanitise_html(once);
    promise(twice == once, "sanitising twice changes nothing: " + once + " / " + twice);
    const auto text = text_of_html(bytes);
    promise(essaim::base::is_valid_utf8(text), "the text is UTF-8");
}
