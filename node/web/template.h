// Pages from `.html` files beside each feature, embedded, by ctemplate with
// context-aware escaping; one compiled set per language. In the files:
// {{name}} text or address, {{name:html}} a SafeHtml, {{#name}}…{{/name}} a
// section, [[Texte]] translated, [[=essaim.css]] the address of a static file;
// in <textarea> {{name:pre}}, for a mailto address {{name:url}}. Throws
// std::logic_error: at start for a file that does not compile, at render for
// an unknown page or a name that its file lacks. Rendering: any thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/base/embedded.h"
#include "node/web/html_text.h"
#include "node/web/translations.h"

namespace essaim::web {

// The values of one page, or of one pass through one of its sections.
class Page {
  public:
    Page& set(std::string name, std::string text);
    Page& set_html(std::string name, const SafeHtml& html);  // for {{name:html}}
    Page& set_url(std::string name, std::string_view url);   // "#" unless http(s), mailto or a path
    Page& section(std::string name);  // one more pass through the section, with its own values
    Page& show(std::string name);     // the section once, with this page's values
    // The section once, with `name` inside it, if the text is not empty.
    Page& set_if(std::string name, std::string text);

  private:
    friend class Templates;
    std::vector<std::pair<std::string, std::string>> values_;
    std::vector<std::pair<std::string, std::unique_ptr<Page>>> sections_;
};

struct TemplateSet {
    std::string module;  // "news": its pages/post.html is called "news/post.html"
    std::span<const base::Embedded> files;
};

struct Frame;  // node/web/frame.h

class Templates {
  public:
    // The set of module "web" (layout, problem, static files) is always there.
    Templates(std::vector<TemplateSet> sets, const Translations& translations);
    ~Templates();

    SafeHtml render(Language language, const std::string& name, const Page& page) const;
    // A whole document: layout.html around a body.
    std::string render_page(const Frame& frame, const SafeHtml& body) const;
    std::string render_page(const Frame& frame, const std::string& name, const Page& page) const;

    const Translations& translations() const;
    std::string tr(Language language, std::string_view french,
                   Translations::Arguments arguments = {}) const {
        return translations().tr(language, french, arguments);
    }
    std::string trn(Language language, std::string_view one, std::string_view many,
                    std::int64_t number, Translations::Arguments arguments = {}) const {
        return translations().trn(language, one, many, number, arguments);
    }

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// "/static/essaim.css?v=1a2b3c4d"; throws std::logic_error for an unknown file.
std::string static_url(std::string_view file_name);

}  // namespace essaim::web
