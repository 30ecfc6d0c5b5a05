#include "node/cli/serve.h"

#include <csignal>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "node/app.h"
#include "node/cli/commands.h"
#include "node/cli/control.h"
#include "node/cli/doctor.h"
#include "node/cli/signals.h"

namespace essaim::cli {

namespace {

// The configuration, or every problem of it on standard error.
std::optional<base::Config> configuration_in(const std::filesystem::path& file) {
    auto config = base::read_config(file);
    if (config) return std::move(*config);
    for (const auto& problem : config.error()) {
        std::cerr << file.string() << ":" << problem.line << ": " << problem.message << "\n";
    }
    return std::nullopt;
}

std::optional<base::Config> configuration(const std::filesystem::path& directory,
                                          const Words& words) {
    const auto file = directory / "essaim.toml";
    if (std::filesystem::exists(file)) return configuration_in(file);
    std::cerr << words("Il n’y a pas de nœud dans {dir}. Créez-le : essaim init",
                       {{"dir", directory.string()}})
              << "\n";
    return std::nullopt;
}

bool has_manager(App& app) {
    for (const auto& account : app.services().accounts.list()) {
        if (account.role == accounts::Role::Manager) return true;
    }
    return false;
}

}  // namespace

int run_init(const InitOptions& options, const Words& words) {
    const auto file = options.directory / "essaim.toml";
    if (std::filesystem::exists(file)) {
        std::cerr << words("Il y a déjà un nœud dans {dir}.", {{"dir", options.directory.string()}})
                  << "\n";
        return 1;
    }
    // It gets its name last: an init that was interrupted can be repeated.
    const auto draft = options.directory / "essaim.toml.new";
    try {
        std::filesystem::create_directories(options.directory);
        std::filesystem::permissions(options.directory, std::filesystem::perms::owner_all);
        std::ofstream(draft) << base::config_template({.public_url = options.url,
                                                       .name = options.name,
                                                       .title = options.title,
                                                       .port = options.port,
                                                       .allow_addresses = options.allow_addresses});
        const auto config = configuration_in(draft);
        if (!config) {
            std::filesystem::remove(draft);
            return 1;
        }
        App::initialise(*config, options.directory,
                        {.title = options.title, .tagline = {}, .sentence = {}, .hue = 0});
        std::filesystem::rename(draft, file);
    } catch (const std::runtime_error& failure) {
        std::error_code ignored;
        std::filesystem::remove(draft, ignored);
        std::cerr << failure.what() << "\n";
        return 1;
    }
    std::cout << words("Le nœud est prêt dans {dir}.", {{"dir", options.directory.string()}})
              << "\n";
    return 0;
}

int run_serve(const ServeOptions& options, const Words& words) {
    auto config = configuration(options.directory, words);
    if (!config) return 1;
    try {
        const Signals signals;  // before any thread, so that all inherit the mask
        App app(std::move(*config), {.directory = options.directory});
        app.start();
        const ControlServer control(
            options.directory / "essaim.sock",
            [&](const nlohmann::json& request) { return run_command(app, request); });
        if (options.welcome && !has_manager(app)) {
            const auto answer = run_command(app, {{"command", "user.invite"}, {"role", "manager"}});
            std::cout << "\n  "
                      << words("Ouvrez ce lien pour commencer (valable 24 h, une seule fois) :")
                      << "\n  " << answer.value("link", "") << "\n\n"
                      << std::flush;
        }
        if (!options.ready_file.empty()) {
            std::ofstream(options.ready_file)
                << nlohmann::json{{"port", app.port()}}.dump() << "\n";
        }
        signals.wait();
        app.stop();
    } catch (const std::runtime_error& failure) {
        std::cerr << failure.what() << "\n";
        return 1;
    }
    return 0;
}

int run_doctor(const std::filesystem::path& directory, bool json, const Words& words) {
    const auto config = configuration(directory, words);
    if (!config) return 1;
    bool good = true;
    nlohmann::json findings = nlohmann::json::array();
    for (const auto& finding : examine(*config, words, signer_of(directory, *config))) {
        good = good && finding.good;
        findings.push_back(
            {{"good", finding.good}, {"what", finding.what}, {"advice", finding.advice}});
        if (json) continue;
        std::cout << (finding.good ? "✔ " : "✘ ") << finding.what << "\n";
        if (!finding.advice.empty()) std::cout << "  → " << finding.advice << "\n";
    }
    if (json) std::cout << nlohmann::json{{"ok", good}, {"findings", findings}}.dump() << "\n";
    return good ? 0 : 1;
}

}  // namespace essaim::cli
