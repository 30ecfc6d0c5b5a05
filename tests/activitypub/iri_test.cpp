#include "activitypub/iri.h"

#include <doctest/doctest.h>

using namespace activitypub;

TEST_CASE("an IRI is taken apart, its host lower-cased, its default port dropped") {
    struct Row {
        const char* text;
        Iri expected;
    };
    const Row table[] = {
        {"https://lanoisette.example/o/1?a=b#create",
         {"https", "lanoisette.example", "/o/1", "a=b", "create"}},
        {"HTTPS://LaNoisette.Example:443", {"https", "lanoisette.example", "", "", ""}},
        {"http://127.0.0.1:8080/@miel", {"http", "127.0.0.1:8080", "/@miel", "", ""}},
        {"https://h.example:80/", {"https", "h.example:80", "/", "", ""}},
        {"https://[::1]:8443/x", {"https", "[::1]:8443", "/x", "", ""}},
        {"https://xn--abeille-cva.example/é%20",
         {"https", "xn--abeille-cva.example", "/é%20", "", ""}},
        {"https://h.example?q=a/b?c#d?e", {"https", "h.example", "", "q=a/b?c", "d?e"}},
        {"https://dbzer0.com/?author=0", {"https", "dbzer0.com", "/", "author=0", ""}},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        const auto iri = parse_iri(row.text);
        REQUIRE(iri.has_value());
        CHECK(*iri == row.expected);
    }
}

TEST_CASE("an address that two parsers could read differently is refused") {
    const std::string long_one = "https://h.example/" + std::string(kMaxIriBytes, 'a');
    const std::string nul("https://h.example/\0x", 20);
    for (const std::string& hostile : {std::string(),
                                       std::string("lanoisette.example/o/1"),
                                       std::string("//h.example/"),
                                       std::string("ftp://h.example/"),
                                       std::string("javascript:alert(1)"),
                                       std::string("https:h.example"),
                                       std::string("https:///x"),
                                       std::string("https://user@h.example/"),
                                       std::string("https://good.example@evil.example/"),
                                       std::string("https://good.example\\@evil.example/"),
                                       std::string("https://h.example\\x"),
                                       std::string("https://h.example./"),
                                       std::string("https://.h.example/"),
                                       std::string("https://h..example/"),
                                       std::string("https://h%2eexample/"),
                                       std::string("https://hé.example/"),
                                       std::string("https://h.example/a b"),
                                       std::string("https://h.example/a\tb"),
                                       std::string("https://h.example/\r\nX: y"),
                                       std::string("https://h.example:0/"),
                                       std::string("https://h.example:65536/"),
                                       std::string("https://h.example:/"),
                                       std::string("https://h.example:080/"),
                                       std::string("https://h.example:8 0/"),
                                       std::string("https://h.example/%zz"),
                                       std::string("https://h.example/%4"),
                                       std::string("https://h.example/<x>"),
                                       std::string("https://h.example/\xE2\x80\xAE"),
                                       std::string("https://h.example/\x7F"),
                                       std::string("https://[::1"),
                                       std::string("https://[x]/"),
                                       long_one,
                                       nul}) {
        CAPTURE(hostile);
        const auto iri = parse_iri(hostile);
        REQUIRE_FALSE(iri.has_value());
        CHECK(iri.error().fault == Fault::Malformed);
    }
}

TEST_CASE("two addresses share an origin only with the same scheme, host and port") {
    CHECK(same_origin("https://a.example/x", "https://A.example:443/y#z"));
    CHECK_FALSE(same_origin("https://a.example/x", "http://a.example/x"));
    CHECK_FALSE(same_origin("https://a.example/x", "https://a.example:8443/x"));
    CHECK_FALSE(same_origin("https://a.example/x", "https://b.a.example/x"));
    CHECK_FALSE(same_origin("https://a.example", "https://a.example.evil.test"));
    CHECK_FALSE(same_origin("", ""));
    CHECK_FALSE(same_origin("nonsense", "nonsense"));
}

TEST_CASE("an IRI written back is the one that was read") {
    for (const auto* text :
         {"https://h.example/a?b=c#d", "http://h.example:8080", "https://h.example/"})
        CHECK(to_string(parse_iri(text).value()) == text);
    CHECK(parse_iri("https://h.example?x=1#y")->target() == "/?x=1");
    CHECK(without_fragment("https://h.example/a#main-key") == "https://h.example/a");
    CHECK(without_fragment("https://h.example/a") == "https://h.example/a");
    CHECK(host_of("https://H.example:8443/a") == "h.example:8443");
    CHECK(origin_of("nonsense").empty());
}
