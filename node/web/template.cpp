#include "node/web/template.h"

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <map>
#include <set>
#include <stdexcept>

#include "node/base/text.h"
#include "node/web/template_source.h"
#include "node/web/url_policy.h"

namespace essaim::web {

Page& Page::set(std::string name, std::string text) {
    // A form sends whatever bytes it likes; a page is UTF-8 (security.md B8).
    if (!base::is_valid_utf8(text)) text = clean_utf8(text);
    values_.emplace_back(std::move(name), std::move(text));
    return *this;
}

Page& Page::set_html(std::string name, const SafeHtml& html) {
    values_.emplace_back(std::move(name) + ":html", html.str());
    return *this;
}

Page& Page::set_url(std::string name, std::string_view url) {
    std::string checked = link_url_or_path(url).value_or("#");
    values_.emplace_back(name + ":url", escape_html(checked));
    values_.emplace_back(std::move(name), std::move(checked));
    return *this;
}

Page& Page::section(std::string name) {
    sections_.emplace_back(std::move(name), std::make_unique<Page>());
    return *sections_.back().second;
}

Page& Page::show(std::string name) {
    section(std::move(name));
    return *this;
}

Page& Page::set_if(std::string name, std::string text) {
    if (!text.empty()) section(name).set(name, std::move(text));
    return *this;
}

struct Templates::State {
    using Names = std::set<std::string, std::less<>>;

    explicit State(const Translations& texts) : translations(texts) {}

    const Translations& translations;
    ctemplate::TemplateCache cache;
    std::map<std::string, Names, std::less<>> names;  // by template

    void compile(const std::string& name, std::string_view html) {
        for (const Language language : kLanguages) {
            auto source = prepare_template(name, html, language, translations);
            const std::string key = std::string(code(language)) + "/" + name;
            if (!cache.StringToTemplateCache(key, source.text, ctemplate::STRIP_BLANK_LINES))
                throw std::logic_error("template " + name + " does not compile");
            names[name].merge(source.names);
        }
    }

    void fill(ctemplate::TemplateDictionary& dictionary, const Page& page, const std::string& name,
              const Names& known) const {
        for (const auto& [key, value] : page.values_) {
            const bool is_url = key.ends_with(":url");
            const bool is_html = key.ends_with(":html");
            const std::string plain = is_url ? key.substr(0, key.size() - 4) : key;
            if (!known.contains(plain))
                throw std::logic_error("template " + name + " has no {{" + plain + "}}");
            if (is_html)
                dictionary.SetValue(key.substr(0, key.size() - 5) + "__html", value);
            else
                dictionary.SetValue(is_url ? plain + "__url" : plain, value);
        }
        for (const auto& [key, child] : page.sections_) {
            if (!known.contains("#" + key))
                throw std::logic_error("template " + name + " has no {{#" + key + "}}");
            fill(*dictionary.AddSectionDictionary(key), *child, name, known);
        }
    }
};

Templates::Templates(std::vector<TemplateSet> sets, const Translations& translations)
    : state_(std::make_unique<State>(translations)) {
    sets.push_back({"web", embedded_files()});
    for (const auto& set : sets) {
        for (const auto& file : set.files) {
            constexpr std::string_view kFolder = "pages/";
            if (!file.path.starts_with(kFolder) || !file.path.ends_with(".html")) continue;
            state_->compile(set.module + "/" + std::string(file.path.substr(kFolder.size())),
                            file.bytes);
        }
    }
    state_->cache.Freeze();
}

Templates::~Templates() = default;

SafeHtml Templates::render(Language language, const std::string& name, const Page& page) const {
    const auto known = state_->names.find(name);
    if (known == state_->names.end()) throw std::logic_error("no template " + name);
    ctemplate::TemplateDictionary dictionary(name);
    state_->fill(dictionary, page, name, known->second);
    ctemplate::PerExpandData once;
    std::string html;
    const std::string key = std::string(code(language)) + "/" + name;
    if (!state_->cache.ExpandNoLoad(key, ctemplate::STRIP_BLANK_LINES, &dictionary, &once, &html))
        throw std::logic_error("template " + name + " does not expand");
    return SafeHtml(std::move(html));
}

const Translations& Templates::translations() const { return state_->translations; }

std::string static_url(std::string_view file_name) {
    for (const auto& file : embedded_files())
        if (file.path.starts_with("static/") && file.path.substr(7) == file_name)
            return "/static/" + std::string(file_name) +
                   "?v=" + std::string(file.sha256.substr(0, 8));
    throw std::logic_error("no static file " + std::string(file_name));
}

}  // namespace essaim::web
