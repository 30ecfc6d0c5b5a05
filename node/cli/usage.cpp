#include "node/cli/usage.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

namespace essaim::cli {

namespace {

std::string sentence_of(const CLI::ParseError& error, const Words& words) {
    const std::string said = error.what();
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
        const auto end = said.find(" is required");
        if (end == std::string::npos || said.starts_with("A subcommand"))
            return words("Il manque une commande, ou elle est inconnue.");
        return words("Il manque {argument}.", {{"argument", said.substr(0, end)}});
    }
    const auto colon = said.find(": ");
    const auto rest = colon == std::string::npos ? said : said.substr(colon + 2);
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
        return words("Ceci est de trop : {argument}", {{"argument", rest}});
    if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr ||
        dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
        return words("Cette valeur ne va pas : {argument}", {{"argument", said}});
    }
    return said;
}

}  // namespace

void speak(CLI::App& app, const Words& words) {
    app.set_help_flag("-h,--help", words("afficher cette aide"));
    auto formatter = app.get_formatter();
    formatter->label("Usage", words("Utilisation"));
    formatter->label("OPTIONS", words("OPTIONS"));
    formatter->label("SUBCOMMAND", words("COMMANDE"));
    formatter->label("REQUIRED", words("OBLIGATOIRE"));
    formatter->label("TEXT", words("TEXTE"));
    formatter->label("Env", words("variable"));
}

void name_groups(CLI::App& app, const Words& words) {
    for (auto* option : app.get_options()) option->group(words("Options"));
    for (auto* command : app.get_subcommands([](CLI::App*) { return true; })) {
        command->group(words("Commandes"));
        name_groups(*command, words);
    }
}

int explain(const CLI::App& app, const CLI::ParseError& error, const Words& words) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << sentence_of(error, words) << "\n" << words("Aide : essaim --help") << "\n";
    return 2;
}

}  // namespace essaim::cli
