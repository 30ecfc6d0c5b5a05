#include "node/admin/sample.h"

#include "node/web/billet.h"

namespace essaim::admin {

web::SafeHtml sample_part(Services& services, const federation::Profile& profile,
                          web::Language language) {
    web::Page page;
    page.set("LANG", services.config.language);
    page.set_html("BILLET", web::billet(services.templates, language,
                                        {.key = services.federation.actors().association().id,
                                         .hue = profile.hue,
                                         .lang = services.config.language,
                                         .title = profile.title,
                                         .tagline = profile.tagline,
                                         .unit = profile.unit,
                                         .worth = profile.worth,
                                         .sample = true}));
    const auto at =
        profile.accent.empty() ? std::string::npos : profile.sentence.find(profile.accent);
    page.set("BEFORE", profile.sentence.substr(0, at));
    if (at != std::string::npos) {
        page.set("MIDDLE", profile.accent);
        page.set("AFTER", profile.sentence.substr(at + profile.accent.size()));
    }
    return services.templates.render(language, "admin/sample.html", page);
}

}  // namespace essaim::admin
