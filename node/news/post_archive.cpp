#include "node/news/post_archive.h"

#include "node/base/text.h"
#include "node/web/typography.h"

namespace essaim::news {

namespace {

// A YAML scalar in double quotes (YAML 1.2 §7.3.1): whatever the text is.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : base::strip_control(text)) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\t' ? ' ' : c;
    }
    return out + "\"";
}

}  // namespace

std::string file_name(const Post& post) {
    const auto id = post.id.substr(post.id.rfind('/') + 1);
    return (post.slug.empty() ? id : post.slug) + ".md";
}

std::string markdown_file(const Post& post, const std::vector<ArchivedPicture>& pictures) {
    std::string out = "---\n";
    const auto line = [&out](const char* name, const std::string& value) {
        if (!value.empty()) out += std::string(name) + ": " + value + "\n";
    };
    line("title", quoted(post.title));
    line("date", web::iso_time(post.published));
    line("updated", web::iso_time(post.updated));
    line("url", quoted(post.url));
    line("id", quoted(post.id));
    line("lang", quoted(post.language));
    line("draft", post.state == PostState::Draft ? "true" : "");
    line("summary", post.summary.empty() ? "" : quoted(post.summary));
    line("warning", post.warning.empty() ? "" : quoted(post.warning));
    line("in_reply_to", post.in_reply_to ? quoted(*post.in_reply_to) : "");
    if (!post.tags.empty()) {
        std::string tags;
        for (const auto& tag : post.tags) tags += (tags.empty() ? "" : ", ") + quoted(tag);
        line("tags", "[" + tags + "]");
    }
    if (!pictures.empty()) out += "images:\n";
    for (const auto& picture : pictures)
        out += "  - file: " + quoted(picture.file) + "\n    alt: " + quoted(picture.alt) + "\n";
    return out + "---\n\n" + post.source + (post.source.ends_with('\n') ? "" : "\n");
}

}  // namespace essaim::news
