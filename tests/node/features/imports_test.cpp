// Moving in: from the file to the page, its pictures from the old site, its old
// addresses, what is not taken, what happens twice, and when the node stops.
#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/node/features/form_desk.h"
#include "tests/node/features/social_pages_node.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;

namespace {

const std::string kSite = "https://ancien.example";
const std::string kPhoto = kSite + "/wp-content/uploads/photo-1.png";

std::expected<media::ReadPicture, std::string> drawn(int file) {
    std::string bytes(100, '\0');
    bytes.resize(static_cast<std::size_t>(::read(file, bytes.data(), bytes.size())));
    if (bytes.starts_with("<svg")) return std::unexpected("svg");
    return media::ReadPicture{.width = 1600,
                              .height = 900,
                              .blurhash = "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
                              .variants = {{"full", "image/png", 1600, 900, "large " + bytes}}};
}

std::string wxr(const std::string& items) {
    return "<?xml version=\"1.0\"?><rss version=\"2.0\" "
           "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
           "xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>L’ancien</title><link>" +
           kSite + "</link>" + items + "</channel></rss>";
}

struct Post {
    int number = 1;
    std::string title = "Vendanges";
    std::string html = "<p>Du <b>raisin</b>.</p>";
    std::string date = "2019-05-03 18:20:00";
    std::string status = "publish";
    std::string more = {};
};
std::string item(const Post& post) {
    const auto number = std::to_string(post.number);
    return "<item><title>" + post.title + "</title><link>" + kSite + "/2019/05/texte-" + number +
           "/</link><guid>" + kSite + "/?p=" + number + "</guid><content:encoded><![CDATA[" +
           post.html + "]]></content:encoded><wp:post_id>" + number +
           "</wp:post_id><wp:post_date_gmt>" + post.date +
           "</wp:post_date_gmt><wp:post_modified_gmt>" + post.date +
           "</wp:post_modified_gmt><wp:status>" + post.status +
           "</wp:status><wp:post_type>post</wp:post_type>" + post.more + "</item>";
}
std::string attachment(int number, const std::string& address, const std::string& alt = "") {
    return "<item><title>fichier</title><link>" + kSite + "/fichier-" + std::to_string(number) +
           "/</link><guid>" + address + "</guid><wp:post_id>" + std::to_string(number) +
           "</wp:post_id><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type>"
           "<wp:attachment_url>" +
           address +
           "</wp:attachment_url><wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key>"
           "<wp:meta_value>" +
           alt + "</wp:meta_value></wp:postmeta></item>";
}

class Mover : public SocialPagesNode {
  public:
    Mover() : SocialPagesNode(drawn) {
        const auto account = accounts.create("alix@noisette.example", "Alix",
                                             accounts::Role::Manager, "une phrase de passe longue");
        REQUIRE(account);
        session = *accounts.open_session(*account, "test");
        internet.answer(kPhoto, "png", 200, "image/png");
        internet.answer(kSite + "/u/cr.pdf", "", 404);
        jobs.start();
    }
    ~Mover() { jobs.stop(); }

    web::Response send(const std::string& file) {
        auto request = asked("POST", "/gestion/imports", true);
        request.headers.emplace_back("origin", kBase);
        request.headers.emplace_back("content-type", "multipart/form-data; boundary=b");
        request.body = part("csrf", accounts.visitor(request).csrf_token) +
                       part("fichier", file, "../../export.xml") + "--b--\r\n";
        return router.route(request);
    }
    // The path of its page.
    std::string check(const std::string& file) {
        const auto answer = send(file);
        REQUIRE_MESSAGE(answer.status == 303, answer.body);
        for (const auto& [name, value] : answer.headers)
            if (name == "Location") return value;
        return {};
    }
    std::string state(const std::string& run) {
        return text("SELECT state FROM import_run WHERE id = '" + id_part(run) + "'");
    }
    void start(const std::string& run) {
        CHECK(submit(run, {{"action", "importer"}}).status == 303);
    }
    void wait_until(const std::function<bool()>& done) {
        for (int turn = 0; turn < 6000 && !done(); ++turn) std::this_thread::sleep_for(10ms);
        CHECK(done());
    }
    std::string bring(const std::string& file) {
        const auto run = check(file);
        start(run);
        wait_until([&] { return state(run) == "done"; });
        return run;
    }
    std::string moved(const std::string& target) {
        return old_address(asked("GET", target, false)).value_or("");
    }
    std::int64_t posts() { return count("SELECT count(*) FROM post WHERE local = 1"); }
};

const std::string kWhole =
    wxr(attachment(7, kPhoto, "Un étal") + attachment(8, kSite + "/u/cr.pdf") +
        attachment(9, kSite + "/u/x.exe") +
        item({.html = "<p>Du <b>raisin</b>, @bob@gironde.example.</p><img src=\"" + kSite +
                      "/wp-content/uploads/photo-1-300x200.png\">",
              .more = "<category domain=\"category\">Fêtes &amp; marchés</category>"
                      "<category domain=\"post_tag\">vin nouveau</category>"
                      "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"}) +
        item({.number = 2, .title = "À finir", .status = "draft"}) +
        item({.number = 3, .title = "Secret", .status = "private"}) +
        item({.number = 4, .title = "Avant", .date = "2018-01-02 00:00:00"}));

}  // namespace

TEST_CASE("an export is looked at first, and nothing is here before its manager says so") {
    Mover node;
    const auto run = node.check(kWhole);
    auto page = node.page(run, true);
    for (const auto* said :
         {"1 document à reprendre", "L’ancien", "export de WordPress", "3 textes",
          "1 image que ces textes montrent", "1 commentaire, qui n’est pas repris", "Du 2",
          "Secret", "privé sur l’ancien site", "ni image ni document"}) {
        CHECK_MESSAGE(has(page, said), said);
    }
    CHECK(node.posts() == 0);
    CHECK(node.internet.requests().empty());
    CHECK(has(node.page("/gestion/imports", true), "vérifié, pas encore importé"));
    SUBCASE("given up, it leaves nothing") {
        CHECK(node.submit(run, {{"action", "arreter"}}).status == 303);
        CHECK(node.count("SELECT count(*) FROM import_item") == 0);
        CHECK(node.count("SELECT count(*) FROM import_run") == 0);
    }
    SUBCASE("forgotten, it is gone after two days") {
        node.clock.advance(49h);
        node.jobs.wake();
        node.wait_until([&] { return node.count("SELECT count(*) FROM import_run") == 0; });
    }
}

TEST_CASE("texts come with dates, pictures, categories and hashtags, and nobody is told") {
    Mover node;
    node.tell(kBob.activity("f", "Follow", kUs));
    node.wait_until([&] { return node.count("SELECT count(*) FROM follower") == 1; });
    node.publish("recent");

    const auto run = node.bring(kWhole);
    const auto result = node.page(run, true);
    CHECK(has(result, "3 textes et pages repris"));
    CHECK(has(result, "1 image reprise"));
    CHECK(has(result, "ce fichier n’est plus sur l’ancien site"));
    CHECK(node.posts() == 3);

    const auto page = node.page("/actualites/vendanges");
    CHECK(has(page, "datetime=\"2019-05-03T18:20:00Z\""));
    CHECK(has(page, "<strong>raisin</strong>"));
    CHECK(has(page, "alt=\"Un étal\""));
    CHECK(has(page, "href=\"/actualites/categorie/fetes-marches\""));
    CHECK(has(page, "href=\"/mots/vinnouveau\""));
    CHECK_FALSE(has(page, "modifiée le"));
    CHECK(has(node.page("/actualites/categorie/fetes-marches"), "Vendanges"));
    CHECK(has(node.page("/actualites/categorie/fetes-marches/flux.atom"), "Vendanges"));
    CHECK_FALSE(has(node.page("/actualites"), "À finir"));
    CHECK(has(node.page("/actualites", true), "À finir"));
    CHECK_FALSE(has(node.page("/actualites", true), "Secret"));

    // In the outbox behind what was said here, the newer one first.
    const auto outbox = node.text(
        "SELECT group_concat(title, ', ') FROM (SELECT p.title FROM outbox o JOIN post p ON "
        "o.activity = p.id || '#create' ORDER BY o.position DESC)");
    CHECK(outbox == "Vendanges, Avant");
    CHECK(node.count("SELECT count(*) FROM outbox WHERE position < (SELECT position FROM outbox "
                     "WHERE activity LIKE '%/recent#create')") == 2);
    CHECK(node.count("SELECT count(*) FROM delivery WHERE activity LIKE '%/recent#create'") == 1);
    CHECK(node.count("SELECT count(*) FROM delivery d JOIN post p ON d.activity = p.id || "
                     "'#create'") == 0);
    for (const auto& request : node.internet.requests())
        CHECK_FALSE(has(request.body, "Vendanges"));
    CHECK(node.count("SELECT count(*) FROM post_untold") == 3);
    CHECK(node.count("SELECT count(*) FROM post_mention") == 0);

    SUBCASE("the old addresses lead to the new ones, and cover none of ours") {
        for (const auto* old : {"/2019/05/texte-1/", "/2019/05/texte-1", "/?p=1",
                                "/2019/05/texte-1/?utm_source=x", "/?page_id=1"})
            CHECK_MESSAGE(node.moved(old) == "/actualites/vendanges", old);
        const auto picture = node.moved("/wp-content/uploads/photo-1.png");
        CHECK(picture.starts_with("/fichiers/"));
        CHECK(node.moved("/wp-content/uploads/photo-1-300x200.png") == picture);
        for (const auto* other : {"/", "/?p=3", "/2019/05/texte-3", "/actualites", "/?p="})
            CHECK_MESSAGE(node.moved(other).empty(), other);
    }
    SUBCASE("brought twice, everything is here already") {
        const auto again = node.check(kWhole);
        CHECK(has(node.page(again, true), "3 éléments déjà là"));
        // With another GUID the link still tells.
        auto other = kWhole;
        for (auto at = other.find("<guid>"); at != std::string::npos;
             at = other.find("<guid>", at + 1))
            other.insert(at + 6, "x");
        node.bring(other);
        CHECK(node.posts() == 3);
    }
    SUBCASE("what was deleted here may come again") {
        const auto edit =
            "/ecrire/" + id_part(node.text("SELECT id FROM post WHERE slug = 'vendanges'"));
        CHECK(node.submit(edit + "/supprimer", {}).status == 303);
        node.bring(kWhole);
        CHECK(node.posts() == 3);
    }
}

TEST_CASE("a file that cannot be read leaves nothing, and says the line") {
    Mover node;
    const auto answer = node.send(kWhole.substr(0, kWhole.size() / 2));
    CHECK(answer.status == 422);
    CHECK(has(answer.body, "Ligne 1"));
    CHECK(has(node.send("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>").body, "DOCTYPE"));
    CHECK(has(node.send(wxr("")).body, "ne contient aucun texte"));
    CHECK(node.send("").status == 422);
    CHECK(node.count("SELECT count(*) FROM import_run") == 0);
    CHECK(node.count("SELECT count(*) FROM import_item") == 0);
}

TEST_CASE("what is hostile in a text does no harm") {
    Mover node;
    node.bring(wxr(item({.title = "=HYPERLINK(1) &lt;script&gt;alert(1)&lt;/script&gt;",
                         .html = "<p onclick=alert(1)>ok</p><script>alert(1)</script>"
                                 "<a href=\"javascript:alert(1)\">x</a>"
                                 "<svg onload=alert(1)><img src=x onerror=alert(1)>"}) +
                   item({.number = 2, .date = "2999-05-03 18:20:00"}) +
                   attachment(3, kSite + "/../../../etc/passwd")));
    CHECK(node.posts() == 1);
    const auto page = node.page("/actualites/" + node.text("SELECT slug FROM post"));
    CHECK(has(page, "ok"));
    for (const auto* bad : {"alert(1)</script>", "onclick", "javascript:", "<svg onload"})
        CHECK_FALSE(has(page, bad));
    CHECK(node.moved("/etc/passwd").empty());
}

TEST_CASE("while the old site is silent the import waits and says so, then does without") {
    Mover node;
    node.internet.fail(kPhoto);
    const auto run = node.check(kWhole);
    node.start(run);
    const auto waits = [&] {
        return node.text("SELECT waits FROM import_run").find("ne répond pas") != std::string::npos;
    };
    node.wait_until(waits);
    CHECK(has(node.page(run, true), "En attente"));
    CHECK(has(node.page(run, true), "l’ancien site ne répond pas"));
    SUBCASE("it comes back") {
        node.internet.answer(kPhoto, "png", 200, "image/png");
        node.clock.advance(30s);
        node.jobs.wake();
        node.wait_until([&] { return node.state(run) == "done"; });
        CHECK(has(node.page("/actualites/vendanges"), "alt=\"Un étal\""));
    }
    SUBCASE("it does not") {
        for (int hours = 0; hours < 4 && node.state(run) != "done"; ++hours) {
            node.clock.advance(1h);
            node.jobs.wake();
            for (int turn = 0; turn < 100 && node.state(run) != "done"; ++turn)
                std::this_thread::sleep_for(10ms);
        }
        CHECK(node.state(run) == "done");
        CHECK(node.posts() == 3);
        CHECK(has(node.page("/actualites/vendanges"), "photo-1-300x200.png"));
        CHECK(has(node.page(run, true), "Images à regarder"));
    }
}

TEST_CASE("a picture that says nothing is listed, one that is none is said, the text comes") {
    Mover node;
    node.internet.answer(kSite + "/drawing.png", "<svg onload=x>", 200, "image/png");
    const auto run = node.bring(wxr(item(
        {.html = "<img src=\"" + kPhoto + "\"><img src=\"" + kSite + "/drawing.png\"><p>x</p>"})));
    const auto page = node.page(run, true);
    CHECK(has(page, "sans description"));
    CHECK(has(page, "SVG"));
    CHECK(has(node.page("/actualites/vendanges"), "/fichiers/"));
}

TEST_CASE("an import that is interrupted goes on where it was, without anything twice") {
    Mover node;
    std::string items;
    for (int number = 1; number <= 400; ++number)
        items += item({.number = number, .title = "Texte " + std::to_string(number)});
    const auto run = node.check(wxr(items));
    node.start(run);
    node.wait_until([&] { return node.posts() >= 5; });
    node.jobs.stop();
    const auto then = node.posts();
    CHECK(then < 400);
    CHECK(has(node.page(run, true), "Import en cours"));
    node.jobs.start();
    node.wait_until([&] { return node.state(run) == "done"; });
    CHECK(node.posts() == 400);
    CHECK(node.count("SELECT count(DISTINCT title) FROM post WHERE local = 1") == 400);
    CHECK(node.count("SELECT count(*) FROM import_item WHERE payload != ''") == 0);
}

TEST_CASE("only a manager imports") {
    SocialPagesNode node;  // signed in as a writer
    auto request = node.asked("GET", "/gestion/imports", true);
    CHECK(node.router.route(request).status != 200);
}
