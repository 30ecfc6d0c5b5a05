#include "node/news/writing_preview.h"

#include "node/base/text.h"
#include "node/news/folded_text.h"
#include "node/news/post_pictures.h"
#include "node/news/post_warning.h"
#include "node/news/whom.h"
#include "node/web/rosette.h"
#include "node/web/typography.h"

namespace essaim::news {

namespace {

void show_named(web::Page& box, const Rendered& text) {
    if (!text.unknown.empty()) {
        auto& list = box.section("UNKNOWN");
        for (const auto& handle : text.unknown) list.section("WHO").set("HANDLE", handle);
    }
    web::Page* told = nullptr;
    for (const auto& mention : text.mentions) {
        if (mention.actor.empty()) continue;
        if (told == nullptr) told = &box.section("TOLD");
        told->section("WHO").set("HANDLE", mention.handle);
    }
}

}  // namespace

void show_preview(Services& services, web::Page& box, web::Language language,
                  const PostDraft& draft, bool full) {
    const bool french = draft.language != "en";
    meet_mentioned(services, draft.source);
    const RenderOptions options{.base = services.federation.actors().base(),
                                .language = french ? "fr" : "en",
                                .tables = !full};
    const auto text = render_text(draft.source, who_is(services), options);
    show_named(box, text);
    Post post;
    post.title = draft.title;
    post.warning = draft.warning;
    post.language = french ? "fr" : "en";
    post.summary = draft.warning.empty() ? summary_of(draft) : draft.summary;
    post.html = text.html;
    const auto summary = web::typeset(post.summary, post.language);
    const auto& us = services.federation.actors().association().id;
    const auto face = face_of(services, us);
    box.set("LANG", post.language);
    box.set("TITLE", web::typeset(draft.title, draft.language));
    if (!summary.empty() && !opens_with(text.html, summary))
        box.section("LEAD").set("SUMMARY", summary);
    const auto pictures =
        draft.pictures ? figures(services, language, draft.pictures->uses) : web::SafeHtml();
    box.set_html("BODY", text_part(services, language, post, pictures));
    box.set_html("ROSETTE", web::rosette(us, face.hue));
    box.set("AUTHOR", face.name);
    box.set("HANDLE", face.handle);
    const auto link = services.config.host() + "/actualites/" + base::slugify(draft.title);
    if (full) {
        post.html = "<p><strong>" + web::escape_html(post.title) + "</strong></p>" + text.html +
                    "<p>" + web::escape_html(link) + "</p>";
        box.section("FULL").set_html("NOTE", text_part(services, language, post));
        return;
    }
    auto& toot = box.section("SHORT");
    toot.set("TITLE", web::typeset(draft.title, draft.language)).set("LINK", link);
    if (const auto shown = short_form(post); !shown.empty())
        toot.section("SUMMED").set("SUMMARY", web::typeset(shown, post.language));
}

}  // namespace essaim::news
