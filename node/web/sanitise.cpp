#include "node/web/sanitise.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "node/web/html_reader.h"
#include "node/web/link_text.h"
#include "node/web/url_policy.h"

namespace essaim::web {

namespace {

constexpr std::size_t kMaxLinkText = 4096;
constexpr int kMaxRounds = 4;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_allowed(std::string_view tag) {
    static constexpr std::array<std::string_view, 33> kAllowed = {
        "p",  "br",   "span", "a",  "del",  "pre",   "blockquote", "code",  "b",  "strong", "u",
        "s",  "sub",  "sup",  "i",  "em",   "h2",    "h3",         "h4",    "h5", "ul",     "ol",
        "li", "ruby", "rt",   "rp", "abbr", "table", "thead",      "tbody", "tr", "th",     "td"};
    return is_one_of(tag, kAllowed);
}

bool is_in_table(std::string_view tag) {
    return tag == "thead" || tag == "tbody" || tag == "th" || tag == "td";
}

// The page has its own h1; old spellings become today's.
std::string our_name(const std::string& tag) {
    if (tag == "h1") return "h2";
    if (tag == "h6") return "h5";
    if (tag == "strike") return "s";
    if (tag == "tt" || tag == "kbd" || tag == "samp") return "code";
    return tag;
}

bool is_allowed_class(std::string_view name) {
    static constexpr std::array<std::string_view, 5> kNames = {"mention", "hashtag", "ellipsis",
                                                               "invisible", "quote-inline"};
    if (is_one_of(name, kNames)) return true;
    const bool microformat = name.starts_with("h-") || name.starts_with("p-") ||
                             name.starts_with("u-") || name.starts_with("dt-") ||
                             name.starts_with("e-");
    return microformat && name.size() <= 24 && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || c == '-';
           });
}

bool has_word(std::string_view words, std::string_view word) {
    return (" " + std::string(words) + " ").find(" " + std::string(word) + " ") !=
           std::string::npos;
}

std::string allowed_classes(std::string_view classes) {
    std::string out;
    while (!classes.empty()) {
        const auto end = std::min(classes.find_first_of(" \t\r\n\f"), classes.size());
        const std::string_view name = classes.substr(0, end);
        if (is_allowed_class(name) && out.size() < 120)
            out.append(out.empty() ? "" : " ").append(name);
        classes.remove_prefix(std::min(end + 1, classes.size()));
    }
    return out;
}

bool is_language_tag(std::string_view tag) {
    return tag.size() >= 2 && tag.size() <= 35 && tag.front() != '-' &&
           std::all_of(tag.begin(), tag.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-';
           });
}

std::string_view value_of(const HtmlAttributes& attributes, std::string_view name) {
    for (const auto& [key, value] : attributes)
        if (key == name) return value;
    return {};
}

// Characters that turn the reading direction can make any text lie.
std::string without_direction_marks(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t c = next_code_point(text, at);
        if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) continue;
        out.append(text.substr(start, at - start));
    }
    return out;
}

}  // namespace

class Sanitiser final : public HtmlEvents {
  public:
    void start(const std::string& raw_tag, const HtmlAttributes& attributes) override;
    void end(const std::string& raw_tag) override;
    void text(std::string_view decoded) override;
    SafeHtml finish();
    static SafeHtml bare_text(std::string_view html) {
        const auto text = without_direction_marks(shorten(text_of_html(html), kMaxSafeHtml / 8));
        return SafeHtml("<p>" + escape_html(text) + "</p>");
    }

  private:
    struct Open {
        std::string tag;  // as the parser calls it
        bool written;     // has a tag in out_, to be closed
        bool invisible;   // class "invisible"
    };
    struct OpenLink {
        std::string host;
        std::string text;
        std::string visible;  // without what class "invisible" hides
    };

    void write_start(const std::string& tag, const HtmlAttributes& attributes);
    void write_end(const std::string& tag);
    void close_top();
    void image(const HtmlAttributes& attributes);
    void break_if_due();
    void request_break() { break_due_ = !out_.empty() && !at_block_edge_; }
    bool is_full() const { return out_.size() > kMaxSafeHtml; }
    bool fits_parent(const std::string& tag) const;

    std::string out_;
    std::vector<Open> open_;
    std::size_t written_depth_ = 0;
    std::size_t dropping_ = 0;  // depth inside an element dropped with its content
    std::optional<OpenLink> link_;
    bool break_due_ = false;
    bool at_block_edge_ = true;
};

bool Sanitiser::fits_parent(const std::string& tag) const {
    const auto parent =
        std::find_if(open_.rbegin(), open_.rend(), [](const Open& o) { return o.written; });
    const std::string name = parent == open_.rend() ? std::string() : our_name(parent->tag);
    if (tag == "li") return name == "ul" || name == "ol";
    if (tag == "rt" || tag == "rp") return name == "ruby";
    if (tag == "thead" || tag == "tbody") return name == "table";
    if (tag == "tr") return name == "table" || name == "thead" || name == "tbody";
    if (tag == "th" || tag == "td") return name == "tr";
    return true;
}

void Sanitiser::break_if_due() {
    if (break_due_) out_ += "<br>";
    break_due_ = false;
}

void Sanitiser::start(const std::string& raw_tag, const HtmlAttributes& attributes) {
    if (dropping_ > 0 || is_dropped_with_content(raw_tag)) {
        ++dropping_;
        return;
    }
    if (raw_tag == "img") image(attributes);
    const std::string tag = our_name(raw_tag);
    bool write =
        is_allowed(tag) && written_depth_ < kMaxSafeDepth && !is_full() && fits_parent(tag);
    if (tag == "a") write = write && !link_ && link_url(value_of(attributes, "href")).has_value();
    if (tag == "br") {
        if (write) out_ += "<br>";
        at_block_edge_ = true;
        break_due_ = false;
        write = false;
    } else if (write) {
        write_start(tag, attributes);
    } else if (tag == "td" || tag == "th") {
        out_ += ' ';  // of no table: its words stay words
    } else if (is_block(tag)) {
        request_break();
    }
    open_.push_back({raw_tag, write,
                     value_of(attributes, "class").find("invisible") != std::string_view::npos});
}

void Sanitiser::write_start(const std::string& tag, const HtmlAttributes& attributes) {
    if (is_block(tag) || is_in_table(tag)) {
        break_due_ = false;
        at_block_edge_ = true;
    } else {
        break_if_due();
    }
    out_ += "<" + tag;
    if (tag == "a") {
        const std::string url = link_url(value_of(attributes, "href")).value_or("#");
        link_ = OpenLink{host_of(url), {}, {}};
        out_ += " href=\"" + escape_html(url) + "\" rel=\"nofollow noopener noreferrer ugc";
        out_ += has_word(value_of(attributes, "rel"), "tag") ? " tag\"" : "\"";
    }
    if (const std::string classes = allowed_classes(value_of(attributes, "class"));
        !classes.empty())
        out_ += " class=\"" + classes + "\"";
    if (const auto language = value_of(attributes, "lang"); is_language_tag(language))
        out_.append(" lang=\"").append(language).append("\"");
    out_ += ">";
    ++written_depth_;
}

void Sanitiser::image(const HtmlAttributes& attributes) {
    const auto url = link_url(value_of(attributes, "src"));
    std::string_view alternative = value_of(attributes, "alt");
    if (alternative.empty()) alternative = value_of(attributes, "title");
    if (link_ || !url || url->starts_with("mailto:") || is_full() ||
        written_depth_ >= kMaxSafeDepth) {
        text(alternative);
        return;
    }
    if (alternative.empty()) alternative = "image";
    write_start("a", {{"href", *url}});
    text(alternative);
    write_end("a");
}

void Sanitiser::text(std::string_view decoded) {
    if (dropping_ > 0 || decoded.empty() || is_full()) return;
    const std::string clean = without_direction_marks(clean_utf8(decoded));
    const bool blank = clean.find_first_not_of(" \t\r\n") == std::string::npos;
    if (!blank) {
        break_if_due();
        at_block_edge_ = false;
    }
    out_ += escape_html(clean);
    if (link_ && link_->text.size() < kMaxLinkText) {
        link_->text += clean;
        if (std::none_of(open_.begin(), open_.end(), [](const Open& o) { return o.invisible; }))
            link_->visible += clean;
    }
}

void Sanitiser::write_end(const std::string& tag) {
    if (tag == "a" && link_) {
        if (!link_->host.empty() &&
            (text_misleads(link_->text, link_->host) || text_misleads(link_->visible, link_->host)))
            out_ += " [" + escape_html(link_->host) + "]";
        link_.reset();
    }
    out_ += "</" + tag + ">";
    --written_depth_;
    if (is_block(tag) || is_in_table(tag)) {
        at_block_edge_ = true;
        break_due_ = false;
    }
}

void Sanitiser::close_top() {
    const Open top = open_.back();
    open_.pop_back();
    if (top.written)
        write_end(our_name(top.tag));
    else if (is_block(top.tag))
        request_break();
}

void Sanitiser::end(const std::string& raw_tag) {
    if (dropping_ > 0) {
        --dropping_;
        return;
    }
    const bool is_open =
        std::any_of(open_.begin(), open_.end(), [&](const Open& o) { return o.tag == raw_tag; });
    if (!is_open) return;
    while (open_.back().tag != raw_tag) close_top();
    close_top();
}

SafeHtml Sanitiser::finish() {
    while (!open_.empty()) close_top();
    return SafeHtml(std::move(out_));
}

namespace {

class TextReader final : public HtmlEvents {
  public:
    void start(const std::string& tag, const HtmlAttributes& attributes) override {
        if (dropping_ > 0 || is_dropped_with_content(tag)) {
            ++dropping_;
            return;
        }
        if (tag == "br") {
            out_ += '\n';
        } else if (is_block(tag)) {
            new_line();
        } else if (tag == "td" || tag == "th") {
            if (!out_.empty() && out_.back() != '\n') out_ += ' ';
        } else if (tag == "img") {
            out_ += value_of(attributes, "alt");
        }
    }
    void end(const std::string& tag) override {
        if (dropping_ > 0)
            --dropping_;
        else if (is_block(tag))
            new_line();
    }
    void text(std::string_view decoded) override {
        if (dropping_ > 0) return;
        for (const char c : decoded) {
            const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
            if (!blank)
                out_ += c;
            else if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n')
                out_ += ' ';
        }
    }
    std::string take() {
        while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' ')) out_.pop_back();
        return std::move(out_);
    }

  private:
    void new_line() {
        while (!out_.empty() && out_.back() == ' ') out_.pop_back();
        if (!out_.empty() && out_.back() != '\n') out_ += '\n';
    }
    std::string out_;
    std::size_t dropping_ = 0;
};

// When the parser gave up: everything between < and > is left out.
std::string strip_tags(std::string_view html) {
    std::string out;
    bool inside = false;
    for (const char c : clean_utf8(html.substr(0, kMaxHtmlInput))) {
        if (c == '<') inside = true;
        if (!inside) out += c;
        if (c == '>') {
            if (inside && !out.empty() && out.back() != ' ') out += ' ';
            inside = false;
        }
    }
    return out;
}

}  // namespace

// A tag left out may bring together what no parser nests so (a list in a
// paragraph): browsers would read that otherwise than we wrote it. So what is
// shown has been read once more and came out the same.
SafeHtml safe_html(std::string_view remote_html) {
    Sanitiser first;
    if (!read_html(remote_html, first)) return Sanitiser::bare_text(remote_html);
    SafeHtml shown = first.finish();
    for (int round = 0; round < kMaxRounds; ++round) {
        Sanitiser again;
        if (!read_html(shown.str(), again)) break;
        SafeHtml next = again.finish();
        if (next.str() == shown.str()) return shown;
        shown = std::move(next);
    }
    return Sanitiser::bare_text(remote_html);
}

std::string sanitise_html(std::string_view remote_html) { return safe_html(remote_html).str(); }

std::string text_of_html(std::string_view html) {
    TextReader reader;
    if (!read_html(html, reader)) return strip_tags(html);
    return reader.take();
}

}  // namespace essaim::web
