#include "activitypub/media_type.h"

#include <doctest/doctest.h>

using namespace activitypub;

TEST_CASE("only ActivityStreams media types are taken for objects and for the inbox") {
    struct Row {
        const char* type;
        bool document;
        bool inbox;
    };
    const Row table[] = {
        {"application/activity+json", true, true},
        {"Application/Activity+JSON; charset=utf-8", true, true},
        {"application/activity+json; charset=\"UTF-8\"", true, true},
        {"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", true, true},
        {"application/ld+json;profile=\"https://www.w3.org/ns/activitystreams\"; charset=utf-8",
         true, true},
        {"application/ld+json; profile=\"https://x.example https://www.w3.org/ns/activitystreams\"",
         true, true},
        {"application/ld+json", false, true},
        {"application/ld+json; profile=\"https://www.w3.org/ns/activitystreamsevil\"", false,
         false},
        {"application/ld+json; profile=https://www.w3.org/ns/activitystreams", false, false},
        {"application/activity+json; charset=iso-8859-1", false, false},
        {"application/activity+json, text/html", false, false},
        {"text/plain; x=application/activity+json", false, false},
        {"text/html; profile=\"https://www.w3.org/ns/activitystreams\"", false, false},
        {"application/json", false, false},
        {"text/plain", false, false},
        {"application/activity+json; charset=utf-8; charset=utf-7", false, false},
        {"application/activity+jsonx", false, false},
        {"application /activity+json", false, false},
        {"application/activity+json; x=\"", false, false},
        {"", false, false},
    };
    for (const auto& row : table) {
        CAPTURE(row.type);
        CHECK(is_activity_json(row.type) == row.document);
        CHECK(acceptable_in_inbox(row.type) == row.inbox);
    }
}

TEST_CASE("the page is served unless the JSON is asked for") {
    struct Row {
        const char* accept;
        bool json;
    };
    const Row table[] = {
        {"", false},
        {"*/*", false},
        {"text/html", false},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", false},
        {"application/json", false},
        {"application/activity+json", true},
        {"application/ld+json", true},
        {"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", true},
        {"application/ld+json; profile=\"https://other.example/a,b\"", false},
        {"application/activity+json, application/ld+json; "
         "profile=\"https://www.w3.org/ns/activitystreams\", text/html;q=0.1",
         true},
        {"application/activity+json;q=0.5, text/html", false},
        {"application/activity+json, text/html", true},
        {"text/html, application/activity+json", false},
        {"*/*, application/activity+json", true},
        {"*/*, application/activity+json;q=0.9", false},
        {"application/activity+json;q=0", false},
        {"application/activity+json;q=2, text/html", false},
        {"nonsense, application/activity+json", true},
    };
    for (const auto& row : table) {
        CAPTURE(row.accept);
        CHECK(prefers_activity_json(row.accept) == row.json);
    }
}

TEST_CASE("parameters are unquoted, their names lower-cased") {
    const auto media = parse_media_type("Text/HTML ; Charset=UTF-8;; x=\"a\\\"b; c\"");
    REQUIRE(media.has_value());
    CHECK(media->type == "text/html");
    REQUIRE(media->parameter("charset"));
    CHECK(*media->parameter("charset") == "UTF-8");
    REQUIRE(media->parameter("x"));
    CHECK(*media->parameter("x") == "a\"b; c");
    CHECK(media->parameter("y") == nullptr);
}
