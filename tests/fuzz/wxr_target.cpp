// Files of other sites (WXR, RSS, Atom), to the text that would be brought:
// bounded, in UTF-8, and refused with a sentence and a line or not at all.
#include "node/base/text.h"
#include "node/imports/addresses.h"
#include "node/imports/html_markdown.h"
#include "node/imports/plan.h"
#include "node/web/markdown.h"
#include "tests/fuzz/fuzz.h"

using namespace essaim;
using namespace essaim::imports;
using essaim::fuzz::promise;

FUZZ_TARGET(wxr) {
    const base::Instant now = std::chrono::sys_days{std::chrono::year{2026} / 3 / 18};
    std::size_t items = 0;
    const auto site = read_site(bytes, [&](const Site& known, SiteItem&& found) {
        promise(found.html.size() <= kMostText, "a text is bounded");
        const auto item = item_of(known, std::move(found), now);
        if (!item) return true;
        promise(base::is_valid_utf8(item->title) && item->title.size() <= 6500,
                "a title is UTF-8 and bounded");
        promise(item->published <= now + std::chrono::hours(24), "a date is not far away");
        promise(item->state == "new" || !item->reason.empty(), "who is refused learns why");
        for (const auto* address : {&item->link, &item->guid}) {
            const auto old = old_address_of(*address);
            promise(old.empty() || old.front() == '/', "an old address is a path");
            promise(old != "/", "the front page is ours");
        }
        if (item->state != "new" || item->kind == "picture" || item->kind == "document")
            return true;
        const auto text = brought_from(item->payload);
        const auto converted = markdown_of(text.html, {.base = item->link});
        promise(base::is_valid_utf8(web::render_markdown(converted.markdown).str()),
                "what is shown is UTF-8");
        for (const auto& picture : converted.pictures)
            promise(base::ascii_lower(picture.url).starts_with("http"),
                    "pictures are of the web: " + picture.url);
        return ++items < 200;
    });
    if (!site) promise(!site.error().sentence.empty(), "who is refused learns why");
}
