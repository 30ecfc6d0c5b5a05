// /moi/securite, /moi/donnees and /gestion/personnes at a whole node.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/accounts/invitations.h"
#include "node/accounts/people.h"
#include "node/accounts/second_code.h"
#include "node/accounts/totp.h"
#include "node/base/text.h"
#include "node/news/publishing.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using test::Visitor;
using test::WholeNode;

namespace {

const std::string kPassphrase = "une phrase de passe longue";

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const Visitor& named(const WholeNode& node, const std::string& name) {
    return *std::ranges::find(node.visitors(), name, &Visitor::name);
}

std::string id_of(WholeNode& node, const std::string& name) {
    for (const auto& account : node.services().accounts.list()) {
        if (account.name == name) return account.id;
    }
    return "";
}

std::string post(WholeNode& node, const std::string& who, const std::string& target,
                 const std::string& form) {
    return node.ask(named(node, who), "POST", target, "text/html", form);
}
std::string get(WholeNode& node, const std::string& who, const std::string& target) {
    return node.ask(named(node, who), "GET", target, "text/html");
}

std::string between(const std::string& text, std::string_view before, std::string_view after) {
    const auto start = text.find(before);
    if (start == std::string::npos) return "";
    const auto from = start + before.size();
    return text.substr(from, text.find(after, from) - from);
}

}  // namespace

TEST_CASE("the recovery sheet is shown on the answer to its form, and nowhere else") {
    WholeNode node;
    CHECK(get(node, "anonymous", "/moi/securite/feuille").starts_with("303"));
    const auto asked = get(node, "writer", "/moi/securite/feuille");
    CHECK(asked.starts_with("200"));
    CHECK_FALSE(has(asked, "class=\"codes\""));
    const auto sheet = post(node, "writer", "/moi/securite/feuille", "");
    CHECK(has(sheet, "https://lanoisette.example/connexion/secours"));
    const auto code = between(sheet, "<ol class=\"codes\"><li><code>", "<");
    REQUIRE(code.size() == 19);
    CHECK(has(sheet, "Cache-Control: private, no-store"));
    CHECK(node.services().accounts.recover("writer@noisette.example", code, "autre phrase longue",
                                           "192.0.2.1"));
    CHECK(get(node, "writer", "/moi/securite").starts_with("303"));  // every session is over
    CHECK(has(get(node, "moderator", "/moi/securite"), "Vous n’en avez pas"));
}

TEST_CASE(
    "the second code begins with a picture, is confirmed by a code, and ends by the passphrase") {
    WholeNode node;
    auto& second = node.services().accounts.second_code();
    const auto writer = id_of(node, "writer");
    const auto scan = post(node, "writer", "/moi/securite/code", "action=commencer");
    CHECK(has(scan, "<svg class=\"qr\""));
    const auto secret = second.begun(writer);
    REQUIRE_FALSE(secret.empty());
    CHECK(has(scan, accounts::base32(secret).substr(0, 4) + " "));
    const auto wrong = post(node, "writer", "/moi/securite/code", "action=confirmer&code=12");
    CHECK(wrong.starts_with("422"));
    CHECK(second.begun(writer) == secret);
    CHECK_FALSE(second.is_on(writer));
    const auto code = accounts::totp_code(secret, accounts::totp_step(node.clock.now()));
    const auto on = post(node, "writer", "/moi/securite/code", "action=confirmer&code=" + code);
    CHECK(on.starts_with("200"));
    CHECK(second.is_on(writer));
    CHECK(between(on, "<ol class=\"codes\"><li><code>", "<").size() == 19);
    CHECK(post(node, "writer", "/moi/securite/code", "action=commencer").starts_with("303"));
    CHECK(second.is_on(writer));
    CHECK(post(node, "writer", "/moi/securite/code", "action=arreter&passphrase=non")
              .starts_with("422"));
    CHECK(second.is_on(writer));
    CHECK(post(node, "writer", "/moi/securite/code",
               "action=arreter&passphrase=" + base::percent_encode(kPassphrase))
              .starts_with("303"));
    CHECK_FALSE(second.is_on(writer));
}

TEST_CASE("E11: the file of one's data has one's own texts and nobody else's") {
    WholeNode node;
    news::Publishing publishing(node.services());
    for (const auto* who : {"writer", "moderator"}) {
        REQUIRE(publishing.add({.title = std::string("De ") + who,
                                .summary = "",
                                .source = "Texte de " + std::string(who)},
                               news::PostState::Draft, id_of(node, who)));
    }
    const auto answer = post(node, "writer", "/moi/donnees/fichier", "account=x");
    CHECK(answer.starts_with("200"));
    CHECK(has(answer, "Content-Disposition: attachment; filename=\"mes-donnees.json\""));
    const auto data = nlohmann::json::parse(answer.substr(answer.find("\n{")), nullptr, false);
    REQUIRE(data.is_object());
    CHECK(data["account"]["email"] == "writer@noisette.example");
    REQUIRE(data["texts"].size() == 1);
    CHECK(data["texts"][0]["markdown"] == "Texte de writer");
    CHECK(data["sessions"].size() == 1);
    CHECK_FALSE(has(answer, "moderator"));
    CHECK_FALSE(has(answer, "argon2"));
    CHECK(post(node, "anonymous", "/moi/donnees/fichier", "").starts_with("303"));
}

TEST_CASE("leaving needs the passphrase, says until when one may stay, and staying takes it back") {
    WholeNode node;
    CHECK(post(node, "writer", "/moi/partir", "passphrase=non").starts_with("422"));
    const auto form = "passphrase=" + base::percent_encode(kPassphrase);
    CHECK(post(node, "writer", "/moi/partir", form).starts_with("303"));
    for (const auto* page : {"/moi", "/moi/donnees"}) {
        CHECK(has(get(node, "writer", page), "Votre compte sera effacé le 8\u00A0juin 2026"));
    }
    CHECK(has(get(node, "manager", "/gestion/personnes"), "part bientôt"));
    CHECK(post(node, "writer", "/moi/rester", "").starts_with("303"));
    CHECK_FALSE(has(get(node, "writer", "/moi"), "sera effacé"));
    const auto last = post(node, "manager", "/moi/partir", form);
    CHECK(last.starts_with("422"));
    CHECK(has(last, "Il ne resterait personne"));
}

TEST_CASE("who manages invites with a link and a picture, answers requests, and takes links back") {
    WholeNode node;
    CHECK(get(node, "moderator", "/gestion/personnes").starts_with("403"));
    CHECK(has(get(node, "manager", "/gestion/personnes"), "Une seule personne gère ce nœud"));
    struct Case {
        const char* form;
        const char* field;
    };
    for (const auto& [form, field] :
         {Case{"uses=1", "#role"}, Case{"role=king&uses=1", "#role"},
          Case{"role=writer&uses=0", "#uses"}, Case{"role=writer&uses=101", "#uses"},
          Case{"role=writer&uses=x", "#uses"}}) {
        CAPTURE(form);
        const auto page = post(node, "manager", "/gestion/personnes", form);
        CHECK(page.starts_with("422"));
        CHECK(has(page, "href=\"" + std::string(field) + "\""));
    }
    auto& invitations = node.services().accounts.invitations();
    CHECK(invitations.open().empty());
    const auto made = post(node, "manager", "/gestion/personnes",
                           "role=moderator&uses=5&days=30&label=Le%20bureau");
    CHECK(made.starts_with("200"));
    CHECK(has(made, "<svg class=\"qr\""));
    CHECK_FALSE(has(made, "mailto:"));
    REQUIRE(invitations.open().size() == 1);
    const auto open = invitations.open().front();
    CHECK(open.uses == 5);
    CHECK(open.expires - open.created == std::chrono::hours(24 * 30));
    CHECK(has(get(node, "manager", "/gestion/personnes"), "Le bureau"));
    CHECK(post(node, "manager", "/gestion/personnes/invitation", "invitation=" + open.id)
              .starts_with("303"));
    CHECK(invitations.open().empty());

    REQUIRE(invitations.ask("paul@x.example", "Paul <b>", "La caisse <script>"));
    const auto page = get(node, "manager", "/gestion/personnes");
    CHECK(has(page, "La caisse &lt;script&gt;"));
    const auto id = invitations.requests().front().id;
    const auto answered = post(node, "manager", "/gestion/personnes/demande",
                               "request=" + id + "&role=writer&action=inviter");
    CHECK(has(answered, "href=\"mailto:paul@x.example\""));
    CHECK(invitations.requests().empty());
    CHECK(post(node, "manager", "/gestion/personnes/demande",
               "request=" + id + "&role=writer&action=inviter")
              .starts_with("303"));
    CHECK(invitations.open().size() == 1);
}

TEST_CASE("a person's page changes the role, closes and reopens the account") {
    WholeNode node;
    const auto writer = "/gestion/personnes/" + id_of(node, "writer");
    CHECK(get(node, "manager", "/gestion/personnes/nobody").starts_with("404"));
    CHECK(get(node, "manager", writer).starts_with("200"));
    CHECK(post(node, "manager", writer, "role=king").starts_with("422"));
    CHECK(post(node, "manager", writer, "role=member").starts_with("303"));
    CHECK(get(node, "writer", "/ecrire").starts_with("303"));  // to sign in anew
    CHECK(post(node, "manager", writer, "action=fermer").starts_with("303"));
    CHECK(has(get(node, "manager", "/gestion/personnes"), "compte fermé"));
    CHECK(post(node, "manager", writer, "action=rouvrir").starts_with("303"));
    CHECK_FALSE(has(get(node, "manager", "/gestion/personnes"), "compte fermé"));
    const auto own = "/gestion/personnes/" + id_of(node, "manager");
    const auto refused = post(node, "manager", own, "role=writer");
    CHECK(refused.starts_with("422"));
    CHECK(has(refused, "Il ne resterait personne"));
}
