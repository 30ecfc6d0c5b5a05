#include "node/web/translations.h"

#include <doctest/doctest.h>

using namespace essaim::web;
using essaim::base::Embedded;

namespace {

Request asking(std::string query, std::string accept) {
    Request request;
    request.query = std::move(query);
    if (!accept.empty()) request.headers.emplace_back("accept-language", std::move(accept));
    return request;
}

}  // namespace

TEST_CASE("a text is translated, filled in, or stays French") {
    const Translations texts;  // the node's own catalogue
    CHECK(texts.tr(Language::English, "Se connecter") == "Sign in");
    CHECK(texts.tr(Language::French, "Se connecter") == "Se connecter");
    CHECK(texts.tr(Language::English, "Vous suit depuis le {date}.", {{"date", "18 March"}}) ==
          "Has followed you since 18 March.");
    CHECK(texts.tr(Language::French, "Bonjour {name} !", {{"name", "Ana"}}) ==
          "Bonjour Ana\u202F!");
    CHECK(texts.tr(Language::English, "Inconnu {x}") == "Inconnu {x}");
    CHECK(texts.tr(Language::English, "") == "");  // not the catalogue's head
    // An argument is not read again for names.
    CHECK(texts.tr(Language::English, "Bonjour {name}", {{"name", "{name}"}}) == "Bonjour {name}");
}

TEST_CASE("French counts zero as one, English does not") {
    const Translations texts;
    const auto count = [&](Language language, std::int64_t n) {
        return texts.trn(language, "{n} réponse", "{n} réponses", n);
    };
    CHECK(count(Language::French, 0) == "0 réponse");
    CHECK(count(Language::French, 1) == "1 réponse");
    CHECK(count(Language::French, 2) == "2 réponses");
    CHECK(count(Language::French, 1234) == "1\u202F234 réponses");
    CHECK(count(Language::English, 0) == "0 replies");
    CHECK(count(Language::English, 1) == "1 reply");
    CHECK(count(Language::English, 5'000'000'001) == "5,000,000,001 replies");
}

TEST_CASE("without a catalogue every text stays French; a broken one is refused") {
    const Translations none(std::span<const Embedded>{});
    CHECK(none.tr(Language::English, "Se connecter") == "Se connecter");
    CHECK(none.trn(Language::English, "{n} mot", "{n} mots", 2) == "2 mots");
    const Embedded broken[] = {{"po/en.mo", "msgid \"a\"\nmsgstr b\n and some more bytes", ""}};
    CHECK_THROWS(Translations(broken));
}

TEST_CASE("the reader's language is asked, remembered, preferred, or French") {
    CHECK(language_of(asking("langue=en", "fr")) == Language::English);
    CHECK(language_of(asking("", "en-GB,en;q=0.9,fr;q=0.8")) == Language::English);
    CHECK(language_of(asking("", "de, fr;q=0.5")) == Language::French);
    CHECK(language_of(asking("langue=xx", "de")) == Language::French);
    CHECK(language_of(asking("", "")) == Language::French);
}

TEST_CASE("a language that was asked for is kept for a year, anything else is not") {
    struct Row {
        const char* query;
        const char* cookie;  // "" when none is set
    };
    for (const auto& [query, cookie] :
         {Row{"langue=en", "langue=en; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"},
          Row{"avant=3&langue=fr-CA",
              "langue=fr; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"},
          Row{"langue=xx", ""}, Row{"langue=en%0D%0ASet-Cookie", ""}, Row{"", ""}}) {
        CAPTURE(query);
        auto response = Response::empty(200);
        remember_language(asking(query, ""), response);
        REQUIRE(response.headers.size() == (std::string_view(cookie).empty() ? 0 : 1));
        if (response.headers.empty()) continue;
        CHECK(response.headers.front().first == "Set-Cookie");
        CHECK(response.headers.front().second == cookie);
    }
}
