#include "node/cli/identity_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "node/federation/identity.h"

namespace essaim::cli {

namespace {

using nlohmann::json;

json refused(const Error& error) { return {{"error", error.detail}}; }

std::string argument(const json& request, const char* name) {
    const auto found = request.find(name);
    return found != request.end() && found->is_string() ? found->get<std::string>() : std::string();
}

federation::Identity& identity_of(App& app) { return app.services().federation.identity(); }

void journal(App& app, const char* what, const std::string& whom) {
    app.services().accounts.journal("cli", what, whom);
}

json keys_state(App& app, const json&) {
    const auto state = identity_of(app).keys.state();
    json answer = {{"key", app.services().federation.actors().association().key_id()},
                   {"untold", state.untold}};
    if (state.rotated) answer["rotated"] = base::to_millis(*state.rotated);
    return answer;
}

json keys_rotate(App& app, const json& request) {
    if (auto rotated = identity_of(app).keys.rotate(); !rotated) return refused(rotated.error());
    journal(app, "keys.rotate", "");
    return keys_state(app, request);
}

json alias_add(App& app, const json& request) {
    const auto alias = identity_of(app).moves.add_alias(argument(request, "whom"));
    if (!alias) return refused(alias.error());
    journal(app, "alias.add", alias->actor);
    return {{"actor", alias->actor}, {"handle", alias->handle}};
}

json alias_remove(App& app, const json& request) {
    const auto whom = argument(request, "whom");
    auto& moves = identity_of(app).moves;
    for (const auto& alias : moves.aliases()) {
        if (alias.actor != whom && alias.handle != whom && alias.handle != "@" + whom) continue;
        if (auto removed = moves.remove_alias(alias.actor); !removed)
            return refused(removed.error());
        journal(app, "alias.remove", alias.actor);
        return {{"removed", alias.actor}};
    }
    return {{"error", "Cette adresse n’est pas dans la liste."}};
}

json alias_list(App& app, const json&) {
    json rows = json::array();
    for (const auto& alias : identity_of(app).moves.aliases()) {
        rows.push_back({{"actor", alias.actor}, {"handle", alias.handle}});
    }
    return {{"aliases", std::move(rows)}};
}

json move_to(App& app, const json& request) {
    const auto home = identity_of(app).moves.move_to(argument(request, "to"));
    if (!home) return refused(home.error());
    journal(app, "move", home->actor);
    return {{"moved", home->actor}, {"handle", home->handle}};
}

json move_back(App& app, const json&) {
    if (auto back = identity_of(app).moves.come_back(); !back) return refused(back.error());
    journal(app, "move.back", "");
    return {{"moved", nullptr}};
}

json texts_set(App& app, const json& request) {
    auto profile = app.services().federation.profile();
    if (const auto form = argument(request, "form"); !form.empty()) {
        profile.full_texts = form == "full";
        if (auto set = app.services().federation.set_profile(profile); !set)
            return refused(set.error());
        journal(app, "profile", "texts");
    }
    return {{"texts", profile.full_texts ? "full" : "summary"}};
}

}  // namespace

Commands identity_commands() {
    return {{"keys.state", keys_state},     {"keys.rotate", keys_rotate}, {"alias.add", alias_add},
            {"alias.remove", alias_remove}, {"alias.list", alias_list},   {"move.to", move_to},
            {"move.back", move_back},       {"texts.set", texts_set}};
}

void add_identity_words(CLI::App& app, const Words& words, Send send) {
    auto* keys = app.add_subcommand("keys", words("Clés qui signent ce que le nœud envoie"));
    keys->require_subcommand(1);
    keys->add_subcommand("show", words("laquelle sert, et qui ne la connaît pas encore"))
        ->callback([send] { send({{"command", "keys.state"}}); });
    keys->add_subcommand("rotate", words("en faire de nouvelles, annoncées avec les anciennes"))
        ->callback([send] { send({{"command", "keys.rotate"}}); });

    auto whom =
        std::make_shared<std::string>();  // outlives this function, inside CLI11's callbacks
    auto* alias = app.add_subcommand("alias", words("Anciennes adresses de l’association"));
    alias->require_subcommand(1);
    auto* add =
        alias->add_subcommand("add", words("nommer une ancienne adresse, pour en déménager"));
    add->add_option("whom", *whom, "@nom@serveur")->required();
    add->callback([send, whom] { send({{"command", "alias.add"}, {"whom", *whom}}); });
    auto* remove = alias->add_subcommand("remove", words("ne plus la nommer"));
    remove->add_option("whom", *whom)->required();
    remove->callback([send, whom] { send({{"command", "alias.remove"}, {"whom", *whom}}); });
    alias->add_subcommand("list", words("les lister"))->callback([send] {
        send({{"command", "alias.list"}});
    });

    auto form = std::make_shared<std::string>();
    auto* texts = app.add_subcommand(
        "texts", words("Ce que Mastodon montre des actualités à venir : résumé ou texte complet"));
    texts->add_option("form", *form)->check(CLI::IsMember({"full", "summary"}));
    texts->callback([send, form] { send({{"command", "texts.set"}, {"form", *form}}); });

    struct Move {
        std::string to;
        bool back = false;
    };
    auto given = std::make_shared<Move>();
    auto* move = app.add_subcommand(
        "move", words("Déménager : inviter les abonnés à suivre une autre adresse"));
    auto* to = move->add_option("--to", given->to,
                                words("la nouvelle adresse, qui nomme celle-ci : @nom@serveur"));
    auto* back = move->add_flag("--back", given->back, words("revenir, au bout de sept jours"));
    to->excludes(back);
    move->require_option(1);
    move->callback([send, given] {
        given->back ? send({{"command", "move.back"}})
                    : send({{"command", "move.to"}, {"to", given->to}});
    });
}

}  // namespace essaim::cli
