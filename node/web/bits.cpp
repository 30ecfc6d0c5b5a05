#include "node/web/bits.h"

#include "node/web/template.h"

namespace essaim::web {

SafeHtml form_summary(const Templates& templates, Language language,
                      const std::vector<FieldError>& errors) {
    if (errors.empty()) return {};
    Page page;
    page.set("heading", templates.trn(language, "Il reste une chose à corriger",
                                      "Il reste {n} choses à corriger",
                                      static_cast<std::int64_t>(errors.size())));
    for (const auto& error : errors)
        page.section("error").set("field", error.field).set("message", error.message);
    return templates.render(language, "web/form_summary.html", page);
}

SafeHtml empty_state(const Templates& templates, Language language, const std::string& sentence,
                     const Link& action) {
    Page page;
    page.set("sentence", sentence);
    if (!action.url.empty())
        page.section("action")
            .set_url("url", action.url)
            .set("label", templates.tr(language, action.label));
    return templates.render(language, "web/empty.html", page);
}

SafeHtml pager(const Templates& templates, Language language, std::string_view newer_url,
               std::string_view older_url) {
    if (newer_url.empty() && older_url.empty()) return {};
    Page page;
    if (!newer_url.empty()) page.section("previous").set_url("url", newer_url);
    if (!older_url.empty()) page.section("next").set_url("url", older_url);
    return templates.render(language, "web/pager.html", page);
}

SafeHtml ways_to_follow(const Templates& templates, Language language, bool mail) {
    Page page;
    if (mail) page.show("MAIL");
    return templates.render(language, "web/ways.html", page);
}

}  // namespace essaim::web
