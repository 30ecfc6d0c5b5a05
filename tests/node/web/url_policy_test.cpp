#include "node/web/url_policy.h"

#include <doctest/doctest.h>

#include "node/web/html_text.h"

using namespace essaim::web;

TEST_CASE("only plain http, https and mailto addresses may be links") {
    for (const char* good :
         {"https://a.example", "http://a.example:8080/x?y#z", "https://été.example/",
          "HTTPS://A.example/", "mailto:bonjour@a.example", "https://[2001:db8::1]/x"})
        CHECK_MESSAGE(link_url(good).has_value(), good);
    for (const char* bad : {"", "javascript:alert(1)", "ftp://a.example", "https://", "https:///x",
                            "https://u:p@a.example", "https://a.example\\@b.example",
                            "https://a%2eb/", "https://a.example/a b",
                            "mailto:", "mailto:a@b?cc=c@d", "/path", "//a.example", "https://:80/"})
        CHECK_MESSAGE(!link_url(bad).has_value(), bad);
    CHECK(link_url(" https://a.ex\tample/\n") == "https://a.example/");
    CHECK(!link_url("https://a.example/" + std::string(3000, 'a')));
    CHECK(link_url("hTtps://A.example/") == "https://A.example/");
    CHECK(link_url("MailTo:Bonjour@a.example") == "mailto:Bonjour@a.example");
}

TEST_CASE("a path stays on this node") {
    for (const char* good : {"/actualites", "page", "?langue=en", "#contenu", "a/b:c", "./x"})
        CHECK_MESSAGE(link_url_or_path(good) == good, good);
    for (const char* bad :
         {"//evil.example", "/\\evil.example", "javascript:x", "x:y", "", "\t//evil.example"})
        CHECK_MESSAGE(!link_url_or_path(bad), bad);
    CHECK(link_url_or_path("/a", "https://n.example") == "https://n.example/a");
    CHECK(link_url_or_path("a", "https://n.example") == "https://n.example/a");
    CHECK(link_url_or_path("https://b.example/", "https://n.example") == "https://b.example/");
}

TEST_CASE("the host of an address is its real one") {
    CHECK(host_of("https://User@A.Example:80/x@y") == "a.example");
    CHECK(host_of("https://a.example.") == "a.example");
    CHECK(host_of("http://[::1]:80/") == "[::1]");
    CHECK(host_of("mailto:a@b.example") == "");
}

TEST_CASE("text is escaped, cleaned and shortened") {
    CHECK(escape_html("<a href='x'>\"&") == "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
    CHECK(SafeHtml::text("<b>").str() == "&lt;b&gt;");
    CHECK(clean_utf8("a\xFF\x01"
                     "b\xED\xA0\x80\xC0\xAF") == "a\uFFFDb\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    CHECK(clean_utf8("é€😀\n") == "é€😀\n");
    CHECK(shorten("un deux trois", 20) == "un deux trois");
    CHECK(shorten("un deux trois", 9) == "un deux…");
    CHECK(shorten("éééééé", 3) == "éé…");
}
