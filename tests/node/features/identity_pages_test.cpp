#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "node/base/text.h"
#include "node/cli/commands.h"
#include "node/federation/identity.h"
#include "node/news/publishing.h"
#include "tests/node/features/running_app.h"

using namespace essaim;
using namespace essaim::test;
using accounts::Role;
using nlohmann::json;

namespace {

// Somebody in front of the pages: asks and sends forms with their token.
class Person {
  public:
    Person(RunningApp& app, Role role) : app_(app), cookie_(app.signed_in(role)) {}
    std::string get(const std::string& path) {
        return app_.ask("GET", path, cookie_ + "Accept: text/html\r\n");
    }
    std::string post(const std::string& path,
                     const std::vector<std::pair<std::string, std::string>>& fields) {
        web::Request request;
        request.headers = {{"cookie", cookie_.substr(8, cookie_.size() - 10)}};
        std::string body = "csrf=" + app_.services().accounts.visitor(request).csrf_token;
        for (const auto& [name, value] : fields)
            body += "&" + name + "=" + base::percent_encode(value);
        return app_.ask("POST", path,
                        cookie_ + "Content-Type: application/x-www-form-urlencoded\r\n", body);
    }

  private:
    RunningApp& app_;
    std::string cookie_;
};

bool says(const std::string& answer, const std::string& text) {
    return answer.find(text) != std::string::npos;
}

std::string location(const std::string& answer) {
    const auto at = answer.find("\r\nLocation: ");
    return at == std::string::npos ? ""
                                   : answer.substr(at + 12, answer.find("\r\n", at + 2) - at - 12);
}

federation::Identity& identity_of(RunningApp& app) { return app.services().federation.identity(); }

}  // namespace

TEST_CASE("every public page tells what it is to who shows a link to it, and whom to credit") {
    RunningApp app;
    federation::Profile profile{
        .title = "La Noisette", .tagline = {}, .sentence = "Une monnaie \"d'ici\" & d'ailleurs"};
    profile.fields = {{"Mastodon", "https://mastodon.example/@noisette"}, {"Siège", "Corvol"}};
    REQUIRE(app.services().federation.set_profile(profile));
    const auto home = app.page("/");
    CHECK(says(home, "<meta property=\"og:title\" content=\"La Noisette\">"));
    CHECK(says(home,
               "<meta property=\"og:description\" content=\"Une monnaie &quot;d&#39;ici&quot; "
               "&amp; d&#39;ailleurs\">"));
    CHECK(says(home, "<meta property=\"og:url\" content=\"https://lanoisette.example/\">"));
    CHECK(says(home, "<meta property=\"og:type\" content=\"website\">"));
    CHECK(says(home, "<meta property=\"og:site_name\" content=\"La Noisette\">"));
    CHECK(says(home,
               "<meta property=\"og:image\" content=\"https://lanoisette.example/static/rosette/"));
    CHECK(
        says(home, "<meta name=\"fediverse:creator\" content=\"@lanoisette@lanoisette.example\">"));
    CHECK(says(home,
               "<link rel=\"alternate\" type=\"application/activity+json\" "
               "href=\"https://lanoisette.example/@lanoisette\">"));
    CHECK(says(home,
               "Link: <https://lanoisette.example/@lanoisette>; rel=\"alternate\"; "
               "type=\"application/activity+json\""));
    CHECK(says(home,
               "<a href=\"https://mastodon.example/@noisette\" rel=\"me "
               "noopener\">mastodon.example/@noisette</a>"));
    CHECK(says(home, "<span lang=\"fr\">Corvol</span>"));

    const auto post =
        news::Publishing(app.services())
            .add({.title = "Le marché", .summary = "Samedi, place du marché.", .source = "Venez."},
                 news::PostState::Published, "test");
    REQUIRE(post);
    const auto article = app.page("/actualites/" + post->slug);
    CHECK(says(article, "<meta property=\"og:type\" content=\"article\">"));
    CHECK(says(article, "<meta property=\"og:title\" content=\"Le marché\">"));
    CHECK(says(article, "<meta property=\"og:description\" content=\"Samedi, place du marché.\">"));
    CHECK(says(article, "Link: <" + post->id + ">; rel=\"alternate\""));
    Person manager(app, Role::Manager);
    CHECK_FALSE(says(manager.get("/gestion"), "og:title"));
}

TEST_CASE("the rosette is served as a picture that every server shows") {
    RunningApp app;
    const auto icon = json::parse(app.services().federation.association_document())["icon"]["url"]
                          .get<std::string>();
    const auto picture =
        app.ask("GET", icon.substr(std::string("https://lanoisette.example").size()));
    CHECK(says(picture, "Content-Type: image/png"));
    CHECK(says(picture, "\r\n\r\n\x89PNG\r\n\x1A\n"));
    CHECK(picture.size() < 60'000);
}

TEST_CASE("a member ticks a box, sees the address, makes it, and gives it up for ever") {
    RunningApp app;
    Person reader(app, Role::Reader);
    CHECK_FALSE(says(reader.get("/moi"), "/moi/adresse"));
    CHECK(says(reader.post("/moi/adresse", {{"action", "creer"}, {"nom", "camille"}}),
               "HTTP/1.1 403"));

    Person member(app, Role::Member);
    const auto offer = member.get("/moi");
    CHECK(says(offer, "Avoir ma propre adresse dans le fédiverse"));
    CHECK(says(offer, "value=\"camille\""));
    CHECK(location(member.post("/moi/adresse", {{"action", "voir"}, {"nom", "camille"}})) ==
          "/moi");  // not ticked
    const auto refused = member.post(
        "/moi/adresse", {{"action", "voir"}, {"oui", "1"}, {"nom", "lanoisette_bureau"}});
    CHECK(says(refused, "HTTP/1.1 422"));
    CHECK(says(refused, "ressemble trop"));
    const auto preview =
        member.post("/moi/adresse", {{"action", "voir"}, {"oui", "1"}, {"nom", "camille"}});
    CHECK(says(preview, "@camille@lanoisette.example"));
    CHECK(
        says(app.ask("GET", "/@camille", "Accept: application/activity+json\r\n"), "HTTP/1.1 404"));

    const auto made = member.post("/moi/adresse", {{"action", "creer"}, {"nom", "camille"}});
    CHECK(location(made) == "/membres/camille");
    CHECK(says(app.ask("GET", "/@camille", "Accept: application/activity+json\r\n"),
               "\"type\":\"Person\""));
    const auto page = app.page("/membres/camille");
    CHECK(says(page, "@camille@lanoisette.example"));
    CHECK(says(page, "Link: <https://lanoisette.example/@camille>; rel=\"alternate\""));
    CHECK(says(page, "Membre de La Noisette"));
    CHECK(says(member.get("/moi"), "/membres/camille"));

    CHECK(location(member.post("/moi/adresse", {{"action", "garder"}, {"oui", "1"}})) == "/moi");
    CHECK(says(member.post("/moi/adresse", {{"action", "garder"}}), "Fermer cette adresse"));
    CHECK(identity_of(app).people.of("x") == nullptr);
    CHECK(location(member.post("/moi/adresse", {{"action", "fermer"}})) == "/");
    REQUIRE(identity_of(app).people.finish_leaving());
    CHECK(
        says(app.ask("GET", "/@camille", "Accept: application/activity+json\r\n"), "HTTP/1.1 410"));
    CHECK(says(app.page("/membres/camille"), "HTTP/1.1 410"));
    CHECK(says(app.page("/membres/personne"), "HTTP/1.1 404"));
    CHECK(says(member.post("/moi/adresse", {{"action", "voir"}, {"oui", "1"}, {"nom", "camille"}}),
               "HTTP/1.1 422"));
}

TEST_CASE("who is sent here from elsewhere sees what it is about, and is led nowhere by it") {
    struct Case {
        const char* uri;
        int status;
        const char* shown;  // or where to
    };
    const Case cases[] = {
        {"acct:bob@gironde.example", 200, "bob@gironde.example"},
        {"@bob@gironde.example", 200, "gironde.example"},
        {"https://gironde.example/n/1?x=<b>", 400, ""},
        {"https://gironde.example/n/1", 200, "<code>https://gironde.example/n/1</code>"},
        {"https://lanoisette.example/@lanoisette", 303, "/"},
        {"javascript:alert(1)", 400, ""},
        {"//evil.example", 400, ""},
        {"https://evil.example@gironde.example/", 400, ""},
        {"", 400, ""},
    };
    RunningApp app;
    CHECK(location(app.page("/authorize_interaction?uri=https%3A%2F%2Fgironde.example%2F1"))
              .starts_with("/connexion?vers=%2Fauthorize_interaction"));
    Person manager(app, Role::Manager);
    for (const auto& one : cases) {
        CAPTURE(one.uri);
        const auto answer =
            manager.get("/authorize_interaction?uri=" + base::percent_encode(one.uri));
        CHECK(web::status_of(answer) == one.status);
        if (one.status == 303) CHECK(location(answer) == one.shown);
        if (one.status == 200) CHECK(says(answer, one.shown));
        if (one.status != 303) CHECK(location(answer).empty());
        CHECK_FALSE(says(answer, "href=\"https://gironde.example"));
    }
    CHECK(says(manager.get("/authorize_interaction?uri=bob@gironde.example"), "value=\"follow\""));
    CHECK_FALSE(says(manager.get("/authorize_interaction?uri=bob@gironde.example"),
                     "action=\"/authorize_interaction\""));
    CHECK(says(manager.get("/authorize_interaction?uri=https%3A%2F%2Fgironde.example%2F1"),
               "action=\"/authorize_interaction\""));
    Person writer(app, Role::Writer);
    CHECK_FALSE(
        says(writer.get("/authorize_interaction?uri=bob@gironde.example"), "value=\"follow\""));
    Person reader(app, Role::Reader);
    CHECK(
        says(reader.get("/authorize_interaction?uri=bob@gironde.example"), "Votre rôle ne permet"));
    CHECK(says(writer.get("/ecrire?texte=Bonjour%20%3Cb%3E"), "Bonjour &lt;b&gt;"));
}

TEST_CASE(
    "the lines, lists and key words of the profile are changed on a page, wrong ones are said") {
    RunningApp app;
    Person manager(app, Role::Manager);
    CHECK(says(manager.post("/gestion/identite", {{"name1", "Site"}}), "HTTP/1.1 422"));
    CHECK(says(
        manager.post("/gestion/identite", {{"name1", "Site"}, {"value1", "http://plain.example/"}}),
        "http://plain.example/"));
    const auto saved =
        manager.post("/gestion/identite", {{"name2", "Mastodon"},
                                           {"value2", "https://mastodon.example/@noisette"},
                                           {"tags", "#monnaielocale, Vière sans/barre"},
                                           {"indexable", "1"},
                                           {"followers", "1"}});
    CHECK(location(saved) == "/gestion/identite");
    const auto profile = app.services().federation.profile();
    REQUIRE(profile.fields.size() == 1);
    CHECK(profile.fields[0].name == "Mastodon");
    CHECK(profile.tags == std::vector<std::string>{"monnaielocale", "Vière"});
    CHECK_FALSE(profile.discoverable);
    CHECK(profile.indexable);
    CHECK(profile.show_followers);
    CHECK_FALSE(profile.show_following);
    CHECK(profile.title == "La Noisette");
    CHECK(says(manager.get("/gestion/identite"), "https://mastodon.example/@noisette"));
    Person writer(app, Role::Writer);
    CHECK(says(writer.get("/gestion/identite"), "HTTP/1.1 403"));
    CHECK(says(writer.post("/gestion/identite/cles", {{"oui", "1"}}), "HTTP/1.1 403"));
}

TEST_CASE(
    "keys are changed from the page after a warning, and from the command line, once a week") {
    RunningApp app;
    Person manager(app, Role::Manager);
    CHECK(
        says(manager.get("/gestion/identite"), "Ne les changez que si quelqu’un a pu les copier"));
    CHECK(says(manager.post("/gestion/identite/cles", {}), "HTTP/1.1 422"));
    CHECK(app.services().federation.actors().association().key_number == 1);
    CHECK(location(manager.post("/gestion/identite/cles", {{"oui", "1"}})) == "/gestion/identite");
    for (int i = 0; i < 1000 && identity_of(app).keys.state().may_rotate; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK(app.services().federation.actors().association().key_number == 2);
    CHECK(says(manager.get("/gestion/identite"), "Les clés ont été changées le"));
    CHECK(says(manager.post("/gestion/identite/cles", {{"oui", "1"}}), "HTTP/1.1 409"));
    const auto again = cli::run_command(app.app(), {{"command", "keys.rotate"}});
    CHECK(again["error"].get<std::string>().ends_with("recommencer."));
    const auto state = cli::run_command(app.app(), {{"command", "keys.state"}});
    CHECK(state["key"] == "https://lanoisette.example/@lanoisette#main-key-2");
    CHECK(state["untold"] == 0);
}

TEST_CASE("a manager pins a text from its page, and it stands in featured") {
    RunningApp app;
    const auto post = news::Publishing(app.services())
                          .add({.title = "Le marché", .summary = "Samedi.", .source = "Venez."},
                               news::PostState::Published, "test");
    REQUIRE(post);
    const auto path = "/actualites/" + post->slug;
    Person writer(app, Role::Writer);
    CHECK_FALSE(says(writer.get(path), "/epingler"));
    CHECK(says(writer.post(path + "/epingler", {{"action", "epingler"}}), "HTTP/1.1 403"));
    Person manager(app, Role::Manager);
    CHECK(says(manager.get(path), "value=\"epingler\""));
    CHECK(location(manager.post(path + "/epingler", {{"action", "epingler"}})) == path);
    CHECK(says(app.page(path), "épinglée"));
    const auto featured = app.ask("GET", "/@lanoisette/featured");
    CAPTURE(featured);
    CHECK(says(featured, post->id));
    CHECK(location(manager.post(path + "/epingler", {{"action", "detacher"}})) == path);
    CHECK_FALSE(says(app.ask("GET", "/@lanoisette/featured"), post->id));
    CHECK(
        says(manager.post("/actualites/rien/epingler", {{"action", "epingler"}}), "HTTP/1.1 404"));
}

TEST_CASE("once the association has moved, every page says where to, and nothing is published") {
    RunningApp app;
    Person manager(app, Role::Manager);
    const auto before = manager.get("/gestion/demenagement");
    CHECK(says(before, "La nouvelle adresse"));
    CHECK(says(manager.post("/gestion/demenagement",
                            {{"action", "demenager"}, {"target", "@x@nulle-part.example"}}),
               "HTTP/1.1 422"));
    CHECK(says(manager.post("/gestion/demenagement",
                            {{"action", "verifier"}, {"target", "n’importe quoi"}}),
               "HTTP/1.1 422"));
    REQUIRE(app.services().database.write([&](storage::Connection& connection) -> Result<void> {
        connection
            .query(
                "INSERT INTO moved VALUES ('https://lanoisette.example/@lanoisette', "
                "'https://nouvelle.example/@noisette', ?, 'x')")
            .arg(base::to_millis(app.clock.now()))
            .run();
        return {};
    }));
    CHECK(says(app.page("/"), "suivez nouvelle.example. On ne publie plus ici."));
    CHECK(says(manager.get("/gestion/demenagement"), "On pourra revenir ici à partir du"));
    CHECK_FALSE(news::Publishing(app.services())
                    .add({.title = "Trop tard", .summary = "Non.", .source = "Non."},
                         news::PostState::Published, "test"));
    const auto back = cli::run_command(app.app(), {{"command", "move.back"}});
    CHECK(back["error"].get<std::string>().starts_with("On ne revient qu’au bout de sept jours"));
    CHECK(cli::run_command(app.app(), {{"command", "alias.list"}})["aliases"].empty());
    CHECK(cli::run_command(app.app(), {{"command", "alias.remove"}, {"whom", "@x@y.example"}})
              .contains("error"));
    app.clock.advance(std::chrono::hours(24 * 7));
    CHECK(location(manager.post("/gestion/demenagement", {{"action", "revenir"}})) ==
          "/gestion/demenagement");
    CHECK_FALSE(says(app.page("/"), "a déménagé"));
}
