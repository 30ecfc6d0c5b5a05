// security.md B10: what somebody may not see answers, on every route, to every
// Accept and for every visitor, exactly as what does not exist.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "node/federation/outbox.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"
#include "running_app.h"

using namespace essaim;
using namespace essaim::test;
using nlohmann::json;

namespace {

constexpr const char* kUs = "https://lanoisette.example/@lanoisette";
constexpr const char* kBob = "https://gironde.example/users/bob";
const std::string kBase = "https://lanoisette.example";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

// Without what differs between two answers to the very same request.
std::string stable(std::string answer) {
    for (const auto* name : {"Date: ", "Set-Cookie: "}) {
        for (auto at = answer.find(name); at != std::string::npos && at < answer.find("\r\n\r\n");
             at = answer.find(name)) {
            answer.erase(at, answer.find("\r\n", at) + 2 - at);
        }
    }
    for (const auto* token : {"name=\"csrf\" value=\"", "name=\"once\" value=\""}) {
        for (auto at = answer.find(token); at != std::string::npos;
             at = answer.find(token, at + 1)) {
            const auto from = at + std::string(token).size();
            answer.erase(from, answer.find('"', from) - from);
        }
    }
    // The lengths of two pages differ with the tokens in them.
    const auto at = answer.find("Content-Length: ");
    if (at != std::string::npos) answer.erase(at, answer.find("\r\n", at) + 2 - at);
    return answer;
}

void publish(RunningApp& app, const json& activity) {
    REQUIRE(app.services().database.write([&](storage::Connection& connection) {
        return app.services().federation.outbox().publish(
            connection, activity, federation::Listing::Unlisted, app.clock.now());
    }));
}

json letter(const std::string& id, const std::string& type, json object) {
    return {{"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", id},
            {"type", type},
            {"actor", kUs},
            {"to", {kBob}},
            {"cc", json::array()},
            {"object", std::move(object)}};
}

// One of each kind of thing that is not for everybody. Last parts of their
// addresses, all of the same length as the one of nothing.
struct Hidden {
    std::string draft, draft_slug, discarded;
    std::string secret = "01SECRETSECRETSECRETSECRET", ended = "01ENDEDENDEDENDEDENDEDENDE",
                activity = "01ACTIVITYACTIVITYACTIVITY", foreign = "01FOREIGNFOREIGNFOREIGNFOR";
};

Hidden hide(RunningApp& app) {
    Hidden hidden;
    news::Publishing publishing(app.services());
    const news::PostDraft text{.title = "Zibeline cachee",
                               .summary = "Zibeline",
                               .source = "Zibeline *secrète*.",
                               .language = "fr"};
    const auto draft = publishing.add(text, news::PostState::Draft, "test");
    REQUIRE(draft);
    hidden.draft = id_part(draft->id);
    hidden.draft_slug = draft->slug;
    const auto discarded = publishing.add(text, news::PostState::Draft, "test");
    REQUIRE(discarded);
    REQUIRE(publishing.remove(discarded->id));
    hidden.discarded = id_part(discarded->id);
    for (const auto& id : {hidden.secret, hidden.ended}) {
        const json note = {{"id", kBase + "/o/" + id}, {"type", "Note"}, {"attributedTo", kUs},
                           {"content", "Zibeline"},    {"to", {kBob}},   {"cc", json::array()}};
        publish(app, letter(kBase + "/o/" + id + "#create", "Create", note));
    }
    publish(app, letter(kBase + "/a/" + hidden.activity, "Update",
                        {{"id", kBase + "/o/" + hidden.secret},
                         {"type", "Note"},
                         {"attributedTo", kUs},
                         {"content", "Zibeline"},
                         {"to", {kBob}},
                         {"cc", json::array()}}));
    publish(app, letter(kBase + "/a/01DELETEDELETEDELETEDELETE", "Delete",
                        kBase + "/o/" + hidden.ended));
    REQUIRE(app.services().database.write([&](storage::Connection& connection) -> Result<void> {
        connection
            .query(
                "INSERT INTO object (id, type, actor, local, json, published, updated) VALUES (?, "
                "'Note', ?, 0, ?, 1, 1)")
            .arg(kBase + "/o/" + hidden.foreign)
            .arg(kBob)
            .arg(json{{"id", kBase + "/o/" + hidden.foreign},
                      {"to", "https://www.w3.org/ns/activitystreams#Public"}}
                     .dump())
            .run();
        return {};
    }));
    return hidden;
}

}  // namespace

TEST_CASE(
    "B10: what is hidden answers as what does not exist, on every route, to everybody who may not "
    "see it") {
    RunningApp app;
    const auto hidden = hide(app);
    const auto reader = app.signed_in(accounts::Role::Reader);
    const auto member = app.signed_in(accounts::Role::Member);
    const std::string nothing = "01NOTHINGNOTHINGNOTHINGNOT";
    std::string no_slug = hidden.draft_slug;
    std::ranges::reverse(no_slug);
    struct Row {
        std::string pattern;  // X: the last part of an address
        std::string hidden;
        std::string unknown;
    };
    std::vector<Row> rows;
    for (const auto& id : {hidden.draft, hidden.discarded, hidden.secret, hidden.ended,
                           hidden.activity, hidden.foreign}) {
        for (const auto* pattern :
             {"/o/X", "/a/X", "/o/X?page=1", "/o/X/replies", "/o/X/", "/actualites/X", "/ecrire/X",
              "/ecrire/X/supprimer", "/@lanoisette/X",
              "/.well-known/webfinger?resource=https://lanoisette.example/o/X",
              "/authorize_interaction?uri=https://lanoisette.example/o/X"}) {
            rows.push_back({pattern, id, nothing});
        }
    }
    for (const auto* pattern :
         {"/actualites/X", "/actualites/X?langue=en", "/actualites/X/", "/actualites/X.json"}) {
        rows.push_back({pattern, hidden.draft_slug, no_slug});
    }
    const auto check = [&](const char* method, const std::string& headers) {
        for (const auto& row : rows) {
            const auto ask = [&](const std::string& part) {
                return replaced(stable(app.ask(method, replaced(row.pattern, "X", part), headers)),
                                part, "X");
            };
            const auto seen = ask(row.hidden);
            const auto absent = ask(row.unknown);
            if (seen == absent && !seen.starts_with("HTTP/1.1 5")) continue;
            CAPTURE(row.pattern);
            CAPTURE(row.hidden);
            CAPTURE(method);
            CAPTURE(headers);
            CHECK(seen == absent);
            CHECK(seen.find("HTTP/1.1 5") == std::string::npos);
        }
    };
    for (const auto* accept :
         {"", "Accept: text/html\r\n", "Accept: application/activity+json\r\n",
          "Accept: application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"\r\n",
          "Accept: application/json\r\n", "Accept: */*\r\n", "If-None-Match: *\r\n",
          "Accept: application/activity+json\r\nSignature: "
          "keyId=\"https://autre.example/u#k\",headers=\"date\",signature=\"AAAA\"\r\n"}) {
        check("GET", accept);
    }
    check("HEAD", "Accept: application/activity+json\r\n");
    check("POST", "Accept: text/html\r\n");
    for (const auto& visitor : {reader, member}) {
        check("GET", visitor + "Accept: text/html\r\n");
        check("GET", visitor + "Accept: application/activity+json\r\n");
        check("POST", visitor);
    }
    // The one who may, does: the rows above do not pass for want of a draft.
    const auto writer = app.signed_in(accounts::Role::Writer);
    CHECK(web::status_of(app.ask("GET", "/actualites/" + hidden.draft_slug, writer)) == 200);
    CHECK(web::status_of(app.ask("GET", "/ecrire/" + hidden.draft, writer)) == 200);
}

TEST_CASE("B10: no page, feed, collection or count changes when something hidden is there") {
    RunningApp app;
    news::Publishing publishing(app.services());
    REQUIRE(publishing.add(
        {.title = "Le marché", .summary = "", .source = "Douze étals.", .language = "fr"},
        news::PostState::Published, "test"));
    const std::vector<std::pair<std::string, std::string>> open = {
        {"/", "text/html"},
        {"/actualites", "text/html"},
        {"/actualites?avant=99999999999999", "text/html"},
        {"/actualites.atom", ""},
        {"/reseau", "text/html"},
        {"/suivre", "text/html"},
        {"/nowhere", "text/html"},
        {"/actualites/le-marche", "text/html"},
        {"/@lanoisette", "application/activity+json"},
        {"/@lanoisette/outbox", "application/activity+json"},
        {"/@lanoisette/outbox?page=1", "application/activity+json"},
        {"/@lanoisette/followers", ""},
        {"/@lanoisette/following", ""},
        {"/@lanoisette/featured", ""},
        {"/actor", ""},
        {"/actor/outbox", ""},
        {"/nodeinfo/2.0", ""},
        {"/nodeinfo/2.1", ""},
        {"/.well-known/nodeinfo", ""},
        {"/.well-known/webfinger?resource=acct:lanoisette@lanoisette.example", ""}};
    const auto reader = app.signed_in(accounts::Role::Reader);
    const auto everything = [&] {
        std::vector<std::string> all;
        for (const auto& visitor : {std::string(), reader}) {
            for (const auto& [target, accept] : open)
                all.push_back(
                    stable(app.ask("GET", target, visitor + "Accept: " + accept + "\r\n")));
        }
        return all;
    };
    const auto before = everything();
    hide(app);
    const auto after = everything();
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        CAPTURE(open[i % open.size()].first);
        CHECK(before[i] == after[i]);
        CHECK(after[i].find("Zibeline") == std::string::npos);
        CHECK(after[i].find("HTTP/1.1 5") == std::string::npos);
    }
}
