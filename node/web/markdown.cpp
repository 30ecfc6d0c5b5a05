#include "node/web/markdown.h"

#include <md4c.h>

#include <algorithm>
#include <vector>

#include "node/web/html_reader.h"
#include "node/web/typography.h"
#include "node/web/url_policy.h"

namespace essaim::web {

namespace {

constexpr std::size_t kMaxSource = 512 * 1024;
constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMarks = 256 * 1024;  // a hundred links, each with a long address
constexpr int kStop = 1;                    // makes md_parse() give up

}  // namespace

class MarkdownRenderer {
  public:
    MarkdownRenderer(std::size_t source_size, const MarkdownOptions& options)
        : options_(options), limit_(4096 + 8 * source_size + (options.links ? kMarks : 0)) {}

    int enter_block(MD_BLOCKTYPE type, void* detail);
    int leave_block(MD_BLOCKTYPE type, void* detail);
    int enter_span(MD_SPANTYPE type, void* detail);
    int leave_span(MD_SPANTYPE type);
    int add_text(MD_TEXTTYPE type, std::string_view text);
    SafeHtml finish();

  private:
    // Opens a tag, or remembers that it was left out because of the depth.
    void open(const std::string& tag, const std::string& attributes = {});
    bool close();  // true if there was a tag to close
    void flush();  // the text gathered so far, with its typography and marks
    void write(const std::string& text);
    void write_mark(const std::string& text, const TextLink& link);
    bool in_link() const { return std::find(open_.begin(), open_.end(), "a") != open_.end(); }
    int status() const { return out_.size() > limit_ ? kStop : 0; }
    std::string decoded(const MD_ATTRIBUTE& attribute) const;
    void open_link(const MD_ATTRIBUTE& address);

    const MarkdownOptions& options_;
    std::size_t limit_;
    std::string out_;
    std::string text_;
    std::vector<std::string> open_;  // "" for a tag left out
    std::size_t written_ = 0;
    int code_ = 0;    // inside code
    int images_ = 0;  // inside the description of an image
    bool first_cell_ = true;
};

void MarkdownRenderer::open(const std::string& tag, const std::string& attributes) {
    flush();
    const bool write = !tag.empty() && written_ < kMaxDepth;
    if (write) {
        out_ += "<" + tag + attributes + ">";
        ++written_;
    }
    open_.push_back(write ? tag : std::string());
}

bool MarkdownRenderer::close() {
    flush();
    if (open_.empty()) return false;
    const bool written = !open_.back().empty();
    if (written) {
        out_ += "</" + open_.back() + ">";
        --written_;
    }
    open_.pop_back();
    return written;
}

void MarkdownRenderer::write(const std::string& text) {
    out_ += escape_html(code_ == 0 && options_.french_typography ? french_spaces(text) : text);
}

// As Mastodon writes them, so that others recognise them (federation.md §3).
void MarkdownRenderer::write_mark(const std::string& text, const TextLink& link) {
    const auto href = " href=\"" + escape_html(link.url) + "\"";
    if (link.kind == TextLink::Kind::Hashtag) {
        out_ += "<a" + href + " class=\"mention hashtag\" rel=\"tag\">#<span>" +
                escape_html(text.substr(1)) + "</span></a>";
        return;
    }
    const auto name = text.substr(1, text.find('@', 1) - 1);
    out_ += "<span class=\"h-card\"><a" + href + " class=\"u-url mention\">@<span>" +
            escape_html(name) + "</span></a></span>";
}

void MarkdownRenderer::flush() {
    if (text_.empty()) return;
    std::size_t at = 0;
    if (options_.links && code_ == 0 && !in_link()) {
        for (const auto& link : options_.links(text_)) {
            if (link.at < at || link.at + link.length > text_.size()) continue;
            write(text_.substr(at, link.at - at));
            write_mark(text_.substr(link.at, link.length), link);
            at = link.at + link.length;
        }
    }
    write(text_.substr(at));
    text_.clear();
}

std::string MarkdownRenderer::decoded(const MD_ATTRIBUTE& attribute) const {
    std::string out;
    for (std::size_t i = 0;
         attribute.text != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
        const auto from = attribute.substr_offsets[i];
        const std::string_view part(attribute.text + from, attribute.substr_offsets[i + 1] - from);
        if (attribute.substr_types[i] == MD_TEXT_ENTITY)
            out += decode_entity(part);
        else if (attribute.substr_types[i] == MD_TEXT_NORMAL)
            out += part;
    }
    return out;
}

int MarkdownRenderer::enter_block(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
        case MD_BLOCK_DOC:
            return 0;
        case MD_BLOCK_QUOTE:
            open("blockquote");
            break;
        case MD_BLOCK_UL:
            open("ul");
            break;
        case MD_BLOCK_OL: {
            const unsigned start = static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start;
            open("ol", start == 1 ? "" : " start=\"" + std::to_string(start) + "\"");
            break;
        }
        case MD_BLOCK_LI: {
            const auto* item = static_cast<MD_BLOCK_LI_DETAIL*>(detail);
            open("li");
            if (item->is_task) out_ += item->task_mark == ' ' ? "☐ " : "☑ ";
            break;
        }
        case MD_BLOCK_HR:
            flush();
            out_ += "<hr>";
            break;
        case MD_BLOCK_H: {
            // The page has its own h1, and peers know h1 to h5 only.
            // The page's own title is the only h1; people begin with # or with ##.
            const unsigned level =
                std::clamp(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level, 2U, 5U);
            open("h" + std::to_string(level));
            break;
        }
        case MD_BLOCK_CODE:
            open("pre");
            open("code");
            ++code_;
            break;
        case MD_BLOCK_HTML:
            open("");
            break;
        case MD_BLOCK_P:
            open("p");
            break;
        case MD_BLOCK_TABLE:
            open(options_.tables ? "table" : "");
            break;
        case MD_BLOCK_THEAD:
            open(options_.tables ? "thead" : "");
            break;
        case MD_BLOCK_TBODY:
            open(options_.tables ? "tbody" : "");
            break;
        case MD_BLOCK_TR:
            open(options_.tables ? "tr" : "p");
            first_cell_ = true;
            break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            if (!options_.tables && !first_cell_) text_ += " · ";
            first_cell_ = false;
            if (type == MD_BLOCK_TH)
                open(options_.tables ? "th" : "", " scope=\"col\"");
            else
                open(options_.tables ? "td" : "");
            break;
    }
    return status();
}

int MarkdownRenderer::leave_block(MD_BLOCKTYPE type, void*) {
    if (type == MD_BLOCK_DOC || type == MD_BLOCK_HR) return 0;
    const bool written = close();
    if (type == MD_BLOCK_CODE) {
        --code_;
        close();
    }
    if (written && type != MD_BLOCK_TH && type != MD_BLOCK_TD) out_ += "\n";
    return status();
}

void MarkdownRenderer::open_link(const MD_ATTRIBUTE& address) {
    const auto url = link_url_or_path(decoded(address), options_.base_url);
    open(url ? "a" : "", url ? " href=\"" + escape_html(*url) + "\"" : "");
}

int MarkdownRenderer::enter_span(MD_SPANTYPE type, void* detail) {
    // Inside an image's description only the text counts.
    if (images_ > 0) {
        if (type == MD_SPAN_IMG) ++images_;
        return status();
    }
    const bool inside = in_link();
    switch (type) {
        case MD_SPAN_EM:
            open("em");
            break;
        case MD_SPAN_STRONG:
            open("strong");
            break;
        case MD_SPAN_DEL:
            open("del");
            break;
        case MD_SPAN_U:
            open("u");
            break;
        case MD_SPAN_CODE:
            open("code");
            ++code_;
            break;
        case MD_SPAN_A:
            if (inside)
                open("");
            else
                open_link(static_cast<MD_SPAN_A_DETAIL*>(detail)->href);
            break;
        case MD_SPAN_IMG:
            ++images_;
            if (inside)
                open("");
            else
                open_link(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src);
            break;
        default:
            open("");
    }
    return status();
}

int MarkdownRenderer::leave_span(MD_SPANTYPE type) {
    if (images_ > 0) {
        if (type != MD_SPAN_IMG || --images_ > 0) return status();
    }
    close();
    if (type == MD_SPAN_CODE) --code_;
    return status();
}

int MarkdownRenderer::add_text(MD_TEXTTYPE type, std::string_view text) {
    switch (type) {
        case MD_TEXT_NULLCHAR:
            break;
        case MD_TEXT_BR:
            flush();
            out_ += "<br>";
            break;
        case MD_TEXT_SOFTBR:
            text_ += '\n';
            break;
        case MD_TEXT_ENTITY:
            text_ += decode_entity(text);
            break;
        default:
            text_ += text;
    }
    if (out_.size() + text_.size() > limit_) return kStop;
    return 0;
}

SafeHtml MarkdownRenderer::finish() {
    flush();
    if (status() == kStop) out_ += "…";
    while (!open_.empty()) close();
    return SafeHtml(std::move(out_));
}

namespace {

MarkdownRenderer& renderer(void* user) { return *static_cast<MarkdownRenderer*>(user); }

}  // namespace

SafeHtml render_markdown(std::string_view source, const MarkdownOptions& options) {
    const std::string clean = clean_utf8(source.substr(0, kMaxSource));
    MarkdownRenderer target(clean.size(), options);
    MD_PARSER parser{};
    parser.flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
                   MD_FLAG_PERMISSIVEURLAUTOLINKS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* user) {
        return renderer(user).enter_block(type, detail);
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* user) {
        return renderer(user).leave_block(type, detail);
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* user) {
        return renderer(user).enter_span(type, detail);
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* user) {
        return renderer(user).leave_span(type);
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
        return renderer(user).add_text(type, {text, size});
    };
    md_parse(clean.data(), static_cast<MD_SIZE>(clean.size()), &parser, &target);
    return target.finish();
}

}  // namespace essaim::web
