#include "node/web/billet.h"

#include "node/web/rosette.h"
#include "node/web/template.h"

namespace essaim::web {

SafeHtml billet(const Templates& templates, Language language, const Billet& billet) {
    const auto set_in = [&](const std::string& text) { return typeset(text, billet.lang); };
    Page page;
    page.set("hue", std::to_string(billet.hue))
        .set("lang", billet.lang)
        .set("title", set_in(billet.title));
    page.set_html(
        "rosette",
        rosette(billet.key, billet.hue,
                {.size = 310, .stroke = .4, .css_class = {}, .label = {}, .dense = true}));
    if (billet.sample || !billet.tagline.empty()) {
        auto& under = page.section("under").set("tagline", set_in(billet.tagline));
        if (billet.tagline.empty()) under.show("hidden");
    }
    if (billet.sample || !billet.unit.empty()) {
        auto& par = page.section("par").set("unit", set_in(billet.unit));
        if (billet.unit.empty()) par.show("hidden");
        if (billet.sample || !billet.worth.empty()) {
            auto& equals = par.section("equals").set("worth", set_in(billet.worth));
            if (billet.worth.empty()) equals.show("none");
        }
    }
    if (!billet.figures.empty()) {
        auto& figures = page.section("figures");
        for (const auto& figure : billet.figures)
            figures.section("figure").set("value", figure.value).set("label", figure.label);
    }
    page.set_if("source", billet.source);
    return templates.render(language, "web/billet.html", page);
}

}  // namespace essaim::web
