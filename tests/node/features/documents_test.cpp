// The library: a file, a text or an address, from the form to the page, to what
// other servers get, through its versions, until it is gone. The readers stand
// in for the program essaim-media, which has tests of its own.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/documents/document_store.h"
#include "node/federation/object_store.h"
#include "node/storage/connection.h"
#include "tests/node/features/form_desk.h"

using namespace essaim;
using namespace essaim::test;

namespace {

std::string start_of(int file) {
    std::string bytes(200, '\0');
    bytes.resize(static_cast<std::size_t>(::read(file, bytes.data(), bytes.size())));
    return bytes;
}

// "%PDF words": a PDF of three pages with these words.
std::expected<media::ReadText, std::string> read_words(int file) {
    const auto bytes = start_of(file);
    if (bytes.starts_with("locked")) return std::unexpected("encrypted");
    if (bytes.starts_with("plain"))
        return media::ReadText{.media_type = "text/plain", .pages = 0, .title = {}, .text = bytes};
    if (!bytes.starts_with("%PDF")) return std::unexpected("unknown");
    return media::ReadText{
        .media_type = "application/pdf", .pages = 3, .title = {}, .text = bytes.substr(5)};
}

std::expected<media::ReadPicture, std::string> read_picture(int file) {
    if (!start_of(file).starts_with("JPEG")) return std::unexpected("unknown");
    return media::ReadPicture{.width = 1600,
                              .height = 900,
                              .blurhash = "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
                              .variants = {{"full", "image/jpeg", 1600, 900, "poster"}}};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

nlohmann::json body_of(const std::string& answer) {
    return nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4), nullptr, false);
}

class Desk : public FormDesk {
  public:
    Desk() : FormDesk(read_picture, read_words) {}

    std::string send(const std::string& path, const Fields& fields,
                     const std::string& file_name = "Guide (2).PDF") {
        return FormDesk::send("/documents/ajouter", path, fields, [&](const std::string& name) {
            return name == "file" ? file_name : "";
        });
    }
    // Where it leads: "/documents/guide".
    std::string add(const Fields& fields) {
        const auto answer = send("/documents/ajouter", fields);
        CAPTURE(answer);
        const auto path = found(answer, "Location: (/documents/[a-z0-9-]+)");
        REQUIRE_FALSE(path.empty());
        return path;
    }
    std::string fetch(const std::string& address) {
        const auto at = std::string("https://lanoisette.example").size();
        return app.ask("GET", address.starts_with("https:") ? address.substr(at) : address,
                       "Accept: application/activity+json\r\n");
    }
    std::string id_of(const std::string& path) {
        auto reader = app.services().database.read();
        const auto document =
            documents::DocumentStore(*reader).by_slug(path.substr(path.rfind('/') + 1));
        REQUIRE(document);
        return document->id;
    }
    // Whether the journal says that it was done by somebody to that document.
    bool told(const std::string& action, const std::string& id) {
        auto reader = app.services().database.read();
        return reader
            ->query("SELECT 1 FROM journal WHERE action = ? AND detail = ? AND account <> ''")
            .arg(action)
            .arg(id)
            .step();
    }
};

const Fields kGuide = {{"title", "Guide du comptoir"},
                       {"abstract", "Tenir un comptoir de change, pas à pas."},
                       {"kind", "guide"},
                       {"licence", "CC-BY-SA-4.0"},
                       {"status", "valid"},
                       {"groups", "groupe comptoirs, La Noisette"},
                       {"dated", "05/2024"},
                       {"language", "fr"}};

Fields with(Fields more, const Fields& base = kGuide) {
    auto fields = base;
    for (auto& one : more) {
        const auto known = std::ranges::find(fields, one.first, &Fields::value_type::first);
        if (known != fields.end())
            known->second = one.second;
        else
            fields.push_back(one);
    }
    return fields;
}

}  // namespace

TEST_CASE("a file is read, described, published, downloaded, found by its words and sent out") {
    Desk desk;
    const auto path = desk.add(with({{"file", "%PDF la caisse et le tampon"}}));
    CHECK(path == "/documents/guide-du-comptoir");
    const auto page = desk.app.page(path);
    CHECK(has(page, "Guide du comptoir"));
    CHECK(has(page, "mai 2024"));
    CHECK(has(page, "groupe comptoirs, La Noisette"));
    CHECK(has(page, "href=\"https://creativecommons.org/licenses/by-sa/4.0/\""));
    const auto file = found(page, "href=\"(/fichiers/[^\"]+)\"");
    CHECK(file.ends_with("/guide-2.pdf"));
    const auto bytes = desk.app.ask("GET", file);
    CHECK(has(bytes, "Content-Type: application/pdf"));
    CHECK(has(bytes, "Content-Disposition: attachment; filename=\"guide-2.pdf\""));
    CHECK(has(bytes, "Content-Security-Policy: default-src 'none'; sandbox"));
    CHECK(bytes.ends_with("%PDF la caisse et le tampon"));
    CHECK(has(desk.app.page("/recherche?q=tampons"), path));
    CHECK(has(desk.app.page("/"), path));
    CHECK(has(desk.app.page("/sitemap.xml"), path));

    const auto article = body_of(desk.fetch(desk.id_of(path)));
    CHECK(article.at("type") == "Article");
    CHECK(article.at("name") == "Guide du comptoir");
    CHECK(article.at("url") == "https://lanoisette.example" + path);
    const auto& attached = article.at("attachment").at(0);
    CHECK(attached.at("type") == "Document");
    CHECK(attached.at("mediaType") == "application/pdf");
    CHECK(attached.at("url") == "https://lanoisette.example" + file);
    CHECK(attached.at("size") == 27);
    CHECK(attached.at("digestMultibase").get<std::string>().starts_with("zQm"));
    const auto document = body_of(desk.fetch(article.at("document").at("id").get<std::string>()));
    CHECK(document.at("type") == "Document");
    CHECK(document.at("url") == attached.at("url"));
    CHECK(document.at("licence") == "https://creativecommons.org/licenses/by-sa/4.0/");
    CHECK(document.at("dated") == "2024-05");
    // The address of the page leads a server to the thing.
    const auto led = desk.fetch(path);
    CHECK(has(led, "HTTP/1.1 303"));
    CHECK(has(led, "Location: " + desk.id_of(path) + "\r\n"));
    CHECK(has(led, "Vary: Accept"));
}

TEST_CASE("a form with something wrong says so, keeps the file and changes nothing") {
    Desk desk;
    struct Row {
        const char* field;
        const char* value;
        const char* said;
    };
    const Row rows[] = {
        {"licence", "", "Choisissez une licence"},
        {"licence", "beer", "Choisissez une licence"},
        {"title", " ", "Donnez un titre."},
        {"abstract", "", "Dites en une phrase"},
        {"kind", "roman", "Choisissez une sorte"},
        {"dated", "31/02/2024", "05/2024 ou 18/05/2024"},
        {"dated", "hier", "05/2024 ou 18/05/2024"},
        {"review_on", "bientôt", "Donnez un jour"},
        {"status", "parfait", "Choisissez un état"},
        {"link", "javascript:alert(1)", "commence par https://"},
        {"source", "Un texte en plus du fichier", "Un seul des trois"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.field);
        CAPTURE(row.value);
        const auto answer =
            desk.send("/documents/ajouter", with({{"file", "%PDF mots"}, {row.field, row.value}}));
        CHECK(has(answer, "HTTP/1.1 422"));
        CHECK(has(answer, row.said));
        CHECK(has(answer, "href=\"#"));
        if (std::string(row.field) != "link" && std::string(row.field) != "source")
            CHECK_FALSE(found(answer, "name=\"media\" value=\"([0-9a-f]{32})\"").empty());
    }
    CHECK_FALSE(has(desk.app.page("/documents"), "Guide du comptoir"));

    // What was read waits in the form: the second sending needs no file.
    const auto kept = desk.send("/documents/ajouter", with({{"file", "%PDF mots"}, {"kind", ""}}));
    const auto media = found(kept, "name=\"media\" value=\"([0-9a-f]{32})\"");
    const auto path = desk.add(with({{"media", media}}));
    CHECK(has(desk.app.page(path), "/fichiers/" + media));
}

TEST_CASE("a file that is not taken says why and leaves nothing on the disk") {
    Desk desk;
    struct Row {
        const char* bytes;
        const char* said;
    };
    const Row rows[] = {{"<svg onload=x>", "d’une sorte que nous prenons"},
                        {"MZ program", "d’une sorte que nous prenons"},
                        {"locked", "mot de passe"}};
    for (const auto& row : rows) {
        CAPTURE(row.bytes);
        const auto answer = desk.send("/documents/ajouter", with({{"file", row.bytes}}));
        CHECK(has(answer, "HTTP/1.1 422"));
        CHECK(has(answer, row.said));
    }
    CHECK(desk.files() == 0);
}

TEST_CASE("a new file is a new version, the old one stays until it is erased") {
    Desk desk;
    const auto path = desk.add(with({{"file", "%PDF le tampon est bleu"}}));
    const auto first = found(desk.app.page(path), "href=\"(/fichiers/[^\"]+)\"");
    CHECK(has(desk.send(path + "/modifier",
                        with({{"file", "%PDF le tampon est vert"}, {"note", "la couleur"}})),
              "HTTP/1.1 303"));
    auto page = desk.app.page(path);
    CHECK(has(page, "Version 2"));
    CHECK(has(page, "la couleur"));
    CHECK(has(page, first));
    const auto changes = desk.app.page(path + "/versions/2");
    CHECK(has(changes, "</span>bleu</del>"));
    CHECK(has(changes, "</span>vert</ins>"));
    CHECK(has(desk.app.page("/recherche?q=vert"), path));
    CHECK(body_of(desk.fetch(desk.id_of(path))).at("document").at("version") == 2);

    // Only words of the sheet: no version more.
    CHECK(has(desk.send(path + "/modifier", with({{"title", "Guide des comptoirs"}})),
              "HTTP/1.1 303"));
    CHECK_FALSE(has(desk.app.page(path), "Version 3"));
    CHECK(has(desk.app.page(path), "Guide des comptoirs"));

    CHECK(has(desk.send(path + "/versions/2/effacer", {}), "HTTP/1.1 409"));
    CHECK(has(desk.send(path + "/versions/1/effacer", {}), "HTTP/1.1 303"));
    CHECK(has(desk.app.page(first), "HTTP/1.1 404"));
    CHECK(desk.files() == 1);
    CHECK(has(desk.app.page(path), "Son contenu a été effacé."));
    CHECK(has(desk.app.page(path + "/versions/1"), "HTTP/1.1 404"));
    for (const auto* action : {"document.edit", "document.erase"}) {
        CAPTURE(action);
        CHECK(desk.told(action, desk.id_of(path)));
    }
}

TEST_CASE("a document that is deleted is gone with its files, here and for other servers") {
    Desk desk;
    const auto path = desk.add(with({{"file", "%PDF le tampon"}}));
    const auto id = desk.id_of(path);
    const auto file = found(desk.app.page(path), "href=\"(/fichiers/[^\"]+)\"");
    CHECK(desk.files() == 1);
    CHECK(has(desk.send(path + "/supprimer", {}), "HTTP/1.1 303"));
    CHECK(desk.files() == 0);
    CHECK(has(desk.app.page(path), "HTTP/1.1 410"));
    CHECK(has(desk.app.page(file), "HTTP/1.1 404"));
    CHECK(body_of(desk.fetch(id)).at("type") == "Tombstone");
    CHECK(has(desk.fetch("/d/" + id.substr(id.rfind('/') + 1)), "HTTP/1.1 410"));
    CHECK_FALSE(has(desk.app.page("/recherche?q=tampon"), path));
    for (const auto* action : {"document.new", "document.delete"}) {
        CAPTURE(action);
        CHECK(desk.told(action, id));
    }
    // Its address is not given again.
    CHECK(desk.add(with({{"file", "%PDF le tampon"}})) == path + "-2");
}

TEST_CASE("a text is read on its page, taken along as Markdown and compared") {
    Desk desk;
    const auto path =
        desk.add(with({{"kind", "minutes"}, {"source", "## Décisions\n\nLe tampon est bleu."}}));
    CHECK(has(desk.app.page(path), "<h2>Décisions</h2>"));
    CHECK(has(desk.app.page(path + "/versions/1.md"), "## Décisions"));
    const auto article = body_of(desk.fetch(desk.id_of(path)));
    CHECK(has(article.at("content").get<std::string>(), "Le tampon est bleu."));
    CHECK(article.at("attachment") == nlohmann::json::array());

    // The form brings the text back as it is: saving it again changes nothing.
    const auto form = desk.read(path + "/modifier");
    CHECK(has(form, "Le tampon est bleu.</textarea>"));
    desk.send(path + "/modifier", with({{"source", "## Décisions\r\n\r\nLe tampon est bleu."}}));
    CHECK_FALSE(has(desk.app.page(path), "Version 2"));
    desk.send(path + "/modifier", with({{"source", "## Décisions\r\n\r\nLe tampon est vert."}}));
    CHECK(has(desk.app.page(path + "/versions/2"), "</span>vert.</ins>"));
    // A file takes the place of the text.
    CHECK(has(desk.send(path + "/modifier", with({{"source", "## Décisions\n\nLe tampon est vert."},
                                                  {"file", "%PDF tout"}})),
              "HTTP/1.1 303"));
    CHECK(has(desk.app.page(path), "/guide-2.pdf"));
}

TEST_CASE("a poster is shown, a video is led to") {
    Desk desk;
    const auto poster = desk.add(with({{"kind", "poster"}, {"file", "JPEG"}}));
    CHECK(has(desk.app.page(poster), "<img src=\"/fichiers/"));
    CHECK(body_of(desk.fetch(desk.id_of(poster))).at("attachment").at(0).at("type") == "Image");
    const auto video = desk.add(with(
        {{"title", "Le marché filmé"}, {"kind", "video"}, {"link", "https://video.example/w/1"}}));
    CHECK(has(desk.app.page(video), "href=\"https://video.example/w/1\""));
}

TEST_CASE("the list, the feed and the table follow the same filters") {
    Desk desk;
    desk.add(with({{"file", "%PDF un"}}));
    desk.add(with({{"title", "Affiche du marché"},
                   {"kind", "poster"},
                   {"dated", "2022"},
                   {"file", "%PDF deux =1+1"}}));
    struct Row {
        const char* query;
        bool guide;
        bool poster;
    };
    const Row rows[] = {{"", true, true},
                        {"?sorte=poster", false, true},
                        {"?annee=2024", true, false},
                        {"?q=affiches", false, true},
                        {"?q=introuvable", false, false},
                        {"?licence=CC0-1.0", false, false},
                        {"?noeud=https://ailleurs.example/", false, false}};
    for (const auto& row : rows) {
        CAPTURE(row.query);
        for (const auto* twin : {"", ".atom", ".csv"}) {
            CAPTURE(twin);
            const auto answer = desk.app.page(std::string("/documents") + twin + row.query);
            CHECK(has(answer, "HTTP/1.1 200"));
            CHECK(has(answer, "Guide du comptoir") == row.guide);
            CHECK(has(answer, "Affiche du marché") == row.poster);
        }
    }
}

TEST_CASE("a form that is sent twice acts once, and only writers have one") {
    Desk desk;
    const auto fields = with({{"file", "%PDF un"}, {"once", "01K00000000000000000000000"}});
    CHECK(desk.add(fields) == "/documents/guide-du-comptoir");
    CHECK(desk.add(fields) == "/documents/guide-du-comptoir");
    CHECK(has(desk.app.page("/documents/guide-du-comptoir-2"), "HTTP/1.1 404"));
    desk.cookie = desk.app.signed_in(accounts::Role::Member);
    CHECK(has(desk.read("/documents/ajouter"), "HTTP/1.1 403"));
    CHECK(has(desk.read("/documents/guide-du-comptoir/modifier"), "HTTP/1.1 403"));
}
