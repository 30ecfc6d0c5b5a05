// Pictures of a text, from the form to the page, the feed, what other servers
// get, and until they are gone. The reader stands in for the program
// essaim-media, which has tests of its own.
#include <doctest/doctest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "tests/node/features/form_desk.h"

using namespace essaim;
using namespace essaim::test;

namespace {

std::expected<media::ReadPicture, std::string> read_picture(int file) {
    std::string bytes(100, '\0');
    bytes.resize(static_cast<std::size_t>(::read(file, bytes.data(), bytes.size())));
    if (bytes.starts_with("<svg")) return std::unexpected("svg");
    return media::ReadPicture{.width = 1600,
                              .height = 900,
                              .blurhash = "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
                              .variants = {{"full", "image/jpeg", 1600, 900, "large " + bytes},
                                           {"phone", "image/jpeg", 640, 360, "small " + bytes}}};
}

class Desk : public FormDesk {
  public:
    Desk() : FormDesk(read_picture) {}

    std::string send(const std::string& path, const Fields& fields) {
        return FormDesk::send("/ecrire", path, fields, [](const std::string& name) {
            return name == "image" || name == "logo" ? "a.jpg" : "";
        });
    }
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const Fields kText = {{"title", "Le marché"}, {"source", "Douze étals."}, {"language", "fr"}};

Fields with(Fields more) {
    auto fields = kText;
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

}  // namespace

TEST_CASE("a picture is added, described, published, shown, sent out, taken out and gone") {
    Desk desk;
    const auto form = desk.send("/ecrire", with({{"image", "bytes"}, {"action", "image"}}));
    CHECK(has(form, "HTTP/1.1 200"));
    CHECK(has(form, "Le marché"));  // the text came back with it
    const auto id = found(form, "name=\"picture0\" value=\"([0-9a-f]{32})\"");
    REQUIRE_FALSE(id.empty());
    const auto large = "/fichiers/" + id + "/grande.jpg";
    // Nothing shows it yet: only who writes sees it.
    CHECK(has(desk.app.page(large), "HTTP/1.1 404"));
    CHECK(has(desk.app.ask("GET", large, desk.cookie), "HTTP/1.1 200"));

    const auto bare =
        desk.send("/ecrire", with({{"picture0", id}, {"alt0", " "}, {"action", "publish"}}));
    CHECK(has(bare, "HTTP/1.1 422"));
    CHECK(has(bare, "Dites en une phrase ce que montre cette image"));
    CHECK(has(bare, "href=\"#alt0\""));

    const auto kept = desk.send(
        "/ecrire", with({{"picture0", id}, {"alt0", "Un étal de pommes"}, {"action", "draft"}}));
    const auto slug = found(kept, "Location: /actualites/([a-z0-9-]+)");
    REQUIRE_FALSE(slug.empty());
    CHECK(has(desk.app.page(large), "HTTP/1.1 404"));
    const auto draft =
        desk.app.ask("GET", "/actualites/" + slug, "Accept: text/html\r\n" + desk.cookie);
    const auto edit = found(draft, "href=\"(/ecrire/[^\"]+)\"");
    CHECK(has(desk.app.ask("GET", edit, "Accept: text/html\r\n" + desk.cookie),
              ">Un étal de pommes</textarea>"));
    CHECK(has(desk.send(edit, with({{"picture0", id},
                                    {"alt0", "Un étal de \"pommes\""},
                                    {"action", "publish"}})),
              "HTTP/1.1 303"));

    const auto page = desk.app.page("/actualites/" + slug);
    CHECK(has(page, "alt=\"Un étal de &quot;pommes&quot;\""));
    CHECK(has(page, "width=\"1600\" height=\"900\""));
    CHECK(has(page, "640w"));
    CHECK(has(page, "property=\"og:image\" content=\"https://lanoisette.example" + large + "\""));
    const auto file = desk.app.ask("GET", large);
    CHECK(has(file, "HTTP/1.1 200"));
    CHECK(has(file, "Content-Type: image/jpeg"));
    CHECK(has(file, "X-Content-Type-Options: nosniff"));
    CHECK(has(file, "Content-Security-Policy: default-src 'none'; sandbox"));
    CHECK(has(file, "immutable"));
    CHECK(file.ends_with("large bytes"));
    const auto tag = found(file, "ETag: (\"[^\"]+\")");
    CHECK(has(desk.app.ask("GET", large, "If-None-Match: " + tag + "\r\n"), "HTTP/1.1 304"));
    CHECK(has(desk.app.page("/fichiers/" + id + "/autre.jpg"), "HTTP/1.1 404"));
    CHECK(has(desk.app.page("/actualites.atom"), "https://lanoisette.example" + large));

    const auto address = found(page, "href=\"https://lanoisette.example(/o/[^\"]+)\"");
    const auto answer = desk.app.ask("GET", address, "Accept: application/activity+json\r\n");
    const auto object = nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
    const nlohmann::json expected = {{"type", "Image"},
                                     {"mediaType", "image/jpeg"},
                                     {"url", "https://lanoisette.example" + large},
                                     {"name", "Un étal de \"pommes\""},
                                     {"width", 1600},
                                     {"height", 900},
                                     {"blurhash", "LEHV6nWB2yk8pyo0adR*.7kCMdnj"}};
    CHECK(object.at("attachment") == nlohmann::json::array({expected}));
    CHECK(object.at("image") == expected);

    CHECK(desk.files() == 2);
    CHECK(has(
        desk.send(edit,
                  with({{"picture0", id}, {"alt0", "x"}, {"drop0", "1"}, {"action", "publish"}})),
        "HTTP/1.1 303"));
    CHECK_FALSE(has(desk.app.page("/actualites/" + slug), "/fichiers/"));
    CHECK(has(desk.app.page(large), "HTTP/1.1 404"));
    CHECK(desk.files() == 0);
}

TEST_CASE("a text that is deleted takes its pictures with it") {
    Desk desk;
    // Sent with the text at once, without the detour by the form.
    const auto sent =
        desk.send("/ecrire", with({{"image", "bytes"}, {"alt", "Un étal"}, {"action", "publish"}}));
    const auto slug = found(sent, "Location: /actualites/([a-z0-9-]+)");
    REQUIRE_FALSE(slug.empty());
    CHECK(desk.files() == 2);
    const auto page =
        desk.app.ask("GET", "/actualites/" + slug, "Accept: text/html\r\n" + desk.cookie);
    const auto edit = found(page, "href=\"(/ecrire/[^\"]+)\"");
    CHECK(has(desk.send(edit + "/supprimer", {}), "HTTP/1.1 303"));
    CHECK(desk.files() == 0);
}

TEST_CASE("a picture that is not taken says why, and the text stays") {
    Desk desk;
    struct Row {
        const char* what;
        Fields fields;
        std::string said;
    };
    const Row rows[] = {
        {"a drawing", {{"image", "<svg onload=x>"}, {"action", "image"}}, "SVG"},
        {"a drawing, published at once", {{"image", "<svg>"}, {"action", "publish"}}, "SVG"},
        {"nothing chosen", {{"action", "image"}}, "Choisissez d’abord une image."},
        {"somebody else's, or none",
         {{"picture0", std::string(32, 'a')}, {"alt0", "x"}, {"action", "publish"}},
         "Une image n’est plus là"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto answer = desk.send("/ecrire", with(row.fields));
        CHECK(has(answer, "HTTP/1.1 422"));
        CHECK(has(answer, row.said));
        CHECK(has(answer, "Douze étals."));
    }
    CHECK(desk.files() == 0);
    CHECK_FALSE(has(desk.app.page("/actualites"), "Le marché"));
    CHECK(has(
        desk.app.ask("POST", "/ecrire",
                     "Content-Type: multipart/form-data; boundary=b\r\n" + desk.cookie, "--c\r\n"),
        "HTTP/1.1 400"));
}

TEST_CASE("a logo takes the place of the rosette, for visitors and for other servers") {
    Desk desk;
    desk.cookie = desk.app.signed_in(accounts::Role::Manager);
    const Fields sheet = {{"hue", "5"}};
    const auto actor = [&] {
        const auto us = desk.app.services().federation.actors().association().id;
        const auto path = us.substr(std::string("https://lanoisette.example").size());
        const auto answer = desk.app.ask("GET", path, "Accept: application/activity+json\r\n");
        return nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
    };
    CHECK(has(actor().at("icon").at("url").get<std::string>(), "/static/rosette/"));
    auto fields = sheet;
    fields.emplace_back("logo", "bytes");
    CHECK(has(desk.send("/gestion/apparence", fields), "HTTP/1.1 303"));
    const auto home = desk.app.page("/");
    const auto path = found(home, "<img class=\"logo\" src=\"([^\"]+)\"");
    REQUIRE_FALSE(path.empty());
    CHECK(has(desk.app.page(path), "small bytes"));
    const auto icon = actor().at("icon");
    CHECK(icon.at("url") == "https://lanoisette.example" + path + "?teinte=5");
    CHECK(icon.at("mediaType") == "image/jpeg");
    CHECK(desk.files() == 2);

    // Saved again without a file it stays; a file that is none changes nothing.
    CHECK(has(desk.send("/gestion/apparence", sheet), "HTTP/1.1 303"));
    CHECK(has(desk.app.page("/"), path));
    fields.back().second = "<svg";
    CHECK(has(desk.send("/gestion/apparence", fields), "HTTP/1.1 422"));
    CHECK(has(desk.app.page("/"), path));

    fields = sheet;
    fields.emplace_back("drop", "1");
    CHECK(has(desk.send("/gestion/apparence", fields), "HTTP/1.1 303"));
    CHECK_FALSE(has(desk.app.page("/"), "class=\"logo\""));
    CHECK(has(desk.app.page(path), "HTTP/1.1 404"));
    CHECK(desk.files() == 0);
}
