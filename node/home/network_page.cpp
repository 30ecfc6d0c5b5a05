#include "node/home/network_page.h"

#include <algorithm>

#include "node/home/timeline.h"
#include "node/web/bits.h"
#include "node/web/rosette.h"
#include "node/web/social.h"
#include "node/web/typography.h"

namespace essaim::home {

namespace {

constexpr std::size_t kItems = 30;  // each with a drawing: the page stays light
constexpr std::size_t kAtTheSide = 8;
constexpr std::size_t kOnAPage = 60;

std::string day_of(Services& services, web::Language language, base::Instant then) {
    const auto now = services.clock.now();
    if (web::iso_day(then) == web::iso_day(now))
        return services.translations.tr(language, "Aujourd’hui");
    if (web::iso_day(then) == web::iso_day(now - std::chrono::hours(24))) {
        return services.translations.tr(language, "Hier");
    }
    return web::format_date(language, then);
}

void show_nothing(Services& services, web::Page& page, bool manager, web::Language language) {
    const auto& words = services.translations;
    const bool alone = neighbours(services).empty();
    const auto sentence =
        alone ? words.tr(language, "Nous ne suivons encore aucune autre association.")
              : words.tr(language, "Rien n’est encore arrivé de nos voisins.");
    page.set_html("EMPTY", web::empty_state(
                               services.templates, language, sentence,
                               manager && alone
                                   ? web::Link{std::string(web::tr_later("Suivre une association")),
                                               "/gestion/reseau"}
                                   : web::Link{}));
}

// What a person who writes here may do with it.
web::SafeHtml buttons(Services& services, const accounts::Visitor& visitor,
                      const TimelineItem& item, web::Language language) {
    if (!visitor.may(accounts::Role::Writer)) return {};
    return web::social_bar(services.templates, language,
                           {.object = item.id,
                            .back = "/reseau",
                            .csrf = visitor.csrf_token,
                            .liked = item.liked,
                            .boosted = item.boosted});
}

web::Response network(Services& services, const Timelines& timelines, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto now = services.clock.now();
    web::Page page;
    const auto items = newest(timelines, Plug::Origin::Peers, kItems, sight_of(services, visitor));
    if (items.empty()) {
        show_nothing(services, page, visitor.may(accounts::Role::Manager), language);
    } else {
        page.set_html("EMPTY", {});
    }
    const auto anybody = sight_of(services);
    std::string day;
    for (const auto& item : items) {
        const auto face = face_of(services, item.author);
        auto& row = page.section("ITEM");
        describe(row, item);
        if (auto its = day_of(services, language, item.published); its != day) {
            day = std::move(its);
            row.section("DAY").set("NAME", day);
        }
        const auto more = item.more ? item.more(visitor, language, "/reseau") : web::SafeHtml();
        if (!item.folded.empty()) {
            row.section("FOLDED")
                .set("LANG", item.language)
                .set("TEXT", web::typeset(item.folded, item.language))
                .set_html("MORE", more);
        }
        row.set("DATE", web::format_ago(language, item.published, now));
        row.set("AUTHOR", face.name);
        row.set("HANDLE", face.handle);
        row.set_html("ROSETTE", web::rosette(item.author, face.hue));
        for (const auto& by : item.shared_by)
            row.section("SHARED").set("BY", face_of(services, by).name);
        row.set_html("MORE", item.folded.empty() ? more : web::SafeHtml());
        row.set_html("BAR", buttons(services, visitor, item, language));
        row.set("REPORT_URL", report_url(item.id));
        if (!anybody.sees({.id = item.id, .author = item.author})) row.show("QUIET");
    }
    if (visitor.may(accounts::Role::Manager)) page.show("MANAGE");
    show_neighbours(services, page, language, kAtTheSide);
    return show_page(
        services, request, visitor,
        {.title = services.translations.tr(language, "Le fil du réseau"), .section = "reseau"},
        "home/network.html", page);
}

web::Response all_neighbours(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto number = whole_number(request.query_value("page").value_or("1")).value_or(1);
    const auto at = std::clamp<std::int64_t>(number, 1, 1000);
    const auto from = static_cast<std::size_t>(at - 1) * kOnAPage;
    const auto count = neighbours(services).size();
    web::Page page;
    page.set("LEAD", words.trn(language, "Nous suivons une association.",
                               "Nous suivons {n} associations.", static_cast<std::int64_t>(count)));
    show_neighbours(services, page, language, kOnAPage, from);
    const auto address = [](std::int64_t wanted) {
        return "/reseau/voisins" + (wanted > 1 ? "?page=" + std::to_string(wanted) : std::string());
    };
    page.set_html("PAGER", web::pager(services.templates, language, at > 1 ? address(at - 1) : "",
                                      from + kOnAPage < count ? address(at + 1) : ""));
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Nos voisins"), .section = "reseau"},
                     "home/neighbours.html", page);
}

}  // namespace

void add_network_route(Services& services, Plug& plug) {
    plug.router.get("/reseau",
                    [&services, timelines = plug.timelines](const web::Request& request) {
                        return network(services, timelines, request);
                    });
    plug.router.get("/reseau/voisins", [&services](const web::Request& request) {
        return all_neighbours(services, request);
    });
}

}  // namespace essaim::home
