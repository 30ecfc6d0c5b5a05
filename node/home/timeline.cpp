#include "node/home/timeline.h"

#include <algorithm>
#include <iterator>

#include "node/web/rosette.h"
#include "node/web/typography.h"

namespace essaim::home {

std::vector<TimelineItem> newest(const Timelines& timelines, Plug::Origin origin, std::size_t limit,
                                 const federation::Sight& sight) {
    std::vector<TimelineItem> all;
    for (const auto& timeline : timelines) {
        auto some = timeline(origin, limit, sight);
        all.insert(all.end(), std::make_move_iterator(some.begin()),
                   std::make_move_iterator(some.end()));
    }
    std::ranges::stable_sort(all, std::greater{}, &TimelineItem::published);
    if (all.size() > limit) all.resize(limit);
    return all;
}

void describe(web::Page& row, const TimelineItem& item) {
    row.set("TITLE", web::typeset(item.title, item.language));
    row.set("SUMMARY", web::typeset(item.summary, item.language));
    row.set("LANG", item.language);
    row.set_url("URL", item.url);
    row.set("ISO", web::iso_time(item.published));
}

void show_neighbours(Services& services, web::Page& page, web::Language language, std::size_t most,
                     std::size_t from) {
    const auto following = neighbours(services);
    if (following.empty()) return;
    auto& peers = page.section("PEERS");
    if (following.size() > most)
        peers.section("MORE").set(
            "LABEL", services.translations.trn(language, "Le voisin", "Les {n} voisins",
                                               static_cast<std::int64_t>(following.size())));
    for (std::size_t i = from; i < following.size() && i < from + most; ++i) {
        const auto& peer = following[i];
        const auto face = face_of(services, peer.actor);
        auto& row = peers.section("PEER");
        row.set_html("ROSETTE", web::rosette(peer.actor, face.hue));
        row.set_url("URL", face.url);
        row.set("NAME", face.name);
        row.set("HANDLE", face.handle);
        if (services.federation.is_follower(peer.actor)) row.show("MUTUAL");
    }
}

}  // namespace essaim::home
