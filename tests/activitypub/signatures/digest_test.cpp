// security.md A2: the body that is signed is the body that came.
#include "activitypub/signatures/digest.h"

#include <doctest/doctest.h>

using namespace activitypub;

namespace {

HttpMessage with(std::initializer_list<std::pair<std::string, std::string>> headers) {
    HttpMessage message;
    message.method = "POST";
    message.headers = headers;
    message.body = R"({"hello": "world"})";
    return message;
}

// SHA-256 of that body, from RFC 9530 and RFC 9421 §B.2.
const std::string kGood = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";
const std::string kOther = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

}  // namespace

TEST_CASE("a digest is written in the exact spelling that peers compare") {
    const std::string body = R"({"hello": "world"})";
    CHECK(make_digest(body) == "SHA-256=" + kGood);
    CHECK(make_content_digest(body) == "sha-256=:" + kGood + ":");
}

TEST_CASE("Digest must be one SHA-256 of the body") {
    CHECK(check_digest(with({{"digest", "SHA-256=" + kGood}})));
    CHECK(check_digest(with({{"digest", "sha-256=" + kGood}})));
    CHECK(check_digest(with({{"digest", "MD5=abcd, SHA-256=" + kGood}})));
    CHECK(check_digest(with({{"digest", "SHA-256=" + kGood + " , SHA-512=abcd"}})));
    const std::string bad[] = {"",
                               "SHA-256=",
                               "SHA-256=" + kOther,
                               "SHA-256=" + kGood.substr(0, 40),
                               "SHA-256=" + kGood + "AAAA",
                               "SHA-256=:" + kGood + ":",
                               "MD5=" + kGood,
                               "SHA-512=" + kGood,
                               "SHA256=" + kGood,
                               kGood,
                               "SHA-256=" + kGood + ",SHA-256=" + kOther,
                               "SHA-256=" + kOther + ",SHA-256=" + kGood};
    for (const auto& value : bad) {
        CAPTURE(value);
        const auto checked = check_digest(with({{"digest", value}}));
        REQUIRE_FALSE(checked);
        CHECK(checked.error().fault == Fault::BadSignature);
    }
    CHECK_FALSE(check_digest(with({})));
    CHECK_FALSE(
        check_digest(with({{"digest", "SHA-256=" + kGood}, {"digest", "SHA-256=" + kGood}})));
}

TEST_CASE("Content-Digest must be one sha-256 of the body") {
    CHECK(check_content_digest(with({{"content-digest", "sha-256=:" + kGood + ":"}})));
    CHECK(check_content_digest(
        with({{"content-digest", "sha-512=:abcd:, sha-256=:" + kGood + ":"}})));
    const std::string bad[] = {"",
                               "sha-256=::",
                               "sha-256=:",
                               "sha-256=:" + kOther + ":",
                               "sha-256=" + kGood,
                               "sha-256=:" + kGood,
                               "sha-512=:" + kGood + ":",
                               "sha-256=:" + kGood + ":, sha-256=:" + kOther + ":"};
    for (const auto& value : bad) {
        CAPTURE(value);
        CHECK_FALSE(check_content_digest(with({{"content-digest", value}})));
    }
    CHECK_FALSE(check_content_digest(with({})));
}

TEST_CASE("a repeated header is joined, counted, and not one value") {
    const auto message = with({{"x", "a"}, {"y", "b"}, {"x", "c"}});
    CHECK(message.count("x") == 2);
    CHECK(message.joined("x") == "a, c");
    CHECK_FALSE(message.header("x").has_value());
    CHECK(message.header("y") == "b");
    CHECK(message.count("z") == 0);
}
