#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "node/search/index.h"
#include "node/search/words.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using namespace essaim::search;
using Words = std::vector<std::string>;

namespace {

struct Shelf {
    test::TemporaryDirectory directory;
    storage::Database database{{.file = directory / "essaim.db"}};

    void put(const std::string& id, const std::string& title, const std::string& text,
             const std::string& language = "fr", std::int64_t at = 1) {
        REQUIRE(database.write([&](storage::Connection& connection) -> Result<void> {
            Index(connection)
                .put({.id = id,
                      .kind = "post",
                      .author = "https://n.example/@a",
                      .local = true,
                      .title = title,
                      .excerpt = text,
                      .url = "/" + id,
                      .language = language,
                      .at = base::from_millis(at)},
                     text);
            return {};
        }));
    }
    Words find(const std::string& question, std::size_t from = 0, std::size_t limit = 20) {
        auto reader = database.read();
        Words ids;
        for (const auto& entry :
             Index(*reader).find({.text = question, .from = from, .limit = limit},
                                 [&](const Entry& one) { return one.id != hidden; })) {
            ids.push_back(entry.id);
        }
        return ids;
    }
    std::string hidden;
};

}  // namespace

TEST_CASE("words lose capitals, elided articles and signs, and nothing else") {
    CHECK(words_of("L’eau, l'Œuvre d’été !") == Words{"eau", "œuvre", "été"});
    CHECK(words_of("Aujourd’hui, les prud'hommes") == Words{"aujourdhui", "les", "prudhommes"});
    CHECK(words_of("Jusqu’à 1 234,50 €") == Words{"à", "1", "234", "50"});
    CHECK(words_of("qu’il") == Words{"il"});
    CHECK(words_of("’’' — … \xF0\x9F\x8C\xB0").empty());
    CHECK(words_of("a b c d", 2) == Words{"a", "b"});
    CHECK(words_of(std::string(200, 'x') + " y") == Words{"y"});
    CHECK(without_accents("Œuvre, Æther, É, ç, ñ") == "oeuvre, aether, E, c, n");
}

TEST_CASE("French words are found by their other forms, with or without accents") {
    Shelf shelf;
    shelf.put("a", "L’assemblée générale",
              "Les œuvres des associations adhérentes ; l’eau de l’été.");
    struct Case {
        const char* question;
        bool found;
    };
    for (const auto& [question, found] :
         {Case{"assemblées", true}, Case{"assemblee", true}, Case{"ASSEMBLÉE generale", true},
          Case{"oeuvre", true}, Case{"œuvre", true}, Case{"association", true},
          Case{"l'association", true}, Case{"adhérent", true}, Case{"adherente", true},
          Case{"eau", true}, Case{"d’eau", true}, Case{"ete", true}, Case{"de la", false},
          Case{"assemb", true}, Case{"generale de l'assemblee", true}, Case{"marché", false},
          Case{"assemblée marché", false}, Case{"", false}, Case{"   ", false}}) {
        CAPTURE(question);
        CHECK((shelf.find(question) == Words{"a"}) == found);
    }
}

TEST_CASE("English texts are found by English forms") {
    Shelf shelf;
    shelf.put("e", "Running a local currency", "Meetings of members", "en");
    for (const auto* question : {"run", "running", "currencies", "meeting", "member"}) {
        CAPTURE(question);
        CHECK(shelf.find(question) == Words{"e"});
    }
}

TEST_CASE("nothing that is typed is syntax") {
    Shelf shelf;
    shelf.put("a", "Noix", "not near");
    for (const auto* question :
         {"\"", "noix\"", "noix OR", "NOT noix", "noix*", "title:noix", "(noix", "noix)", "noix^",
          "{title body}:noix", "noix NEAR(x)", "'; DROP TABLE post; --", "-noix", "+noix", "\\"}) {
        CAPTURE(question);
        CHECK_NOTHROW(shelf.find(question));
    }
    CHECK(shelf.find("\"noix\"") == Words{"a"});
    CHECK(shelf.find("noix)") == Words{"a"});
    CHECK(expression_of("!?").empty());
}

TEST_CASE("titles weigh more, of equals the newest is first, pages follow each other") {
    Shelf shelf;
    shelf.put("text", "Autre chose", "On parle du marché.");
    shelf.put("title", "Le marché", "On parle d’autre chose.");
    CHECK(shelf.find("marché") == Words{"title", "text"});
    for (int i = 0; i < 5; ++i) shelf.put("n" + std::to_string(i), "Noix", "Noix", "fr", i);
    CHECK(shelf.find("noix", 0, 2) == Words{"n4", "n3"});
    CHECK(shelf.find("noix", 2, 2) == Words{"n2", "n1"});
    shelf.hidden = "n4";
    CHECK(shelf.find("noix", 0, 2) == Words{"n3", "n2"});
}

TEST_CASE("what is put again or removed is found by what it says now") {
    Shelf shelf;
    shelf.put("a", "Noix", "châtaigne");
    shelf.put("a", "Noisette", "amande");
    CHECK(shelf.find("noix").empty());
    CHECK(shelf.find("châtaigne").empty());
    CHECK(shelf.find("amande") == Words{"a"});
    REQUIRE(shelf.database.write([](storage::Connection& connection) -> Result<void> {
        Index(connection).remove("a");
        Index(connection).remove("never");
        return {};
    }));
    CHECK(shelf.find("amande").empty());
    auto reader = shelf.database.read();
    auto count = reader->query("SELECT count(*) FROM search_text");
    CHECK((count.step() && count.number(0) == 0));
}

TEST_CASE(
    "of a word that stands everywhere the newest come first, those with it in their title before "
    "all, and a rarer one is found however old") {
    Shelf shelf;
    REQUIRE(shelf.database.write([&](storage::Connection& connection) -> Result<void> {
        Index index(connection);
        for (int i = 0; i < 2100; ++i) {
            const auto id = std::to_string(i);
            index.put({.id = id,
                       .kind = "post",
                       .author = "https://n.example/@a",
                       .local = true,
                       .title = i == 0 || i == 1500 ? "Noisette" : "Texte",
                       .excerpt = {},
                       .url = "/" + id,
                       .language = "fr",
                       .at = base::from_millis(i)},
                      i == 0 ? "noisette tampon" : "noisette");
        }
        return {};
    }));
    CHECK(shelf.find("noisette", 0, 3) == Words{"1500", "2099", "2098"});
    CHECK(shelf.find("noisette", 1, 2) == Words{"2099", "2098"});
    CHECK(shelf.find("tampon") == Words{"0"});
    CHECK(shelf.find("noisette tampon") == Words{"0"});
    auto reader = shelf.database.read();
    Index index(*reader);
    using Ids = std::set<std::string>;
    CHECK(index.among({"0", "3", "none"}, "noisettes") == Ids{"0", "3"});
    CHECK(index.among({"0", "3"}, "noisette tampon") == Ids{"0"});
    CHECK(index.among({"0", "3"}, "de la").empty());
    CHECK(index.among({}, "noisette").empty());
}
