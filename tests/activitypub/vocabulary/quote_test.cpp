#include "activitypub/vocabulary/quote.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/vocabulary/object.h"

using namespace activitypub;
using nlohmann::json;

namespace {

constexpr const char* kQuoted = "https://lanoisette.example/o/1";
constexpr const char* kRel = "https://misskey-hub.net/ns#_misskey_quote";

json question(std::size_t options) {
    json one = {{"id", "https://gironde.example/q"}, {"type", "Question"}};
    one["oneOf"] = json::array();
    for (std::size_t i = 0; i < options; ++i)
        one["oneOf"].push_back({{"type", "Note"}, {"name", "choix " + std::to_string(i)}});
    return one;
}

json event(json location) {
    return {{"id", "https://gironde.example/e"},
            {"type", "Event"},
            {"startTime", "2026-12-05T17:30:00Z"},
            {"location", std::move(location)}};
}

}  // namespace

TEST_CASE("what a post quotes is read in every spelling, and nothing else is a quote") {
    const json link = {{"type", "Link"}, {"href", kQuoted}, {"rel", kRel}};
    struct Case {
        const char* what;
        json object;
        std::string quoted;
    };
    const Case cases[] = {
        {"Mastodon", {{"quote", kQuoted}}, kQuoted},
        {"embedded", {{"quote", {{"id", kQuoted}, {"type", "Note"}}}}, kQuoted},
        {"Fedibird", {{"quoteUri", kQuoted}}, kQuoted},
        {"others", {{"quoteUrl", kQuoted}}, kQuoted},
        {"Misskey", {{"_misskey_quote", kQuoted}}, kQuoted},
        {"FEP-e232", {{"tag", json::array({link})}}, kQuoted},
        {"nothing", json::object(), ""},
        {"null", {{"quote", nullptr}}, ""},
        {"a number", {{"quote", 7}}, ""},
        {"a script", {{"quote", "javascript:alert(1)"}}, ""},
        {"a link that is no quote", {{"tag", {{{"type", "Link"}, {"href", kQuoted}}}}}, ""},
        {"a mention", {{"tag", {{{"type", "Mention"}, {"href", kQuoted}, {"rel", kRel}}}}}, ""},
        {"a link to a script",
         {{"tag", {{{"type", "Link"}, {"href", "javascript:1"}, {"rel", kRel}}}}},
         ""},
        {"no object", json::array({1}), ""}};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        CHECK(quoted_by(one.object) == one.quoted);
    }
    json late = {{"tag", json::array()}};
    for (int i = 0; i < 100; ++i) late["tag"].push_back({{"type", "Hashtag"}, {"name", "#a"}});
    late["tag"].push_back(link);
    CHECK(quoted_by(late).empty());
}

TEST_CASE("an authorization names its author and both posts, or is none") {
    const QuoteAuthorization authorization{"https://lanoisette.example/o/1/quote_authorizations/1",
                                           "https://lanoisette.example/@lanoisette",
                                           "https://gironde.example/n", kQuoted};
    const auto document = make_quote_authorization(authorization);
    CHECK(parse_quote_authorization(document).value() == authorization);
    for (const auto* name :
         {"id", "type", "attributedTo", "interactingObject", "interactionTarget"}) {
        CAPTURE(name);
        for (const json& wrong : {json(), json(1), json("Note"), json::array({1, 2})}) {
            auto spoilt = document;
            spoilt[name] = wrong;
            CHECK_FALSE(parse_quote_authorization(spoilt));
        }
    }
}

TEST_CASE("the answer to a request embeds what was asked, and its result only if it is yes") {
    const auto request = parse_activity(json{{"id", "https://gironde.example/r"},
                                             {"type", "QuoteRequest"},
                                             {"actor", "https://gironde.example/bob"},
                                             {"object", kQuoted},
                                             {"instrument", "https://gironde.example/n"}});
    REQUIRE(request);
    const auto yes = make_quote_answer("https://lanoisette.example/a/1",
                                       "https://lanoisette.example/@lanoisette", *request, "x");
    CHECK(yes["type"] == "Accept");
    CHECK(yes["result"] == "x");
    CHECK(yes["to"] == json::array({"https://gironde.example/bob"}));
    CHECK(yes["object"] == json{{"id", "https://gironde.example/r"},
                                {"type", "QuoteRequest"},
                                {"actor", "https://gironde.example/bob"},
                                {"object", kQuoted},
                                {"instrument", "https://gironde.example/n"}});
    const auto no = make_quote_answer("https://lanoisette.example/a/2",
                                      "https://lanoisette.example/@lanoisette", *request, "");
    CHECK(no["type"] == "Reject");
    CHECK_FALSE(no.contains("result"));
}

TEST_CASE("a question has at most twenty answers, numbers that make sense, and an end") {
    CHECK(parse_object(question(20)));
    CHECK_FALSE(parse_object(question(21)));
    CHECK_FALSE(parse_object(question(10'000)));
    auto odd = question(2);
    odd["oneOf"][0]["replies"] = {{"totalItems", -5}};
    odd["oneOf"][1]["replies"] = {{"totalItems", 9'000'000'000'000}};
    odd["votersCount"] = "many";
    odd["closed"] = "2026-06-01T10:00:00Z";
    const auto read = parse_object(odd);
    REQUIRE(read);
    CHECK(read->options[0].votes == 0);
    CHECK(read->options[1].votes == 0);
    CHECK(read->voters == 0);
    CHECK_FALSE(read->closed);
    CHECK(read->closed_at);
    odd["closed"] = true;
    CHECK(parse_object(odd)->closed);
}

TEST_CASE("a place is a word, or a Place with its town, and never deeper") {
    json nested = {{"name", "au fond"}};
    for (int i = 0; i < 60; ++i) nested = {{"type", "Place"}, {"location", nested}};
    struct Case {
        const char* what;
        json location;
        std::string place;
    };
    const Case cases[] = {
        {"a string", "Salle des fêtes", "Salle des fêtes"},
        {"a Place", {{"type", "Place"}, {"name", "La Halle"}}, "La Halle"},
        {"Mobilizon",
         {{"type", "Place"}, {"name", "La Halle"}, {"address", {{"addressLocality", "Bègles"}}}},
         "La Halle, Bègles"},
        {"its town said twice",
         {{"name", "Halle de Bègles"}, {"address", {{"addressLocality", "Bègles"}}}},
         "Halle de Bègles"},
        {"WordPress", {{"type", "Place"}, {"address", "Bègles"}}, "Bègles"},
        {"a place in a place, sixty times", nested, ""},
        {"a number", 7, ""},
        {"the first that says something", json::array({json::object(), "Ici"}), "Ici"}};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        const auto read = parse_object(event(one.location));
        REQUIRE(read);
        CHECK(read->location == one.place);
    }
    CHECK(parse_object(event(std::string(100'000, 'a')))->location.size() <= 2048);
}

TEST_CASE("case 69: a vote is a Note with a name and no text, about something") {
    const json vote = {{"id", "https://gironde.example/v"},
                       {"type", "Note"},
                       {"name", "oui"},
                       {"inReplyTo", kQuoted}};
    CHECK(is_vote(parse_object(vote).value()));
    struct Case {
        const char* what;
        json changed;
    };
    const Case cases[] = {{"says something", {{"content", "<p>Bonjour</p>"}}},
                          {"answers nothing", {{"inReplyTo", nullptr}}},
                          {"has no name", {{"name", nullptr}}},
                          {"is an article", {{"type", "Article"}}}};
    for (const auto& one : cases) {
        CAPTURE(one.what);
        auto other = vote;
        other.update(one.changed);
        CHECK_FALSE(is_vote(parse_object(other).value()));
    }
}

TEST_CASE("case 45: attachments have an address, and sizes within reason") {
    json note = {{"id", "https://gironde.example/n"}, {"type", "Note"}};
    const auto with = [&](json attachment) {
        note["attachment"] = json::array({std::move(attachment)});
        return parse_object(note).value().attachments;
    };
    const auto photo = with({{"type", "Document"},
                             {"mediaType", "image/jpeg"},
                             {"url", "https://gironde.example/p.jpg"},
                             {"name", "Le marché"},
                             {"width", 1200},
                             {"height", 800},
                             {"size", 85'000},
                             {"blurhash", std::string(500'000, 'L')}});
    REQUIRE(photo.size() == 1);
    CHECK(photo[0] == Attachment{"Document", "https://gironde.example/p.jpg", "image/jpeg",
                                 "Le marché", 1200, 800, 85'000});
    const auto odd = with({{"type", "Image"},
                           {"url", "https://gironde.example/p.jpg"},
                           {"width", -1},
                           {"height", 1e300},
                           {"size", "big"}});
    REQUIRE(odd.size() == 1);
    CHECK(odd[0].width == 0);
    CHECK(odd[0].height == 0);
    CHECK(odd[0].bytes == 0);
    for (const auto* url : {"javascript:alert(1)", "data:text/html,x", "", "file:///etc/passwd"}) {
        CAPTURE(url);
        CHECK(with({{"type", "Image"}, {"url", url}}).empty());
    }
}
