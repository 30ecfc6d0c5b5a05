#include "node/web/social.h"

#include "node/base/text.h"
#include "node/web/template.h"

namespace essaim::web {

std::string reactions_in_words(const Templates& templates, Language language, std::int64_t likes,
                               std::int64_t boosts) {
    std::string words;
    if (likes > 0) {
        words = templates.trn(language, "{n} personne aime", "{n} personnes aiment", likes);
    }
    if (boosts > 0) {
        if (!words.empty()) words += ", ";
        words += templates.trn(language, "{n} partage", "{n} partages", boosts);
    }
    return words;
}

SafeHtml social_bar(const Templates& templates, Language language, const SocialBar& bar) {
    Page page;
    page.set("object", bar.object).set("back", bar.back).set("csrf", bar.csrf);
    page.show(bar.liked ? "liked" : "like").show(bar.boosted ? "boosted" : "boost");
    page.set("answer", "/ecrire/reponse?a=" + base::percent_encode(bar.object));
    page.set("quote", "/ecrire?cite=" + base::percent_encode(bar.object));
    return templates.render(language, "web/social.html", page);
}

}  // namespace essaim::web
