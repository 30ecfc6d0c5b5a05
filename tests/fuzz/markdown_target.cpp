// Markdown of members: whatever is written, the page gets allowed tags in
// order, links to http, https, mailto or this node, and a bounded size.
#include "node/web/markdown.h"

#include "node/base/text.h"
#include "node/web/sanitise.h"
#include "tests/fuzz/fuzz.h"
#include "tests/node/web/markup_check.h"

using namespace essaim::web;
using essaim::fuzz::promise;

namespace {

const std::set<std::string> kTags = {
    "p",  "br", "hr", "a",  "del", "pre", "blockquote", "code",  "strong", "em", "u",  "h2",
    "h3", "h4", "h5", "ul", "ol",  "li",  "table",      "thead", "tbody",  "tr", "th", "td"};

}  // namespace

FUZZ_TARGET(markdown) {
    // With a base every address is absolute, and markup_fault() judges it; only
    // one that leads within the same page stays as it is.
    const auto html = render_markdown(bytes, {.base_url = "https://nous.example"}).str();
    auto judged = html;
    for (std::size_t at = 0; (at = judged.find("href=\"#", at)) != std::string::npos;)
        judged.insert(at + 6, "https://nous.example/");
    const auto fault = essaim::tests::markup_fault(judged, kTags);
    promise(fault.empty(), fault + " in " + html);
    promise(essaim::base::is_valid_utf8(html), "what is shown is UTF-8");
    promise(html.size() <= 3 * (4096 + 8 * 3 * bytes.size()), "what is shown is bounded");
    const auto plain = render_markdown(bytes, {.french_typography = true, .tables = false}).str();
    promise(plain.find("<table") == std::string::npos, "a Note carries no table");
    promise(plain.find("<script") == std::string::npos, "no script");
    const auto federated = sanitise_html(html);  // as an essaim peer would show it
    promise(sanitise_html(federated) == federated, "sanitising twice changes nothing");
}
