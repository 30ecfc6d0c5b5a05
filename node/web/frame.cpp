#include "node/web/frame.h"

#include "node/web/rosette.h"
#include "node/web/template.h"

namespace essaim::web {

namespace {

void add_links(Page& page, const std::string& section, const std::vector<Link>& links,
               const Templates& templates, Language language) {
    for (const auto& link : links)
        page.section(section)
            .set_url("url", link.url)
            .set("label", templates.tr(language, link.label));
}

void add_head(Page& page, const Frame& frame) {
    const Site& site = frame.site;
    page.set("language", std::string(code(frame.language)));
    page.set("title", frame.title.empty()
                          ? site.name + (site.tagline.empty() ? "" : ", " + site.tagline)
                          : frame.title + " – " + site.name);
    page.set_if("description", frame.description);
    if (frame.noindex) page.show("noindex");
    if (!frame.canonical_url.empty()) page.section("canonical").set_url("url", frame.canonical_url);
    if (!frame.activity_url.empty()) page.section("activity").set_url("url", frame.activity_url);
    if (!frame.oembed_url.empty()) page.section("oembed").set_url("url", frame.oembed_url);
    if (!frame.canonical_url.empty() && !frame.noindex) {  // OpenGraph, and who is to be credited
        auto& shared = page.section("shared");
        shared.set("headline", frame.title.empty() ? site.name : frame.title)
            .set("about", frame.description);
        shared.set_url("address", frame.canonical_url)
            .set("kind", frame.article ? "article" : "website");
        if (!frame.picture.empty()) shared.section("picture").set_url("source", frame.picture);
        shared.set_if("creator", frame.creator);
    }
    for (const auto& feed : frame.feeds)
        page.section("feed").set_url("url", feed.url).set("label", feed.label);
    for (const auto& sheet : frame.styles) page.section("sheet").set_url("url", static_url(sheet));
    for (const auto& module : frame.modules)
        page.section("module").set_url("url", static_url(module));
    page.set("hue", std::to_string(frame.site.hue));
}

void add_header(Page& page, const Frame& frame, const Templates& templates) {
    const Site& site = frame.site;
    const std::string& key = site.rosette_key.empty() ? site.name : site.rosette_key;
    page.set("site", site.name).set_if("tagline", site.tagline);
    page.set_url("icon", rosette_path(key, site.hue));
    if (site.logo.empty()) {
        page.set_html("rosette", rosette(key, site.hue, {.css_class = "brandros", .label = {}}));
    } else {
        page.set_html("rosette", {});
        page.section("logo").set_url("source", site.logo);
    }
    page.set_html("small_rosette",
                  rosette(key, site.hue, {.size = 36, .css_class = {}, .label = {}}));
    // The list stands twice: in the menu button and in the bar.
    for (const char* list : {"narrow", "wide"})
        for (const auto& entry : site.navigation) {
            auto& item = page.section(list);
            item.set_url("url", entry.url).set("label", templates.tr(frame.language, entry.label));
            if (entry.key == frame.section) item.show("current");
        }
    if (!frame.signed_in.empty()) {
        // A number is read aloud with what it counts.
        const auto bell = frame.unread == 0
                              ? templates.tr(frame.language, "Notifications")
                              : templates.trn(frame.language, "{n} notification non lue",
                                              "{n} notifications non lues", frame.unread);
        for (const auto* list : {"member", "member_narrow"}) {
            auto& box = page.section(list).set("name", frame.signed_in).set("bell", bell);
            if (frame.unread > 0) box.section("unread").set("count", std::to_string(frame.unread));
        }
        if (frame.may_write) page.show("write").show("write_narrow");
        if (frame.may_manage) page.show("manage").show("manage_narrow");
    } else if (frame.ask_sign_in) {
        page.show("stranger").show("stranger_narrow");
    }
}

void add_notices(Page& page, const Frame& frame) {
    for (const auto& notice : frame.notices) {
        auto& item = page.section("notice").set("text", notice.text);
        switch (notice.kind) {
            case Notice::Kind::Information:
                item.set("kind", "info").set("role", "status");
                break;
            case Notice::Kind::Done:
                item.set("kind", "ok").set("role", "status");
                break;
            case Notice::Kind::Attention:
                item.set("kind", "attention").set("role", "status");
                break;
            case Notice::Kind::Failure:
                item.set("kind", "error").set("role", "alert");
                break;
        }
    }
}

void add_footer(Page& page, const Frame& frame, const Templates& templates) {
    const Site& site = frame.site;
    page.set_if("about", site.about);
    page.set_if("word", site.word);
    if (!site.email.empty())
        page.section("email").set_url("url", "mailto:" + site.email).set("address", site.email);
    for (const auto& column : site.footer) {
        auto& item =
            page.section("column").set("heading", templates.tr(frame.language, column.title));
        add_links(item, "link", column.links, templates, frame.language);
    }
    const bool french = frame.language == Language::French;
    if (!frame.path.empty()) {
        const char mark = frame.path.find('?') == std::string::npos ? '?' : '&';
        page.section("other_language")
            .set_url("url", frame.path + mark + "langue=" + (french ? "en" : "fr"))
            .set("code", french ? "en" : "fr")
            .set("label", french ? "English" : "Français");
    }
    page.set("version", site.version);
    if (site.peers)
        page.section("peers").set("text", templates.trn(frame.language, "relié à {n} autre nœud",
                                                        "relié à {n} autres nœuds",
                                                        static_cast<std::int64_t>(*site.peers)));
}

}  // namespace

std::string Templates::render_page(const Frame& frame, const SafeHtml& body) const {
    Page page;
    add_head(page, frame);
    add_header(page, frame, *this);
    add_notices(page, frame);
    add_footer(page, frame, *this);
    page.set_html("body", body);
    return render(frame.language, "web/layout.html", page).str();
}

std::string Templates::render_page(const Frame& frame, const std::string& name,
                                   const Page& page) const {
    return render_page(frame, render(frame.language, name, page));
}

std::string problem_page(const Templates& templates, const Frame& frame, int status,
                         const std::string& detail) {
    const auto sentence = [&]() -> std::string {
        const Language l = frame.language;
        switch (status) {
            case 400:
                return templates.tr(l, "Cette demande est incomplète ou mal écrite");
            case 401:
                return templates.tr(l, "Il faut se connecter pour voir cette page");
            case 403:
                return templates.tr(l, "Cette page est réservée aux membres");
            case 404:
                return templates.tr(l, "Il n’y a rien à cette adresse");
            case 405:
                return templates.tr(l, "Cette adresse ne se lit pas de cette façon");
            case 409:
                return templates.tr(l, "Quelqu’un a changé cette page entre-temps");
            case 410:
                return templates.tr(l, "Cette page a été retirée par son auteur");
            case 413:
                return templates.tr(l, "Cet envoi est trop gros");
            case 415:
                return templates.tr(l, "Ce type de fichier n’est pas accepté");
            case 422:
                return templates.tr(l, "Cet envoi ne peut pas être accepté tel quel");
            case 429:
                return templates.tr(l, "Trop de demandes d’un coup");
            case 503:
                return templates.tr(l, "Le nœud est occupé, réessayez dans un instant");
            default:
                return templates.tr(l, "Une erreur est survenue de notre côté");
        }
    }();
    // A sentence more where none is given: what may have happened, what helps.
    const auto advice = [&]() -> std::string {
        const Language l = frame.language;
        switch (status) {
            case 404:
                return templates.tr(
                    l, "L’adresse a peut-être été mal recopiée, ou la page a changé de place.");
            case 403:
                return templates.tr(l,
                                    "Connectez-vous avec un autre compte, ou demandez une "
                                    "invitation à la personne qui gère ce nœud.");
            case 500:
                return templates.tr(l, "Ce n’est pas votre faute. Réessayez dans un instant.");
            default:
                return {};
        }
    }();
    Page page;
    page.set("status", std::to_string(status)).set("sentence", sentence);
    page.set_if("detail", detail.empty() ? advice : detail);
    const Site& site = frame.site;
    page.set_html("rosette",
                  rosette(site.rosette_key.empty() ? site.name : site.rosette_key, site.hue,
                          {.size = 280, .stroke = .7, .css_class = {}, .label = {}}));
    if (frame.signed_in.empty() && (status == 401 || status == 403)) page.show("sign_in");
    page.show("home");
    if (!site.navigation.empty()) {
        auto& links = page.section("links");
        for (const auto& entry : site.navigation)
            links.section("link")
                .set_url("url", entry.url)
                .set("label", templates.tr(frame.language, entry.label));
    }
    Frame around = frame;
    around.title = sentence;
    around.noindex = true;
    around.canonical_url.clear();
    return templates.render_page(around, "web/problem.html", page);
}

}  // namespace essaim::web
