// What is said of a document on the network, and what is taken of what others say.
#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "node/documents/document_streams.h"

using namespace essaim;
using documents::Document;
using nlohmann::json;

namespace {

const base::Instant kNow = base::from_millis(1'764'000'000'000);
const std::string kBase = "https://genet.example";

Document guide() {
    Document document;
    document.id = kBase + "/o/01KAWV0Q4ZK2M8T1B7X5N3RSCD";
    document.author = kBase + "/@genet";
    document.title = "Convention commune";
    document.abstract = "Le modèle signé avec <trois> communes.";
    document.kind = "template";
    document.groups = {"groupe collectivités", "Le Genêt"};
    document.dated = "2024-05";
    document.licence = "CC-BY-SA-4.0";
    document.status = "reviewed";
    document.review_on = "2027-03-01";
    document.territory = "Arbois";
    document.url = kBase + "/documents/convention-commune";
    document.file = {"/fichiers/4f/convention.odt", "application/vnd.oasis.opendocument.text",
                     48'210};
    document.version = 2;
    document.published = kNow - std::chrono::hours(48);
    document.updated = kNow - std::chrono::hours(1);
    return document;
}

json said(const Document& document) {
    return documents::article_of(document, {.html = {}, .digest = std::string(64, 'a')},
                                 document.author + "/followers");
}

}  // namespace

TEST_CASE("what one node says of a document, another understands whole") {
    const auto ours = guide();
    const auto theirs = documents::document_from(said(ours), kNow);
    REQUIRE(theirs);
    CHECK(theirs->id == ours.id);
    CHECK(theirs->author == ours.author);
    CHECK(theirs->title == ours.title);
    CHECK(theirs->abstract == ours.abstract);
    CHECK(theirs->kind == ours.kind);
    CHECK(theirs->groups == ours.groups);
    CHECK(theirs->dated == ours.dated);
    CHECK(theirs->licence == ours.licence);
    CHECK(theirs->status == ours.status);
    CHECK(theirs->review_on == ours.review_on);
    CHECK(theirs->territory == ours.territory);
    CHECK(theirs->url == ours.url);
    CHECK(theirs->file.url == kBase + ours.file.url);
    CHECK(theirs->file.media_type == ours.file.media_type);
    CHECK(theirs->file.bytes == ours.file.bytes);
    CHECK(theirs->version == 2);
    CHECK(theirs->published == ours.published);
    CHECK(theirs->updated == ours.updated);
    CHECK_FALSE(theirs->local);
}

TEST_CASE("an article without a document is no entry of the library") {
    auto plain = said(guide());
    plain.erase("document");
    CHECK_FALSE(documents::document_from(plain, kNow));
    for (const json& wrong : {json("x"), json::array(), json{{"type", "Image"}}, json(nullptr)}) {
        plain["document"] = wrong;
        CHECK_FALSE(documents::document_from(plain, kNow));
    }
}

TEST_CASE("what a stranger says of a document is bounded and cleaned") {
    struct Row {
        const char* what;
        json patch;  // merged into `document`
        std::function<bool(const Document&)> holds;
    };
    const Row rows[] = {
        {"a kind nobody knows",
         {{"documentKind", "roman"}},
         [](const Document& d) { return d.kind == "other"; }},
        {"a status that is a number",
         {{"documentStatus", 3}},
         [](const Document& d) { return d.status == "unstated"; }},
        {"a licence that is a program",
         {{"licence", "javascript:alert(1)"}},
         [](const Document& d) { return d.licence.empty(); }},
        {"a file that is a program",
         {{"url", "javascript:alert(1)"}},
         [](const Document& d) { return d.file.url.empty(); }},
        {"a type with a line end",
         {{"mediaType", "text/html\r\nX: y"}},
         [](const Document& d) { return d.file.media_type.empty(); }},
        {"a weight below nothing",
         {{"size", -5}},
         [](const Document& d) { return d.file.bytes == 0; }},
        {"a version beyond all",
         {{"version", 9'000'000'000}},
         [](const Document& d) { return d.version == 10'000; }},
        {"a date beyond reason",
         {{"dated", "9999-99-99"}},
         [](const Document& d) { return d.dated.empty(); }},
        {"a thousand groups",
         {{"groups", std::vector<std::string>(1000, "x")}},
         [](const Document& d) { return d.groups.size() == 12; }},
        {"a group with a mark that turns the line",
         {{"groups", {"a\u202eb"}}},
         [](const Document& d) { return d.groups == std::vector<std::string>{"ab"}; }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto article = said(guide());
        article["document"].merge_patch(row.patch);
        const auto document = documents::document_from(article, kNow);
        REQUIRE(document);
        CHECK(row.holds(*document));
    }
    auto future = said(guide());
    future["published"] = "2099-01-01T00:00:00Z";
    CHECK(documents::document_from(future, kNow)->published == kNow);
}

TEST_CASE("a date is kept as precisely as it is known") {
    struct Row {
        const char* typed;
        const char* kept;  // "" refused
    };
    const Row rows[] = {{"2024", "2024"},
                        {" 05/2024 ", "2024-05"},
                        {"18/05/2024", "2024-05-18"},
                        {"2024-05-18", "2024-05-18"},
                        {"2024-5", "2024-05"},
                        {"29/02/2023", ""},
                        {"13/2024", ""},
                        {"1/2/3/4", ""},
                        {"", ""},
                        {"24", ""},
                        {"0/2024", ""},
                        {"2024-05-18T00:00", ""}};
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        CHECK(documents::kept_date(row.typed).value_or("") == row.kept);
    }
}
