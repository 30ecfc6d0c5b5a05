#include "node/web/template_source.h"

#include <algorithm>
#include <stdexcept>

#include "node/web/html_text.h"
#include "node/web/template.h"

namespace essaim::web {

namespace {

class Preparation {
  public:
    Preparation(const std::string& file, Language language, const Translations& translations)
        : file_(file), language_(language), translations_(translations) {}

    TemplateSource run(std::string_view html) {
        source_.text = "{{%AUTOESCAPE context=\"HTML\"}}";
        while (!html.empty()) {
            if (html.starts_with("{{"))
                tag(cut(html, "}}"));
            else if (html.starts_with("[["))
                bracket(cut(html, "]]"));
            else
                literal(html);
        }
        return std::move(source_);
    }

  private:
    [[noreturn]] void refuse_file(const std::string& why) const {
        throw std::logic_error("template " + file_ + ": " + why);
    }

    // What stands between the two opening characters and `end`; moves behind it.
    std::string_view cut(std::string_view& html, std::string_view end) const {
        const auto at = html.find(end);
        if (at == std::string_view::npos)
            refuse_file("no " + std::string(end) + " after " + std::string(html.substr(0, 30)));
        const std::string_view inner = html.substr(2, at - 2);
        html.remove_prefix(at + 2);
        return inner;
    }

    void literal(std::string_view& html) {
        const auto end = std::min(html.find("{{", 1), html.find("[[", 1));
        const std::string_view text = html.substr(0, end);
        const auto opened = text.rfind("<textarea");
        const auto closed = text.rfind("</textarea");
        const bool opens = opened != std::string_view::npos &&
                           (closed == std::string_view::npos || closed < opened);
        if (opens || closed != std::string_view::npos) in_textarea_ = false;
        // Its attributes come first, perhaps with values of their own.
        const auto tag = opens ? text.substr(opened) : text;
        if (opens) in_textarea_tag_ = true;
        if (in_textarea_tag_ && tag.find('>') != std::string_view::npos) {
            in_textarea_tag_ = false;
            in_textarea_ = true;
        }
        source_.text += text;
        html.remove_prefix(std::min(end, html.size()));
    }

    void bracket(std::string_view inner) {
        if (inner.starts_with('=')) {
            source_.text += static_url(inner.substr(1));
            return;
        }
        // A translation may hold {{tags}} of its own.
        const std::string translated = escape_html(translations_.tr(language_, inner));
        std::string_view rest = translated;
        while (!rest.empty()) {
            if (rest.starts_with("{{")) {
                tag(cut(rest, "}}"));
                continue;
            }
            const auto end = std::min(rest.find("{{", 1), rest.size());
            source_.text += rest.substr(0, end);
            rest.remove_prefix(end);
        }
    }

    static bool is_name(std::string_view name) {
        return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_';
        });
    }

    void tag(std::string_view inner) {
        const std::string whole(inner);
        if (inner.starts_with('#') || inner.starts_with('/')) {
            const std::string name(inner.substr(1));
            if (!is_name(name)) refuse_file("bad section {{" + whole + "}}");
            source_.names.insert("#" + name);
            source_.text += "{{" + whole + "}}";
            return;
        }
        const auto colon = inner.find(':');
        const std::string name(inner.substr(0, colon));
        const std::string_view kind =
            colon == std::string_view::npos ? "" : inner.substr(colon + 1);
        if (!is_name(name)) refuse_file("bad name {{" + whole + "}}");
        if (in_textarea_ && kind != "pre") refuse_file("in <textarea> write {{" + name + ":pre}}");
        if (kind.empty()) {
            source_.text += "{{" + name + "}}";
        } else if (kind == "pre") {
            source_.text += "{{" + name + ":pre_escape}}";
        } else if (kind == "html" || kind == "url") {
            source_.text += "{{" + name + "__" + std::string(kind) + ":none}}";
        } else {
            refuse_file("unknown {{" + whole + "}}");
        }
        source_.names.insert(kind == "html" ? name + ":html" : name);
    }

    const std::string& file_;
    Language language_;
    const Translations& translations_;
    TemplateSource source_;
    bool in_textarea_ = false;  // in its text
    bool in_textarea_tag_ = false;
};

}  // namespace

TemplateSource prepare_template(const std::string& file, std::string_view html, Language language,
                                const Translations& translations) {
    return Preparation(file, language, translations).run(html);
}

}  // namespace essaim::web
