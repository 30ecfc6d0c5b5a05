#include "node/imports/html_markdown.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "node/base/text.h"
#include "node/imports/markdown_blocks.h"
#include "node/imports/shortcodes.h"
#include "node/web/html_reader.h"
#include "node/web/sanitise.h"

namespace essaim::imports {

namespace {

constexpr std::size_t kPictures = 200;

std::string value_of(const web::HtmlAttributes& attributes, std::string_view name) {
    for (const auto& [key, value] : attributes)
        if (key == name) return value;
    return {};
}

bool among(std::string_view tag, std::initializer_list<std::string_view> tags) {
    return std::ranges::find(tags, tag) != tags.end();
}

std::string_view mark_of(std::string_view tag) {
    if (among(tag, {"strong", "b"})) return "**";
    if (among(tag, {"em", "i", "cite"})) return "*";
    if (among(tag, {"del", "s", "strike"})) return "~~";
    if (among(tag, {"code", "kbd", "tt", "samp"})) return "`";
    return {};
}

class Converter final : public web::HtmlEvents {
  public:
    explicit Converter(const MarkdownRules& rules) : rules_(rules) {}

    void start(const std::string& tag, const web::HtmlAttributes& attributes) override;
    void end(const std::string& tag) override;
    void text(std::string_view decoded) override { heard_ += decoded; }
    Converted finish();

  private:
    struct Span {
        std::string tag;
        std::string mark;  // "**" …, or empty
        std::string url;   // of a link
        std::size_t at;    // in the line that is being written
    };
    void say();  // what was heard since the last tag: the parser gives it in pieces
    void start_block(const std::string& tag, const web::HtmlAttributes& attributes);
    void end_block(const std::string& tag);
    void picture(const web::HtmlAttributes& attributes);
    void end_caption();
    void close_spans(std::size_t from);
    void break_line();
    void flush();  // the paragraph so far
    bool in_mark(std::string_view mark) const {
        return std::ranges::any_of(spans_, [&](const Span& one) { return one.mark == mark; });
    }

    const MarkdownRules& rules_;
    MarkdownBlocks blocks_;
    std::string heard_;
    std::string line_;  // of the paragraph, already Markdown
    std::vector<Span> spans_;
    std::vector<FoundPicture> pictures_;
    std::string dropping_;  // the element whose content is left out
    int dropped_ = 0;       // how many of its kind are open
    int preformatted_ = 0;
    int heading_ = 0;
    std::optional<std::size_t> figure_;   // how many pictures there were when it began
    std::optional<std::size_t> caption_;  // where its words begin in line_
};

// Spaces stand outside of marks: "** so**" is none.
void Converter::close_spans(std::size_t from) {
    while (spans_.size() > from) {
        const auto span = std::move(spans_.back());
        spans_.pop_back();
        if (span.at > line_.size()) continue;
        auto inner = line_.substr(span.at);
        line_.resize(span.at);
        const auto first = inner.find_first_not_of(" \n");
        if (first == std::string::npos) {
            line_ += inner;
            continue;
        }
        const auto last = inner.find_last_not_of(" \n");
        const auto before = inner.substr(0, first);
        const auto after = inner.substr(last + 1);
        inner = inner.substr(first, last + 1 - first);
        line_ += before;
        if (!span.url.empty() && (inner == span.url || inner == escape_markdown(span.url)))
            line_ += span.url;
        else if (!span.url.empty())
            line_ += "[" + inner + "](" + span.url + ")";
        else if (span.mark == "`")
            line_ += inner.find('`') == std::string::npos ? "`" + inner + "`" : inner;
        else
            line_ += span.mark + inner + span.mark;
        line_ += after;
    }
}

void Converter::flush() {
    close_spans(0);
    if (heading_ > 0)
        blocks_.heading(heading_, line_);
    else
        blocks_.paragraph(line_);
    line_.clear();
}

void Converter::break_line() {
    while (!line_.empty() && line_.back() == ' ') line_.pop_back();
    if (!line_.empty()) line_ += heading_ > 0 || blocks_.in_cell() ? " " : "  \n";
}

void Converter::picture(const web::HtmlAttributes& attributes) {
    // Pages that load late name the picture elsewhere.
    auto source = value_of(attributes, "src");
    if (source.starts_with("data:") || source.empty()) source = value_of(attributes, "data-src");
    const auto url = absolute_url(source, rules_.base);
    if (url.empty()) return;
    const auto alt = std::string(base::trim(value_of(attributes, "alt")));
    const bool known = std::ranges::find(pictures_, url, &FoundPicture::url) != pictures_.end();
    if (!known && pictures_.size() < kPictures) pictures_.push_back({url, alt});
    if (rules_.taken.contains(url)) return;
    // Inside a link the words of the picture are the link's.
    const bool linked =
        std::ranges::any_of(spans_, [](const Span& one) { return !one.url.empty(); });
    const auto words = alt.empty() ? url.substr(url.rfind('/') + 1) : alt;
    if (linked)
        line_ += escape_markdown(words);
    else
        line_ += "[" + escape_markdown(words) + "](" + url + ")";
}

// What is written under a picture says what it shows, if nothing else does.
void Converter::end_caption() {
    close_spans(0);
    const auto words = line_.substr(std::min(*caption_, line_.size()));
    caption_.reset();
    if (!figure_ || pictures_.size() <= *figure_ || !pictures_.back().alt.empty()) return flush();
    pictures_.back().alt = std::string(base::trim(words));
    if (rules_.taken.contains(pictures_.back().url)) line_.resize(line_.size() - words.size());
    flush();
}

void Converter::start_block(const std::string& tag, const web::HtmlAttributes& attributes) {
    flush();
    if (tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6')
        heading_ = std::max(2, tag[1] - '0');
    if (tag == "blockquote") blocks_.open_quote();
    if (tag == "ul") blocks_.open_list(false, 1);
    if (tag == "ol")
        blocks_.open_list(true, std::max(1, std::atoi(value_of(attributes, "start").c_str())));
    if (tag == "li") blocks_.open_item();
    if (tag == "hr") blocks_.rule();
    if (tag == "pre") ++preformatted_;
    if (tag == "table") blocks_.open_table();
    if (tag == "tr") blocks_.open_row();
    if (tag == "figure") figure_ = pictures_.size();
    if (tag == "figcaption") caption_ = line_.size();
}

void Converter::start(const std::string& tag, const web::HtmlAttributes& attributes) {
    say();
    if (dropped_ > 0) {
        if (tag == dropping_) ++dropped_;
        return;
    }
    if (among(tag, {"iframe", "video", "audio", "embed", "source"})) {
        const auto url = absolute_url(value_of(attributes, "src"), rules_.base);
        if (!url.empty()) {
            flush();
            line_ = url;
            flush();
        }
        if (tag != "iframe") return;
    }
    if (web::is_dropped_with_content(tag) || among(tag, {"iframe", "form", "noscript", "button"})) {
        dropping_ = tag;
        dropped_ = 1;
        return;
    }
    if (tag == "br") return break_line();
    if (tag == "img") return picture(attributes);
    if (tag == "td" || tag == "th") {
        if (blocks_.in_cell()) return void(line_ += ' ');  // a table in a table
        close_spans(0);
        line_.clear();
        blocks_.open_cell();
        return;
    }
    if (web::is_block(tag) || among(tag, {"figure", "figcaption", "table", "tr", "thead", "tbody",
                                          "li", "dt", "dd", "hr", "pre", "center"}))
        return blocks_.in_cell() ? void(line_ += ' ') : start_block(tag, attributes);
    if (preformatted_ > 0) return;
    if (tag == "a") {
        const auto href = value_of(attributes, "href");
        const auto url = base::ascii_lower(href.substr(0, 7)) == "mailto:" &&
                                 href.find_first_of(" ()<>\\") == std::string::npos
                             ? href
                             : absolute_url(href, rules_.base);
        spans_.push_back({tag, {}, url, line_.size()});
        return;
    }
    if (const auto mark = mark_of(tag); !mark.empty())
        spans_.push_back({tag, in_mark(mark) ? "" : std::string(mark), {}, line_.size()});
}

void Converter::end_block(const std::string& tag) {
    if (tag == "pre" && preformatted_ > 0) {
        --preformatted_;
        blocks_.code(line_);
        line_.clear();
        return;
    }
    if (tag == "figcaption" && caption_) return end_caption();
    flush();
    if (tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6') heading_ = 0;
    if (tag == "blockquote") blocks_.close_quote();
    if (tag == "ul" || tag == "ol") blocks_.close_list();
    if (tag == "li") blocks_.close_item();
    if (tag == "table") blocks_.close_table();
    if (tag == "figure") figure_.reset();
}

void Converter::end(const std::string& tag) {
    say();
    if (dropped_ > 0) {
        if (tag == dropping_) --dropped_;
        return;
    }
    if (tag == "td" || tag == "th") {
        close_spans(0);
        blocks_.close_cell(line_);
        line_.clear();
        return;
    }
    if (web::is_block(tag) ||
        among(tag, {"figure", "figcaption", "table", "li", "dt", "dd", "pre", "center"}))
        return blocks_.in_cell() ? void(line_ += ' ') : end_block(tag);
    for (auto at = spans_.size(); at-- > 0;) {
        if (spans_[at].tag == tag) return close_spans(at);
    }
}

void Converter::say() {
    const auto decoded = std::exchange(heard_, {});
    if (dropped_ > 0 || decoded.empty()) return;
    if (preformatted_ > 0) {
        line_ += decoded;
        return;
    }
    const bool code = in_mark("`");
    std::string words;
    const auto write = [&] {
        line_ += code ? words : escape_markdown(words);
        words.clear();
    };
    for (std::size_t at = 0; at < decoded.size();) {
        const char c = decoded[at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
            words += c;
            ++at;
            continue;
        }
        const auto end = std::min(decoded.find_first_not_of(" \n\t\r", at), decoded.size());
        const auto lines = std::ranges::count(std::string_view(decoded).substr(at, end - at), '\n');
        at = end;
        if (rules_.lines_count && lines > 0 && !blocks_.in_cell()) {
            write();
            if (lines > 1)
                flush();
            else
                break_line();
            continue;
        }
        const bool first =
            words.empty() && (line_.empty() || line_.back() == ' ' || line_.back() == '\n');
        if (!first) words += ' ';
    }
    write();
}

Converted Converter::finish() {
    say();
    flush();
    return {.markdown = blocks_.finish(), .pictures = std::move(pictures_), .galleries = {}};
}

}  // namespace

Converted markdown_of(std::string_view html, const MarkdownRules& rules) {
    auto plain = without_shortcodes(html);
    Converter converter(rules);
    auto converted = web::read_html(plain.html, converter) ? converter.finish() : Converted{};
    // Nested beyond reason, or nothing but what cannot be said: the bare words.
    if (converted.markdown.empty() && converted.pictures.empty())
        converted.markdown = escape_markdown(web::text_of_html(plain.html));
    converted.galleries = std::move(plain.galleries);
    return converted;
}

}  // namespace essaim::imports
