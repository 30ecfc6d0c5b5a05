#include "node/web/feed.h"

#include <algorithm>
#include <pugixml.hpp>

#include "node/web/typography.h"

namespace essaim::web {

namespace {

class StringWriter final : public pugi::xml_writer {
  public:
    void write(const void* data, std::size_t size) override {
        text.append(static_cast<const char*>(data), size);
    }
    std::string text;
};

void add(pugi::xml_node parent, const char* name, const std::string& text) {
    parent.append_child(name).append_child(pugi::node_pcdata).set_value(clean_utf8(text).c_str());
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
    node.append_attribute(name).set_value(clean_utf8(value).c_str());
}

void add_link(pugi::xml_node parent, const char* relation, const char* type,
              const std::string& url) {
    if (url.empty()) return;
    auto link = parent.append_child("link");
    set(link, "rel", relation);
    set(link, "type", type);
    set(link, "href", url);
}

base::Instant updated_of(const FeedEntry& entry) {
    return std::max(entry.published, entry.updated);
}

void add_entry(pugi::xml_node root, const FeedEntry& entry) {
    auto node = root.append_child("entry");
    if (!entry.language.empty()) set(node, "xml:lang", entry.language);
    add(node, "id", entry.id);
    add(node, "title", entry.title.empty() ? entry.id : entry.title);
    add_link(node, "alternate", "text/html", entry.url);
    add(node, "published", iso_time(entry.published));
    add(node, "updated", iso_time(updated_of(entry)));
    if (!entry.author.empty()) add(node.append_child("author"), "name", entry.author);
    for (const auto& category : entry.categories)
        set(node.append_child("category"), "term", category);
    if (!entry.rights.empty()) add(node, "rights", entry.rights);
    if (!entry.summary.empty()) add(node, "summary", entry.summary);
    if (!entry.content.empty()) {
        add(node, "content", entry.content.str());
        set(node.child("content"), "type", "html");
    }
}

}  // namespace

std::string atom(const Feed& feed) {
    pugi::xml_document document;
    auto declaration = document.append_child(pugi::node_declaration);
    set(declaration, "version", "1.0");
    set(declaration, "encoding", "utf-8");
    auto root = document.append_child("feed");
    set(root, "xmlns", "http://www.w3.org/2005/Atom");
    set(root, "xml:lang", feed.language);
    add(root, "id", feed.id);
    add(root, "title", feed.title);
    if (!feed.subtitle.empty()) add(root, "subtitle", feed.subtitle);
    add_link(root, "self", "application/atom+xml", feed.self_url);
    add_link(root, "alternate", "text/html", feed.url);
    base::Instant updated = feed.entries.empty() ? feed.updated : updated_of(feed.entries.front());
    for (const auto& entry : feed.entries) updated = std::max(updated, updated_of(entry));
    add(root, "updated", iso_time(updated));
    add(root.append_child("author"), "name", feed.author.empty() ? feed.title : feed.author);
    if (!feed.icon_url.empty()) add(root, "icon", feed.icon_url);
    for (const auto& entry : feed.entries) add_entry(root, entry);
    StringWriter writer;
    document.save(writer, "", pugi::format_raw, pugi::encoding_utf8);
    return std::move(writer.text);
}

std::string opml(const std::string& title, const std::string& owner, const std::string& about,
                 const std::vector<ListedFeed>& feeds) {
    pugi::xml_document document;
    auto declaration = document.append_child(pugi::node_declaration);
    set(declaration, "version", "1.0");
    set(declaration, "encoding", "utf-8");
    auto root = document.append_child("opml");
    set(root, "version", "2.0");
    auto head = root.append_child("head");
    add(head, "title", title);
    add(head, "ownerName", owner);
    add(head, "ownerId", about);
    auto body = root.append_child("body");
    for (const auto& feed : feeds) {
        auto outline = body.append_child("outline");
        set(outline, "type", "rss");  // of Atom too, says its specification
        set(outline, "text", feed.title);
        set(outline, "title", feed.title);
        set(outline, "xmlUrl", feed.feed_url);
        if (!feed.url.empty()) set(outline, "htmlUrl", feed.url);
        if (!feed.description.empty()) set(outline, "description", feed.description);
    }
    StringWriter writer;
    document.save(writer, "", pugi::format_raw, pugi::encoding_utf8);
    return std::move(writer.text);
}

}  // namespace essaim::web
