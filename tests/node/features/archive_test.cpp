#include "node/admin/archive.h"

#include <doctest/doctest.h>
#include <zip.h>

#include <map>
#include <nlohmann/json.hpp>

#include "node/news/post_archive.h"
#include "node/news/publishing.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using test::WholeNode;

namespace {

std::map<std::string, std::string> files_of(const std::filesystem::path& path) {
    std::map<std::string, std::string> files;
    int error = 0;
    auto* zip = zip_open(path.c_str(), ZIP_RDONLY, &error);
    REQUIRE(zip != nullptr);
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); ++i) {
        const auto index = static_cast<zip_uint64_t>(i);
        zip_stat_t facts;
        REQUIRE(zip_stat_index(zip, index, 0, &facts) == 0);
        std::string bytes(facts.size, '\0');
        auto* file = zip_fopen_index(zip, index, 0);
        REQUIRE(file != nullptr);
        CHECK(zip_fread(file, bytes.data(), bytes.size()) ==
              static_cast<zip_int64_t>(bytes.size()));
        zip_fclose(file);
        files[facts.name] = bytes;
    }
    zip_close(zip);
    return files;
}

}  // namespace

TEST_CASE("an archive holds all texts, what was published and the lists, and no secret") {
    WholeNode node;
    news::Publishing publishing(node.services());
    REQUIRE(publishing.add(
        {.title = "Le \"marché\"", .summary = "", .source = "Douze étals.", .language = "fr"},
        news::PostState::Published, "cli"));
    REQUIRE(publishing.add(
        {.title = "Plus tard", .summary = "", .source = "À écrire.", .language = "fr"},
        news::PostState::Draft, "cli"));
    std::string answer;
    for (const auto& who : node.visitors()) {
        answer = node.ask(who, "GET", "/gestion/archive/essaim.zip", "*/*");
        CHECK(answer.starts_with("404") == (who.name == "manager"));
        CHECK(answer.find("application/zip") == std::string::npos);
    }
    // The job that the form orders; here without its queue.
    web::Router router;
    Plug plug{.router = router};
    news::Post text;
    text.title = "x";
    plug.archive.emplace_back([&](const auto& add) {
        add("actualites/le-marche.md", news::markdown_file(text), node.clock.now());
    });
    REQUIRE(admin::make_archive(node.services(), plug.archive));
    const auto files = files_of(admin::archive_path(node.services()));
    for (const auto* name :
         {"LISEZMOI.txt", "objets.jsonld", "abonnes.csv", "suivis.csv", "serveurs.csv",
          "personnes.csv", "profil.json", "actualites/le-marche.md"}) {
        CAPTURE(name);
        CHECK(files.contains(name));
    }
    const auto documents = nlohmann::json::parse(files.at("objets.jsonld"));
    CHECK(documents["orderedItems"].size() >= 2);  // the text, and the Create of it
    CHECK(files.at("serveurs.csv").find("blocked.example") != std::string::npos);
    CHECK(files.at("personnes.csv").find("manager@noisette.example") != std::string::npos);
    for (const auto& [name, bytes] : files) {
        CAPTURE(name);
        CHECK(bytes.find("argon2") == std::string::npos);
        CHECK(bytes.find("PRIVATE KEY") == std::string::npos);
    }
    REQUIRE(admin::make_archive(node.services(), {}));  // in place of the one before
    CHECK_FALSE(files_of(admin::archive_path(node.services())).contains("actualites/le-marche.md"));
}

TEST_CASE("a text as a file says what it is, whatever its title") {
    news::Post post;
    post.slug = "le-marche";
    post.title = "Le \"marché\"\n: ---";
    post.source = "Douze étals.";
    post.url = "https://lanoisette.example/actualites/le-marche";
    post.published = post.updated = base::from_millis(1'780'315'200'000);
    post.tags = {"miel", "Pays de Vière"};
    CHECK(news::file_name(post) == "le-marche.md");
    CHECK(news::markdown_file(post) ==
          "---\ntitle: \"Le \\\"marché\\\"\\n: ---\"\ndate: 2026-06-01T12:00:00Z\n"
          "updated: 2026-06-01T12:00:00Z\nurl: "
          "\"https://lanoisette.example/actualites/le-marche\"\nid: \"\"\nlang: \"fr\"\n"
          "draft: true\ntags: [\"miel\", \"Pays de Vière\"]\n---\n\nDouze étals.\n");
}
