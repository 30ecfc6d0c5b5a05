#include "node/directory/feature.h"

#include "node/base/log.h"
#include "node/directory/api.h"
#include "node/directory/card_files.h"
#include "node/directory/card_objects.h"
#include "node/directory/card_page.h"
#include "node/directory/cards.h"
#include "node/directory/crawl.h"
#include "node/directory/desk_pages.h"
#include "node/directory/directory_pages.h"
#include "node/directory/figure_desk.h"
#include "node/directory/figures_pages.h"
#include "node/directory/known_sums.h"
#include "node/directory/observation_inbox.h"
#include "node/directory/observation_objects.h"
#include "node/directory/own_word.h"
#include "node/directory/receiving.h"
#include "node/directory/reminder.h"
#include "node/directory/shipped.h"
#include "node/storage/connection.h"

namespace essaim::directory {

void add_directory(Services& services, Plug& plug, net::HttpClient& http) {
    auto loaded = services.database.write([&](storage::Connection& connection) {
        return load_shipped(connection, services.clock.now());
    });
    if (!loaded) base::log::error("initiatives not loaded", {{"why", loaded.error().detail}});
    register_card_inbox(services);
    register_observation_inbox(services);
    add_crawl_job(services);
    add_sites_job(services, http);
    add_reminder_job(services);
    add_directory_routes(services, plug.router);
    add_export_routes(services, plug.router);
    add_api_routes(services, plug.router);
    add_object_routes(services, plug.router);
    add_observation_routes(services, plug.router);
    const auto sums = std::make_shared<KnownSums>();
    add_figure_routes(services, plug.router, sums);
    add_figure_file_routes(services, plug.router, sums);
    add_desk_routes(services, plug.router);
    add_figure_desk_routes(services, plug.router);
    add_card_routes(services, plug.router);
    plug.embeddable.emplace_back(
        [&services](const std::string& path) { return embeddable_card(services, path); });
    plug.public_pages.push_back([&services] {
        std::vector<PublicPage> pages = {{"/reseau/annuaire"}};
        auto reader = services.database.read();
        for (const auto& card : seen_cards(services, *reader, {}, sight_of(services)).cards)
            pages.push_back({"/reseau/annuaire/" + card.slug, card.said_at});
        return pages;
    });
}

}  // namespace essaim::directory
