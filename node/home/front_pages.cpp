#include "node/home/front_pages.h"

#include <algorithm>
#include <set>

#include "node/home/timeline.h"
#include "node/storage/connection.h"
#include "node/web/billet.h"
#include "node/web/bits.h"
#include "node/web/rosette.h"
#include "node/web/typography.h"
#include "node/web/url_policy.h"

namespace essaim::home {

namespace {

using Figures = decltype(Plug::figures);
using Side = decltype(Plug::front_side);

constexpr std::size_t kLongSentence = 48;  // bytes: larger type would fill the screen
constexpr std::size_t kNews = 4;
constexpr std::size_t kCoupons = 3;
constexpr std::size_t kNeighbours = 6;

// The sentence in big letters, with the words that are coloured.
void show_sentence(web::Page& page, const federation::Profile& profile, const std::string& lang) {
    const auto sentence =
        web::typeset(profile.sentence.empty() ? profile.title : profile.sentence, lang);
    const auto accent = web::typeset(profile.accent, lang);
    const auto at = accent.empty() ? std::string::npos : sentence.find(accent);
    if (sentence.size() > kLongSentence) page.show("LONG");
    page.set("BEFORE", sentence.substr(0, at));
    if (at == std::string::npos) return;
    page.section("ACCENT").set("WORDS", accent);
    page.set("AFTER", sentence.substr(at + accent.size()));
}

web::SafeHtml note_of(Services& services, const Figures& figures,
                      const federation::Profile& profile, web::Language language) {
    const auto& words = services.translations;
    web::Billet note{.key = services.federation.actors().association().id,
                     .hue = profile.hue,
                     .lang = services.config.language,
                     .title = profile.title,
                     .tagline = profile.about.empty() ? "" : profile.tagline,
                     .unit = profile.unit,
                     .worth = profile.worth};
    const auto add = [&](std::int64_t value, std::string label) {
        note.figures.push_back({web::format_number(language, value), std::move(label)});
    };
    for (const auto& figure : figures)
        for (auto& known : figure(language)) add(known.value, std::move(known.label));
    const auto followers = services.federation.follower_count();
    if (followers > 0) add(followers, words.trn(language, "abonné", "abonnés", followers));
    const auto followed = static_cast<std::int64_t>(neighbours(services).size());
    if (followed > 0)
        add(followed, words.trn(language, "voisin suivi", "voisins suivis", followed));
    if (!note.figures.empty()) {
        note.source = words.tr(language, "Compté par le nœud le {date}",
                               {{"date", web::format_date(language, services.clock.now())}});
    }
    return web::billet(services.templates, language, note);
}

void show_news(Services& services, web::Page& page, const std::vector<TimelineItem>& items,
               bool writer, web::Language language) {
    const auto& words = services.translations;
    page.set_html(
        "EMPTY",
        !items.empty() ? web::SafeHtml()
        : writer
            ? web::empty_state(
                  services.templates, language,
                  words.tr(
                      language,
                      "Aucune actualité pour l’instant. Un brouillon « Nous voici » vous attend."),
                  {std::string(web::tr_later("Écrire la première")), "/ecrire"})
            : web::empty_state(services.templates, language,
                               words.tr(language, "Les premières nouvelles paraîtront ici.")));
    for (const auto& item : items) {
        auto& row = page.section("POST");
        describe(row, item);
        row.set("DATE", web::format_date(language, item.published));
        if (&item == &items.front()) row.show("FIRST");
        if (item.replies > 0) {
            row.section("REPLIES").set(
                "COUNT", words.trn(language, "{n} réponse", "{n} réponses", item.replies));
        }
    }
    if (!items.empty()) page.show("ALL");
}

// One of each neighbour first, so that who writes much leaves room.
std::vector<TimelineItem> one_of_each(std::vector<TimelineItem> items) {
    std::set<std::string> seen;
    std::ranges::stable_partition(
        items, [&](const TimelineItem& item) { return seen.insert(item.author).second; });
    if (items.size() > kCoupons) items.resize(kCoupons);
    return items;
}

// Where else the association is; each page may say the same of us (rel="me").
void show_fields(web::Page& page, const federation::Profile& profile) {
    if (profile.fields.empty()) return;
    auto& box = page.section("ELSEWHERE");
    for (const auto& field : profile.fields) {
        auto& row = box.section("FIELD").set("NAME", field.name);
        if (field.value.starts_with("https://") && web::link_url(field.value)) {
            row.section("ADDRESS").set_url("URL", field.value).set("LABEL", field.value.substr(8));
        } else {
            row.section("TEXT").set("VALUE", field.value);
        }
    }
}

void show_coupons(Services& services, web::Page& page, const std::vector<TimelineItem>& items,
                  web::Language language) {
    if (items.empty()) return;
    auto& band = page.section("NETWORK");
    for (const auto& item : items) {
        const auto face = face_of(services, item.author);
        auto& row = band.section("COUPON");
        describe(row, item);
        row.set("DATE", web::format_ago(language, item.published, services.clock.now()));
        row.set("AUTHOR", face.name);
        row.set("KIND", services.translations.tr(language, item.kind));
        row.set_html("ROSETTE", web::rosette(item.author, face.hue, {.size = 150, .stroke = .55}));
    }
}

web::Response front(Services& services, const Timelines& timelines, const Figures& figures,
                    const Side& side, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto profile = services.federation.profile();
    const auto& association = services.federation.actors().association().id;
    const auto sight = sight_of(services, visitor);
    web::Page page;
    page.set("LANG", services.config.language);
    show_sentence(page, profile, services.config.language);
    if (const auto& lead = profile.about.empty() ? profile.tagline : profile.about; !lead.empty()) {
        page.section("LEAD").set("TEXT", web::typeset(lead, services.config.language));
    }
    page.set("HANDLE", face_of(services, association).handle);
    page.set_html("BILLET", note_of(services, figures, profile, language));
    show_news(services, page, newest(timelines, Plug::Origin::Here, kNews, sight),
              visitor.may(accounts::Role::Writer), language);
    // What those who manage chose on /gestion/apparence.
    const auto shows = [&](std::string_view part) {
        return std::ranges::find(profile.without, part) == profile.without.end();
    };
    for (const auto& part : side) {
        if (shows(part.key)) page.section("PART").set_html("HTML", part.draw(visitor, language));
    }
    if (shows("voisins")) show_neighbours(services, page, language, kNeighbours);
    if (shows("ailleurs")) show_fields(page, profile);
    page.set_html("WAYS",
                  web::ways_to_follow(services.templates, language, services.mail.is_set()));
    const auto theirs = newest(timelines, Plug::Origin::Peers, kCoupons * 4, sight);
    if (shows("reseau")) show_coupons(services, page, one_of_each(theirs), language);
    return show_page(services, request, visitor,
                     {.title = "",
                      .alternate = association,
                      .modules = {"copier.js"},
                      .styles = {"accueil.css"}},
                     "home/home.html", page);
}

web::Response health(Services& services, const web::Request&) {
    auto written = services.database.write([](storage::Connection& connection) -> Result<void> {
        connection.query("SELECT 1").step();
        return {};
    });
    if (!written) return web::Response::json(503, "application/json", R"({"ok":false})");
    return web::Response::json(200, "application/json", R"({"ok":true})");
}

}  // namespace

void add_front_routes(Services& services, Plug& plug) {
    // Features before this one have plugged theirs in.
    plug.router.get("/", [&services, timelines = plug.timelines, figures = plug.figures,
                          side = plug.front_side](const web::Request& request) {
        return front(services, timelines, figures, side, request);
    });
    plug.router.get("/sante",
                    [&services](const web::Request& request) { return health(services, request); });
}

}  // namespace essaim::home
