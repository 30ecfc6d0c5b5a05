#include "node/cli/demo.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>
#include <vector>

#include "node/app.h"
#include "node/base/log.h"
#include "node/base/random.h"
#include "node/cli/demo_documents.h"
#include "node/cli/demo_figures.h"
#include "node/cli/demo_story.h"
#include "node/cli/fast_clock.h"
#include "node/cli/signals.h"
#include "node/cli/words.h"
#include "node/directory/saying.h"
#include "node/directory/shipped.h"
#include "node/news/publishing.h"

namespace essaim::cli {

namespace {

using namespace std::chrono_literals;

struct DemoNode {
    const DemoAssociation* association;
    std::string url;
    std::unique_ptr<App> app;
    std::string link;  // signs in, once
};

base::Config config_of(const DemoAssociation& association, int port,
                       const std::vector<std::string>& addresses) {
    base::Config config;
    config.public_url = "http://" + association.host + ":" + std::to_string(port);
    config.name = association.name;
    config.title = association.profile.title;
    config.http.port = port;
    config.federation.allow_addresses = addresses;
    return config;
}

std::unique_ptr<App> build(const DemoAssociation& association, base::Config config,
                           const std::filesystem::path& directory, const base::Clock& clock) {
    config.data_directory = directory;
    std::filesystem::create_directories(directory);
    App::initialise(config, directory, association.profile);
    return std::make_unique<App>(std::move(config),
                                 AppOptions{.directory = directory, .clock = &clock});
}

// Jobs sleep in real time: where time runs, they look at the clock more often.
void hurry(const std::vector<DemoNode>& nodes, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::this_thread::sleep_for(200ms);
        for (const auto& node : nodes) node.app->services().jobs.wake();
    }
}

// Everybody follows everybody, then publishes: all of it through the real inboxes.
void bring_to_life(std::vector<DemoNode>& nodes, std::uint64_t seed) {
    for (auto& node : nodes) {
        for (auto& other : nodes) {
            if (&other == &node) continue;
            auto followed = node.app->services().federation.follow(
                "@" + other.association->name + "@" + other.app->services().config.host());
            if (!followed) throw std::runtime_error("demo: " + followed.error().detail);
        }
    }
    const auto until = std::chrono::steady_clock::now() + 5s;
    for (auto& node : nodes) {
        while (node.app->services().federation.followers().size() + 1 < nodes.size() &&
               std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(10ms);
        }
    }
    for (auto& node : nodes) {
        auto& services = node.app->services();
        auto shown = services.database.write(directory::show_shipped);
        if (!shown) throw std::runtime_error("demo: " + shown.error().detail);
        auto card = nlohmann::json::parse(node.association->card);
        card["website"] = node.url;
        if (auto said = directory::say_own_card(services, std::move(card)); !said)
            throw std::runtime_error("demo: " + said.error().detail);
        if (auto given = give_figures(services, *node.association); !given)
            throw std::runtime_error("demo: " + given.error().detail);
    }
    if (auto given = give_published_sums(nodes.front().app->services()); !given)
        throw std::runtime_error("demo: " + given.error().detail);
    for (auto& node : nodes) {
        if (auto given = give_documents(node.app->services(), node.association->name); !given)
            throw std::runtime_error("demo: " + given.error().detail);
    }
    std::mt19937_64 order(seed);
    for (auto& node : nodes) {
        auto posts = node.association->posts;
        if (seed != 0) std::ranges::shuffle(posts, order);
        for (const auto& post : posts) {
            auto published = news::Publishing(node.app->services())
                                 .add(post, news::PostState::Published, "demo");
            if (!published) throw std::runtime_error("demo: " + published.error().detail);
        }
    }
}

void open_a_door(DemoNode& node) {
    auto code = node.app->services().accounts.new_invitation(accounts::Role::Manager, 24h);
    if (!code) throw std::runtime_error("demo: " + code.error().detail);
    node.link = node.url + "/bienvenue/" + *code;
}

void tell(const std::vector<DemoNode>& nodes, const DemoOptions& options,
          const std::filesystem::path& directory, const Words& words) {
    if (!options.ready_file.empty()) {
        nlohmann::json ready = nlohmann::json::array();
        for (const auto& node : nodes) {
            ready.push_back({{"name", node.association->profile.title},
                             {"url", node.url},
                             {"link", node.link}});
        }
        const auto partial = options.ready_file.string() + ".part";
        std::ofstream(partial) << ready.dump() << "\n";
        std::filesystem::rename(partial, options.ready_file);
    }
    if (options.headless) return;
    for (const auto& node : nodes) {
        std::cout << "\n  " << node.association->profile.title << "\n    " << node.url << "/\n    "
                  << words("se connecter :") << " " << node.link << "\n";
    }
    std::cout << "\n  "
              << (options.keep ? words("Ctrl+C arrête ; les données restent dans {dir}.",
                                       {{"dir", directory.string()}})
                               : words("Ctrl+C arrête et efface ; --keep garde."))
              << "\n"
              << std::flush;
}

}  // namespace

int run_demo(const DemoOptions& options) {
    const Words words;
    const auto directory = std::filesystem::temp_directory_path() /
                           ("essaim-demo-" + base::new_ulid(base::SystemClock().now()));
    int exit_code = 0;
    try {
        const Signals signals;
        base::log::set_level(base::log::Level::Warning);
        const auto& associations = demo_associations();
        std::vector<std::string> addresses;
        for (std::size_t i = 0; i < associations.size(); ++i) {
            addresses.push_back("127.0.0.1:" +
                                std::to_string(options.first_port + static_cast<int>(i)));
        }
        const FastClock clock(options.speed);  // outlives the nodes
        std::vector<DemoNode> nodes(associations.size());
        std::vector<std::jthread> builders;  // keys take time: all three at once
        std::exception_ptr failure;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            builders.emplace_back([&, i] {
                try {
                    auto config = config_of(associations[i],
                                            options.first_port + static_cast<int>(i), addresses);
                    nodes[i].association = &associations[i];
                    nodes[i].url = config.public_url;
                    nodes[i].app = build(associations[i], std::move(config),
                                         directory / associations[i].name, clock);
                } catch (...) {
                    failure = std::current_exception();
                }
            });
        }
        for (auto& builder : builders) builder.join();
        if (failure) std::rethrow_exception(failure);
        for (auto& node : nodes) node.app->start();
        bring_to_life(nodes, options.seed);
        for (auto& node : nodes) open_a_door(node);
        tell(nodes, options, directory, words);
        {
            std::jthread hurrying;
            if (options.speed > 1) {
                hurrying =
                    std::jthread([&nodes](const std::stop_token& stop) { hurry(nodes, stop); });
            }
            signals.wait();
        }
        for (auto& node : nodes) node.app->stop();
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << "\n";
        exit_code = 1;
    }
    if (!options.keep) {
        std::error_code ignored;
        std::filesystem::remove_all(directory, ignored);
    }
    return exit_code;
}

}  // namespace essaim::cli
