// Files of other sites: what is read in them, and what is refused with a sentence.
#include <doctest/doctest.h>

#include "activitypub/date.h"
#include "node/imports/addresses.h"
#include "node/imports/plan.h"
#include "node/imports/site_file.h"

using namespace essaim;
using namespace essaim::imports;

namespace {

const std::string kWxrHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
    "xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" "
    "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
    "xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel><title>Ancien</title>"
    "<link>https://ancien.example</link><language>fr-FR</language>"
    "<wp:base_blog_url>https://ancien.example</wp:base_blog_url>\n";
const std::string kEnd = "</channel></rss>";
const base::Instant kNow = std::chrono::sys_days{std::chrono::year{2026} / 3 / 18};

std::string post(const std::string& inside) {
    return "<item><title>Vendanges</title><link>https://ancien.example/2019/05/vendanges/</link>"
           "<guid>https://ancien.example/?p=12</guid><wp:post_id>12</wp:post_id>"
           "<wp:post_type>post</wp:post_type>" +
           inside + "</item>\n";
}

std::vector<SiteItem> items_of(const std::string& file, Site* site = nullptr) {
    std::vector<SiteItem> items;
    const auto read = read_site(file, [&](const Site&, SiteItem&& item) {
        items.push_back(std::move(item));
        return true;
    });
    REQUIRE_MESSAGE(read, read.error().sentence);
    if (site != nullptr) *site = *read;
    return items;
}

}  // namespace

TEST_CASE("a WordPress export is read with its dates, words, pictures and comments") {
    Site site;
    const auto items =
        items_of(kWxrHead +
                     post("<content:encoded><![CDATA[<p>Du raisin.</p>]]></content:encoded>"
                          "<excerpt:encoded><![CDATA[En bref]]></excerpt:encoded>"
                          "<pubDate>Fri, 03 May 2019 20:20:00 +0200</pubDate>"
                          "<wp:post_date_gmt>2019-05-03 18:20:00</wp:post_date_gmt>"
                          "<wp:post_modified_gmt>2020-01-02 03:04:05</wp:post_modified_gmt>"
                          "<wp:status>publish</wp:status>"
                          "<category domain=\"category\" nicename=\"fetes\">Fêtes</category>"
                          "<category domain=\"post_tag\" nicename=\"vin\">vin nouveau</category>"
                          "<category domain=\"post_format\">Lien</category>"
                          "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>"
                          "<wp:meta_value>77</wp:meta_value></wp:postmeta>"
                          "<wp:comment><wp:comment_id>1</wp:comment_id><wp:status>no</wp:status>"
                          "<title>piège</title></wp:comment>") +
                     kEnd,
                 &site);
    CHECK(site.format == Format::Wxr);
    CHECK(site.title == "Ancien");
    REQUIRE(items.size() == 1);
    const auto& item = items.front();
    CHECK(item.title == "Vendanges");
    CHECK(item.status == "publish");
    CHECK(item.html == "<p>Du raisin.</p>");
    CHECK(item.excerpt == "En bref");
    CHECK(item.categories == std::vector<std::string>{"Fêtes"});
    CHECK(item.tags == std::vector<std::string>{"vin nouveau"});
    CHECK(item.featured == "77");
    CHECK(item.comments == 1);
    CHECK(item.language == "fr-FR");
    CHECK(activitypub::format_date_time(*date_of(item.published)) == "2019-05-03T18:20:00Z");
    CHECK(activitypub::format_date_time(*date_of(item.updated)) == "2020-01-02T03:04:05Z");
    CHECK(item.line == 4);
}

TEST_CASE("RSS 2.0 and Atom are read, XHTML too, whatever their prefixes") {
    const auto rss = items_of(
        "<rss version=\"2.0\"><channel><image><title>logo</title></image><title>Flux</title>"
        "<item><title>Un</title><link>https://a.example/un</link><pubDate>03 May 19 18:20 GMT"
        "</pubDate><description>&lt;p&gt;Deux&lt;/p&gt;</description>"
        "<enclosure url=\"https://a.example/p.jpg\" type=\"image/jpeg\"/></item></channel></rss>");
    REQUIRE(rss.size() == 1);
    CHECK(rss[0].excerpt == "<p>Deux</p>");
    CHECK(rss[0].file == "https://a.example/p.jpg");
    CHECK(activitypub::format_date_time(*date_of(rss[0].published)) == "2019-05-03T18:20:00Z");

    Site site;
    const auto atom = items_of(
        "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><a:title>F</a:title>"
        "<a:link href=\"https://a.example/\"/><a:entry><a:id>tag:a,1</a:id>"
        "<a:title type=\"text\">1 &lt; 2</a:title>"
        "<a:link rel=\"alternate\" href=\"https://a.example/1\"/>"
        "<a:published>2019-05-03T20:20:00+02:00</a:published>"
        "<a:category term=\"vin\"/><a:content type=\"xhtml\"><x:div "
        "xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:p class=\"k\">Du <x:b>vin</x:b> &amp; eau"
        "</x:p></x:div></a:content></a:entry></a:feed>",
        &site);
    REQUIRE(atom.size() == 1);
    CHECK(site.format == Format::Atom);
    CHECK(site.link == "https://a.example/");
    CHECK(atom[0].title == "1 &lt; 2");
    CHECK(atom[0].link == "https://a.example/1");
    CHECK(atom[0].language == "en");
    CHECK(atom[0].html == "<div><p class=\"k\">Du <b>vin</b> &amp; eau</p></div>");
    CHECK(atom[0].tags == std::vector<std::string>{"vin"});
}

TEST_CASE("a file that is broken, hostile or something else is refused with a sentence") {
    std::string deep;
    for (int i = 0; i < 200; ++i) deep += "<a>";
    struct Row {
        std::string what;
        std::string file;
        std::string said;
        std::int64_t line;
    };
    const Row rows[] = {
        {"nothing", "", "n’est pas du XML", 1},
        {"a picture", "\x89PNG\r\n\x1a\n", "abîmé", 1},
        {"a page", "<html><body/></html>", "première balise", 1},
        {"cut off", kWxrHead + "<item><title>Un", "n’est pas complet", 4},
        {"ill nested", kWxrHead + "<item></title>", "abîmé", 4},
        {"an entity of its own", "<!DOCTYPE rss [<!ENTITY a \"aaaa\">]><rss><channel/></rss>",
         "DOCTYPE", 1},
        {"a file of the machine",
         "<?xml version=\"1.0\"?>\n<!DOCTYPE rss SYSTEM \"file:///etc/passwd\"><rss/>", "DOCTYPE",
         2},
        {"an unknown entity", kWxrHead + "<item><title>&eacute;</title></item>" + kEnd, "abîmé", 4},
        {"nested without end", kWxrHead + deep, "imbriqué", 4},
        {"a long name", "<rss><" + std::string(400, 'a') + "/></rss>", "imbriqué", 1},
        {"a long attribute", "<rss><a b=\"" + std::string(9000, 'a') + "\"/></rss>", "balise", 1},
        {"unknown letters", "<?xml version=\"1.0\" encoding=\"EBCDIC\"?><rss/>", "UTF-8", 1},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto read = read_site(row.file, [](const Site&, SiteItem&&) { return true; });
        REQUIRE_FALSE(read);
        CHECK_MESSAGE(read.error().sentence.find(row.said) != std::string::npos,
                      read.error().sentence);
        CHECK(read.error().line == row.line);
    }
}

TEST_CASE("what can come, as what, and what not and why") {
    struct Row {
        std::string what;
        std::string inside;
        std::string kind;
        std::string state;
        std::string reason;
    };
    const std::string date = "<wp:post_date_gmt>2019-05-03 18:20:00</wp:post_date_gmt>";
    const std::string text = "<content:encoded>Du raisin</content:encoded>";
    const Row rows[] = {
        {"a text", date + text + "<wp:status>publish</wp:status>", "text", "new", ""},
        {"a draft without a date", text + "<wp:status>draft</wp:status>", "text", "new", ""},
        {"private", date + text + "<wp:status>private</wp:status>", "text", "refused", "privé"},
        {"behind a password", date + text + "<wp:post_password>x</wp:post_password>", "text",
         "refused", "mot de passe"},
        {"in the bin", date + text + "<wp:status>trash</wp:status>", "text", "refused",
         "corbeille"},
        {"no date", text, "text", "refused", "date"},
        {"a date of long ago", "<pubDate>Fri, 03 May 0019 18:20:00 GMT</pubDate>" + text, "text",
         "refused", "date"},
        {"a date to come", "<wp:post_date_gmt>2999-01-01 00:00:00</wp:post_date_gmt>" + text,
         "text", "refused", "date"},
        {"a day that is none", "<wp:post_date_gmt>2019-02-31 00:00:00</wp:post_date_gmt>" + text,
         "text", "refused", "date"},
        {"too long", date + "<content:encoded>" + std::string(101'000, 'a') + "</content:encoded>",
         "text", "refused", "trop long"},
        {"far too long",
         date + "<content:encoded>" + std::string(2'000'000, 'a') + "</content:encoded>", "text",
         "refused", "trop long"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Site site;
        auto items = items_of(kWxrHead + post(row.inside) + kEnd, &site);
        REQUIRE(items.size() == 1);
        const auto item = item_of(site, std::move(items.front()), kNow);
        REQUIRE(item);
        CHECK(item->kind == row.kind);
        CHECK(item->state == row.state);
        CHECK_MESSAGE(item->reason.find(row.reason) != std::string::npos, item->reason);
        CHECK(item->payload.empty() == (row.state == "refused"));
    }
    SUBCASE("attachments by their ending, with traversal only a name") {
        struct File {
            const char* address;
            const char* kind;
            const char* state;
        };
        const File files[] = {
            {"https://a.example/u/p.JPG", "picture", "new"},
            {"https://a.example/u/cr.pdf", "document", "new"},
            {"https://a.example/../../etc/passwd", "other", "refused"},
            {"file:///etc/passwd.pdf", "document", "refused"},
            {"javascript:alert(1)//a.png", "picture", "refused"},
            {"https://a.example/u/virus.exe", "other", "refused"},
        };
        for (const auto& file : files) {
            CAPTURE(file.address);
            SiteItem found;
            found.type = "attachment";
            found.file = file.address;
            const auto item = item_of({}, std::move(found), kNow);
            REQUIRE(item);
            CHECK(item->kind == file.kind);
            CHECK(item->state == file.state);
        }
    }
}

TEST_CASE("old addresses are kept as they are asked for") {
    struct Row {
        const char* url;
        const char* address;
    };
    const Row rows[] = {
        {"https://ancien.example/2019/05/f%C3%AAte/", "/2019/05/fête"},
        {"/2019/05/f%C3%AAte", "/2019/05/fête"},
        {"https://ancien.example/?p=12", "/?p=12"},
        {"https://ancien.example?p=12", "/?p=12"},
        {"/?p=12", "/?p=12"},
        {"https://ancien.example/spip.php?article12#bas", "/spip.php?article12"},
        {"https://ancien.example/", ""},
        {"https://ancien.example", ""},
        {"tag:ancien.example,2019:12", ""},
        {"", ""},
    };
    for (const auto& row : rows) CHECK_MESSAGE(old_address_of(row.url) == row.address, row.url);
    CHECK(file_key("https://a.example/u/photo-300x200.JPG?x=1") == "a.example/u/photo.jpg");
    CHECK(file_key("http://a.example/u/photo-scaled.jpg") == "a.example/u/photo.jpg");
    CHECK(file_key("http://a.example/u/rue-12x.jpg") == "a.example/u/rue-12x.jpg");
    CHECK(hashtag_of("monnaie locale d’ici") == "monnaieLocaleDIci");
    CHECK(hashtag_of("#été-2019 !") == "été2019");
}
