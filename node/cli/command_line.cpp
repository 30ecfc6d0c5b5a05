#include "node/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "node/cli/client.h"
#include "node/cli/demo.h"
#include "node/cli/doctor.h"
#include "node/cli/identity_commands.h"
#include "node/cli/printing.h"
#include "node/cli/serve.h"
#include "node/cli/usage.h"

namespace essaim::cli {

namespace {

constexpr const char* kVersion = "0.1.0";

// One command for the node, sent once the arguments are known.
struct Sender {
    std::filesystem::path directory = "essaim-data";
    bool json = false;
    const Words& words;
    int exit_code = 0;

    void operator()(const nlohmann::json& request) {
        auto answer = command_on(directory, request);
        if (!answer) return fail(answer.error().detail);
        if (answer->contains("error")) return fail((*answer)["error"].get<std::string>());
        if (json) {
            std::cout << answer->dump() << "\n";
        } else {
            print_answer(std::cout, *answer, words);
        }
    }
    void fail(const std::string& sentence) {
        if (json) {
            std::cout << nlohmann::json{{"error", sentence}}.dump() << "\n";
        } else {
            std::cerr << words(sentence) << "\n";
        }
        exit_code = 1;
    }
};

std::string standard_input() {
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

std::string contents_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void add_post(CLI::App& app, Sender& send) {
    auto* post =
        app.add_subcommand("post", send.words("Actualités : écrire, lister, modifier, supprimer"));
    post->require_subcommand(1);
    struct Arguments {
        std::string id, title, summary, warning, text, language = "fr";
        bool draft = false, peers = false;
    };
    auto given = std::make_shared<Arguments>();  // outlives this function, inside CLI11's callbacks
    const auto with_text = [&, given](CLI::App* command) {
        command->add_option("--title", given->title, send.words("titre"))->required();
        command->add_option("--summary", given->summary, send.words("résumé"));
        command->add_option("--warning", given->warning,
                            send.words("avertissement, sous lequel le texte est replié"));
        command->add_option("--text", given->text,
                            send.words("texte en Markdown ; sinon l’entrée standard"));
        command->add_option("--language", given->language)->check(CLI::IsMember({"fr", "en"}));
    };
    const auto request = [given](const char* name) {
        return nlohmann::json{{"command", name},
                              {"id", given->id},
                              {"title", given->title},
                              {"summary", given->summary},
                              {"warning", given->warning},
                              {"text", given->text.empty() ? standard_input() : given->text},
                              {"language", given->language},
                              {"draft", given->draft}};
    };
    auto* add = post->add_subcommand("new", send.words("publier une actualité"));
    with_text(add);
    add->add_flag("--draft", given->draft, send.words("garder en brouillon"));
    add->callback([&send, request] { send(request("post.new")); });
    auto* edit = post->add_subcommand("edit", send.words("modifier une actualité"));
    edit->add_option("id", given->id)->required();
    with_text(edit);
    edit->callback([&send, request] { send(request("post.edit")); });
    auto* remove = post->add_subcommand("delete", send.words("supprimer une actualité"));
    remove->add_option("id", given->id)->required();
    remove->callback([&send, given] { send({{"command", "post.delete"}, {"id", given->id}}); });
    auto* list = post->add_subcommand("list", send.words("lister les actualités"));
    list->add_flag("--peers", given->peers, send.words("celles des voisins"));
    list->callback([&send, given] { send({{"command", "post.list"}, {"peers", given->peers}}); });
}

void add_answers(CLI::App& app, Sender& send) {
    struct Arguments {
        std::string to, text, language = "fr";
    };
    auto given = std::make_shared<Arguments>();
    auto* reply =
        app.get_subcommand("post")->add_subcommand("reply", send.words("répondre à un texte"));
    reply->add_option("--to", given->to, send.words("adresse du texte"))->required();
    reply->add_option("--text", given->text,
                      send.words("texte en Markdown ; sinon l’entrée standard"));
    reply->add_option("--language", given->language)->check(CLI::IsMember({"fr", "en"}));
    reply->callback([&send, given] {
        send({{"command", "post.reply"},
              {"to", given->to},
              {"text", given->text.empty() ? standard_input() : given->text},
              {"language", given->language}});
    });
    auto* react =
        app.add_subcommand("react", send.words("Aimer et partager ce que d’autres écrivent"));
    react->require_subcommand(1);
    auto text = std::make_shared<std::string>();
    const auto add = [&](const char* name, const std::string& what) {
        auto* command = react->add_subcommand(name, what);
        command->add_option("id", *text, send.words("adresse du texte"))->required();
        command->callback([&send, text, gesture = std::string(name)] {
            send({{"command", "react"}, {"gesture", gesture}, {"id", *text}});
        });
    };
    add("like", send.words("aimer un texte"));
    add("boost", send.words("partager un texte"));
    add("undo", send.words("reprendre l’un et l’autre"));
}

void add_follow(CLI::App& app, Sender& send) {
    auto* follow = app.add_subcommand("follow", send.words("Suivre d’autres associations"));
    follow->require_subcommand(1);
    auto whom = std::make_shared<std::string>();
    auto* add = follow->add_subcommand("add", send.words("suivre une adresse"));
    add->add_option("whom", *whom, "@nom@serveur")->required();
    add->callback([&send, whom] { send({{"command", "follow.add"}, {"whom", *whom}}); });
    auto* remove = follow->add_subcommand("remove", send.words("ne plus suivre"));
    remove->add_option("whom", *whom)->required();
    remove->callback([&send, whom] { send({{"command", "follow.remove"}, {"whom", *whom}}); });
    struct List {
        std::string file;
        bool yes = false;
    };
    auto given = std::make_shared<List>();
    auto* import = follow->add_subcommand(
        "import",
        send.words("suivre une liste (following_accounts.csv) : d’abord ce qu’elle donnerait"));
    import->add_option("file", given->file)->required()->check(CLI::ExistingFile);
    import->add_flag("--yes", given->yes, send.words("l’appliquer"));
    import->callback([&send, given] {
        send(
            {{"command", "follow.import"}, {"csv", contents_of(given->file)}, {"yes", given->yes}});
    });
    follow->add_subcommand("list", send.words("qui suit qui"))->callback([&send] {
        send({{"command", "follow.list"}});
    });
}

void add_user(CLI::App& app, Sender& send) {
    auto* user = app.add_subcommand("user", send.words("Personnes qui se connectent"));
    user->require_subcommand(1);
    struct Arguments {
        std::string email, name, role = "writer", passphrase;
    };
    auto given = std::make_shared<Arguments>();
    auto* invite = user->add_subcommand("invite", send.words("créer un lien de bienvenue"));
    invite->add_option("--role", given->role, "reader | member | writer | moderator | manager");
    invite->callback([&send, given] { send({{"command", "user.invite"}, {"role", given->role}}); });
    auto* add = user->add_subcommand(
        "add", send.words("créer un compte ; phrase de passe par l’entrée standard"));
    add->add_option("--email", given->email)->required();
    add->add_option("--name", given->name)->required();
    add->add_option("--role", given->role);
    const auto passphrase = [] {
        std::string line;
        std::getline(std::cin, line);
        return line;
    };
    add->callback([&send, given, passphrase] {
        send({{"command", "user.add"},
              {"email", given->email},
              {"name", given->name},
              {"role", given->role},
              {"passphrase", passphrase()}});
    });
    auto* change = user->add_subcommand("passphrase", send.words("changer une phrase de passe"));
    change->add_option("--email", given->email)->required();
    change->callback([&send, given, passphrase] {
        send({{"command", "user.passphrase"},
              {"email", given->email},
              {"passphrase", passphrase()}});
    });
    user->add_subcommand("list", send.words("lister les personnes"))->callback([&send] {
        send({{"command", "user.list"}});
    });
}

void add_moderate(CLI::App& app, Sender& send) {
    const auto& words = send.words;
    auto* moderate = app.add_subcommand("moderate", words("Serveurs écartés, contenus masqués"));
    moderate->require_subcommand(1);
    struct Arguments {
        std::string domain, reason, file, level = "block", iri;
        bool yes = false, linked = false, obfuscate = false, off = false;
    };
    auto given = std::make_shared<Arguments>();
    const auto with_yes = [&words, given](CLI::App* command) {
        command->add_flag("--yes", given->yes,
                          words("même si des abonnés ou des voisins sont perdus"));
    };
    const auto rule = [&, given](const char* level, const std::string& help) {
        auto* command = moderate->add_subcommand(level, help);
        command->add_option("domain", given->domain)->required();
        command->add_option("--reason", given->reason, words("raison, publique"));
        command->add_flag("--obfuscate", given->obfuscate,
                          words("ne pas écrire le nom en entier en public"));
        with_yes(command);
        command->callback([&send, given, name = std::string(level)] {
            send({{"command", "moderate.rule"},
                  {"domain", given->domain},
                  {"level", name},
                  {"reason", given->reason},
                  {"obfuscate", given->obfuscate},
                  {"yes", given->yes}});
        });
    };
    rule("block", words("ne plus rien échanger avec un serveur"));
    rule("silence", words("ôter un serveur des pages publiques"));
    rule("allow", words("admettre un serveur"));
    auto* clear = moderate->add_subcommand("clear", words("lever la règle d’un serveur"));
    clear->add_option("domain", given->domain)->required();
    clear->callback(
        [&send, given] { send({{"command", "moderate.clear"}, {"domain", given->domain}}); });
    auto* only = moderate->add_subcommand("listed-only", words("n’écouter que les serveurs admis"));
    only->add_flag("--off", given->off, words("les écouter tous de nouveau"));
    with_yes(only);
    only->callback([&send, given] {
        send({{"command", "moderate.listed-only"}, {"on", !given->off}, {"yes", given->yes}});
    });
    moderate->add_subcommand("list", words("lister les règles et les contenus masqués"))
        ->callback([&send] { send({{"command", "moderate.list"}}); });
    auto* import = moderate->add_subcommand(
        "import", words("reprendre une liste CSV : d’abord ce qu’elle changerait"));
    import->add_option("file", given->file)->required()->check(CLI::ExistingFile);
    import->add_option("--level", given->level)
        ->check(CLI::IsMember({"block", "silence", "allow"}));
    import->add_option("--reason", given->reason, words("raison, quand la liste n’en donne pas"));
    import->add_flag("--yes", given->yes, words("l’appliquer"));
    import->add_flag("--also-linked", given->linked,
                     words("même là où des abonnés ou des voisins sont perdus"));
    import->callback([&send, given] {
        send({{"command", "moderate.import"},
              {"csv", contents_of(given->file)},
              {"level", given->level},
              {"source", given->reason.empty() ? given->file : given->reason},
              {"yes", given->yes},
              {"linked", given->linked}});
    });
    moderate->add_subcommand("export", words("écrire nos règles en CSV"))->callback([&send] {
        send({{"command", "moderate.export"}});
    });
    for (const bool hides : {true, false}) {
        auto* command = moderate->add_subcommand(hides ? "hide" : "show",
                                                 hides ? words("masquer un texte ou une personne")
                                                       : words("remontrer ce qui est masqué"));
        command->add_option("iri", given->iri)->required();
        if (hides) command->add_option("--reason", given->reason);
        command->callback([&send, given, hides] {
            send({{"command", hides ? "moderate.hide" : "moderate.show"},
                  {"iri", given->iri},
                  {"reason", given->reason}});
        });
    }
}

void add_node(CLI::App& app, Sender& send, const Words& words) {
    auto init = std::make_shared<InitOptions>();
    auto* create = app.add_subcommand("init", words("Créer un nœud dans un répertoire"));
    create->add_option("--url", init->url, "https://lanoisette.example")->required();
    create->add_option("--name", init->name, words("nom court de l’association : a-z, 0-9, _"))
        ->required();
    create->add_option("--title", init->title, words("nom de l’association"))->required();
    create->add_option("--port", init->port)->default_val(8470);
    create->add_option("--allow-address", init->allow_addresses,
                       words("adresse de test admise malgré la protection (127.0.0.1:8471)"));
    create->add_flag("--yes", [](std::int64_t) {}, words("sans question"));
    create->callback([&send, init, &words] {
        init->directory = send.directory;
        send.exit_code = run_init(*init, words);
    });
    auto serve = std::make_shared<ServeOptions>();
    auto* start = app.add_subcommand("serve", words("Faire tourner le nœud"));
    start->add_flag("--welcome", serve->welcome,
                    words("afficher un lien de bienvenue si personne ne gère encore"));
    start->add_option("--ready-file", serve->ready_file);
    start->callback([&send, serve, &words] {
        serve->directory = send.directory;
        send.exit_code = run_serve(*serve, words);
    });
    auto demo = std::make_shared<DemoOptions>();
    auto* show = app.add_subcommand("demo", words("Trois nœuds d’essai sur cette machine"));
    show->add_flag("--keep", demo->keep, words("garder les données à l’arrêt"));
    show->add_flag("--headless", demo->headless);
    show->add_option("--ready-file", demo->ready_file);
    show->add_option("--seed", demo->seed);
    show->add_option("--port", demo->first_port)->default_val(8471);
    show->add_option("--speed", demo->speed, words("le temps passe N fois plus vite"))
        ->check(CLI::Range(1, 3600));
    show->callback([&send, demo] { send.exit_code = run_demo(*demo); });
    app.add_subcommand("doctor", words("Dire ce qui empêcherait d’être suivi"))
        ->callback(
            [&send, &words] { send.exit_code = run_doctor(send.directory, send.json, words); });
    app.add_subcommand("version", words("Version du programme"))->callback([&send] {
        if (send.json) {
            std::cout << nlohmann::json{{"version", kVersion}}.dump() << "\n";
        } else {
            std::cout << "essaim " << kVersion << "\n";
        }
    });
    app.add_subcommand("letter", words("La lettre de la semaine"))
        ->require_subcommand(1)
        ->add_subcommand("send", words("l’envoyer sans attendre lundi, s’il y a du nouveau"))
        ->callback([&send] { send({{"command", "letter.send"}}); });
    auto* queue = app.add_subcommand("queue", words("Envois en attente"));
    auto host = std::make_shared<std::string>();
    queue->add_subcommand("list", words("lister les serveurs où quelque chose attend"));
    auto* retry = queue->add_subcommand(
        "retry", words("réessayer maintenant, et ce qui est abandonné aussi"));
    retry->add_option("host", *host)->required();
    retry->callback([&send, host] { send({{"command", "queue.retry"}, {"host", *host}}); });
    auto* drop = queue->add_subcommand("drop", words("abandonner ce qui attend un serveur"));
    drop->add_option("host", *host)->required();
    drop->callback([&send, host] { send({{"command", "queue.drop"}, {"host", *host}}); });
    queue->callback([&send, retry, drop] {
        if (!retry->parsed() && !drop->parsed()) send({{"command", "queue.list"}});
    });
}

}  // namespace

int run(int argc, const char* const* argv) {
    const Words words;
    CLI::App app(words("essaim : le nœud d’une monnaie locale"), "essaim");
    speak(app, words);
    app.require_subcommand(1);
    app.fallthrough();
    Sender send{.words = words};
    app.add_option("--dir", send.directory, words("répertoire des données"))
        ->envname("ESSAIM_DATA");
    app.add_flag("--json", send.json, words("réponses en JSON"));
    add_node(app, send, words);
    add_user(app, send);
    add_post(app, send);
    add_answers(app, send);
    add_follow(app, send);
    add_moderate(app, send);
    add_identity_words(app, words, [&send](const nlohmann::json& request) { send(request); });
    name_groups(app, words);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return explain(app, error, words);
    }
    return send.exit_code;
}

}  // namespace essaim::cli
