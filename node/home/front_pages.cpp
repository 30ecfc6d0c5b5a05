#include "node/home/front_pages.h"

#include <algorithm>

#include "node/storage/connection.h"
#include "node/web/rosette.h"
#include "node/web/typography.h"

namespace essaim::home {

namespace {

using Timelines = decltype(Plug::timelines);

std::vector<TimelineItem> newest(const Timelines& timelines, Plug::Origin origin,
                                 std::size_t limit) {
    std::vector<TimelineItem> all;
    for (const auto& timeline : timelines) {
        auto some = timeline(origin, limit);
        all.insert(all.end(), std::make_move_iterator(some.begin()),
                   std::make_move_iterator(some.end()));
    }
    std::ranges::stable_sort(all, std::greater{}, &TimelineItem::published);
    if (all.size() > limit) all.resize(limit);
    return all;
}

std::string handle_of(Services& services) {
    return "@" + services.federation.actors().association().name + "@" + services.config.host();
}

void describe(web::Page& row, const TimelineItem& item, web::Language language) {
    row.set("TITLE", item.title);
    row.set("SUMMARY", item.summary);
    row.set_url("URL", item.url);
    row.set("ISO", web::iso_time(item.published));
    row.set("DATE", web::format_date(language, item.published));
}

void show_peers(Services& services, web::Page& page) {
    const auto following = services.federation.following();
    if (following.empty()) return;
    auto& peers = page.section("PEERS");
    for (const auto& peer : following) {
        auto& row = peers.section("PEER");
        row.set_url("URL", peer.url);
        row.set("NAME", peer.name);
        row.set("HANDLE", "@" + peer.handle);
    }
}

web::Response front(Services& services, const Timelines& timelines, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto profile = services.federation.profile();
    const auto now = services.clock.now();
    web::Page page;
    page.set("TITLE", profile.title);
    page.set("SENTENCE", profile.sentence.empty() ? profile.title : profile.sentence);
    if (!profile.tagline.empty()) page.section("LEAD").set("TAGLINE", profile.tagline);
    page.set("HANDLE", handle_of(services));
    page.set("HUE", std::to_string(profile.hue));
    page.set_html("ROSETTE", web::rosette(services.federation.actors().association().id, profile.hue,
                                          {.size = 360, .stroke = 0.4, .css_class = "bigros", .dense = true}));
    const auto mine = newest(timelines, Plug::Origin::Here, 5);
    auto reader = services.database.read();
    auto count = reader->query("SELECT count(*) FROM post WHERE local = 1 AND state = 'published'");
    count.step();
    page.set("POSTS", web::format_number(language, count.number(0)));
    page.set("FOLLOWERS", web::format_number(
                              language, static_cast<std::int64_t>(services.federation.followers().size())));
    page.set("FOLLOWING", web::format_number(
                              language, static_cast<std::int64_t>(services.federation.following().size())));
    page.set("AS_OF", services.translations.tr(language, "Compté par le nœud le {date}",
                                               {{"date", web::format_date(language, now)}}));
    if (mine.empty()) {
        auto& empty = page.section("EMPTY");
        if (visitor.may(accounts::Role::Writer)) empty.show("WRITE");
    }
    for (const auto& item : mine) describe(page.section("POST"), item, language);
    show_peers(services, page);
    const auto theirs = newest(timelines, Plug::Origin::Peers, 3);
    if (!theirs.empty()) {
        auto& band = page.section("NETWORK");
        for (const auto& item : theirs) {
            auto& row = band.section("COUPON");
            describe(row, item, language);
            row.set("DATE", web::format_ago(language, item.published, now));
            row.set("AUTHOR", author_name(services, item.author));
            row.set("KIND", services.translations.tr(language, item.kind));
            row.set("HUE", std::to_string(web::hue_of(item.author)));
            row.set_html("ROSETTE",
                         web::rosette(item.author, web::hue_of(item.author),
                                      {.size = 130, .css_class = "cros"}));
        }
    }
    return show_page(services, request, visitor,
                     {.title = profile.tagline.empty() ? profile.title
                                                       : profile.title + ", " + profile.tagline,
                      .alternate = services.federation.actors().association().id,
                      .modules = {"copier.js"}},
                     "home/home.html", page);
}

web::Response network(Services& services, const Timelines& timelines, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto now = services.clock.now();
    web::Page page;
    const auto items = newest(timelines, Plug::Origin::Peers, 50);
    if (items.empty()) {
        auto& empty = page.section("EMPTY");
        if (visitor.may(accounts::Role::Manager)) empty.show("MANAGE");
    }
    for (const auto& item : items) {
        auto& row = page.section("ITEM");
        describe(row, item, language);
        row.set("DATE", web::format_ago(language, item.published, now));
        row.set("AUTHOR", author_name(services, item.author));
        row.set("HANDLE", author_handle(services, item.author));
    }
    show_peers(services, page);
    return show_page(services, request, visitor,
                     {.title = services.translations.tr(language, "Le fil du réseau"),
                      .section = "reseau"},
                     "home/network.html", page);
}

web::Response health(Services& services, const web::Request&) {
    auto written = services.database.write(
        [](storage::Connection& connection) -> Result<void> {
            connection.query("SELECT 1").step();
            return {};
        });
    if (!written) return web::Response::json(503, "application/json", R"({"ok":false})");
    return web::Response::json(200, "application/json", R"({"ok":true})");
}

}  // namespace

void add_front_routes(Services& services, Plug& plug) {
    const auto timelines = plug.timelines;  // features before this one have plugged theirs in
    plug.router.get("/", [&services, timelines](const web::Request& request) {
        return front(services, timelines, request);
    });
    plug.router.get("/reseau", [&services, timelines](const web::Request& request) {
        return network(services, timelines, request);
    });
    plug.router.get("/sante",
                    [&services](const web::Request& request) { return health(services, request); });
}

}  // namespace essaim::home
