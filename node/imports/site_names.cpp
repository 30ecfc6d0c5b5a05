#include "node/imports/site_names.h"

#include <algorithm>
#include <array>

namespace essaim::imports {

namespace {

enum class Space { Rss, Atom, WordPress, Excerpt, Content, DublinCore, Other };

struct Row {
    Space space;
    std::string_view local;
    Name name;
};
constexpr auto kNames = std::to_array<Row>({
    {Space::Rss, "rss", Name::Rss},
    {Space::Rss, "item", Name::Item},
    {Space::Rss, "title", Name::Title},
    {Space::Rss, "link", Name::Link},
    {Space::Rss, "language", Name::Language},
    {Space::Rss, "guid", Name::Guid},
    {Space::Rss, "pubDate", Name::Published},
    {Space::Rss, "description", Name::Description},
    {Space::Rss, "category", Name::Category},
    {Space::Rss, "enclosure", Name::Enclosure},
    {Space::Content, "encoded", Name::Content},
    {Space::DublinCore, "date", Name::Published},
    {Space::DublinCore, "language", Name::Language},
    {Space::Atom, "feed", Name::Feed},
    {Space::Atom, "entry", Name::Entry},
    {Space::Atom, "title", Name::Title},
    {Space::Atom, "link", Name::AtomLink},
    {Space::Atom, "id", Name::Guid},
    {Space::Atom, "published", Name::Published},
    {Space::Atom, "updated", Name::Updated},
    {Space::Atom, "summary", Name::Summary},
    {Space::Atom, "content", Name::AtomContent},
    {Space::Atom, "category", Name::AtomCategory},
    {Space::Excerpt, "encoded", Name::Excerpt},
    {Space::WordPress, "base_blog_url", Name::BaseUrl},
    {Space::WordPress, "comment", Name::Comment},
    {Space::WordPress, "post_id", Name::Number},
    {Space::WordPress, "post_type", Name::Type},
    {Space::WordPress, "status", Name::Status},
    {Space::WordPress, "post_password", Name::Password},
    {Space::WordPress, "post_date_gmt", Name::DateUtc},
    {Space::WordPress, "post_modified_gmt", Name::ChangedUtc},
    {Space::WordPress, "attachment_url", Name::AttachmentUrl},
    {Space::WordPress, "meta_key", Name::MetaKey},
    {Space::WordPress, "meta_value", Name::MetaValue},
});

Space space_of(std::string_view address) {
    if (address.empty()) return Space::Rss;
    if (address == "http://www.w3.org/2005/Atom") return Space::Atom;
    if (address == "http://purl.org/rss/1.0/modules/content/") return Space::Content;
    if (address == "http://purl.org/dc/elements/1.1/") return Space::DublinCore;
    // "http://wordpress.org/export/1.2/", and the same with "excerpt/" behind it.
    for (const std::string_view scheme : {"http://", "https://"}) {
        auto rest = address;
        if (!rest.starts_with(scheme)) continue;
        rest.remove_prefix(scheme.size());
        if (rest.starts_with("wordpress.org/export/"))
            return rest.ends_with("/excerpt/") ? Space::Excerpt : Space::WordPress;
    }
    return Space::Other;
}

}  // namespace

Name name_of(std::string_view full) {
    const auto bar = full.rfind('|');
    const auto space =
        space_of(bar == std::string_view::npos ? std::string_view() : full.substr(0, bar));
    const auto local = full.substr(bar == std::string_view::npos ? 0 : bar + 1);
    const auto found = std::ranges::find_if(
        kNames, [&](const Row& row) { return row.space == space && row.local == local; });
    return found == kNames.end() ? Name::None : found->name;
}

bool is_wordpress(Name name) { return name >= Name::BaseUrl; }

}  // namespace essaim::imports
