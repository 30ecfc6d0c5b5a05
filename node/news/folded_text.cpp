#include "node/news/folded_text.h"

#include "node/web/sanitise.h"

namespace essaim::news {

web::SafeHtml text_part(Services& services, web::Language language, const std::string& html,
                        const std::string& warning, const std::string& text_language,
                        const web::SafeHtml& more) {
    web::Page page;
    auto& box = page.section(warning.empty() ? "OPEN" : "FOLDED");
    box.set("LANG", text_language);
    box.set_html("BODY", web::safe_html(html));
    box.set_html("MORE", more);
    if (!warning.empty()) box.set("WARNING", web::typeset(warning, text_language));
    return services.templates.render(language, "news/folded.html", page);
}

web::SafeHtml text_part(Services& services, web::Language language, const Post& post,
                        const web::SafeHtml& more) {
    return text_part(services, language, post.html, post.warning, post.language, more);
}

}  // namespace essaim::news
