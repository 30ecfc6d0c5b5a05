// The table of security.md §1.1 for draft-cavage-12: A1, A2, A3, A4, A8, A9.
#include "activitypub/signatures/cavage.h"

#include <doctest/doctest.h>

#include "tests/activitypub/signatures/sample.h"

using namespace activitypub;
using namespace std::chrono_literals;

namespace {

const auto& key() { return sample::rsa().public_key(); }

HttpMessage signed_post(Time when = sample::kNow) {
    auto message = sample::post();
    sample::add(message,
                sign_request(message, Scheme::Cavage, sample::kKeyId, sample::rsa(), when));
    return message;
}

// A POST that signs exactly `parts` of the usual ones, validly.
HttpMessage signing(const std::vector<std::string>& parts,
                    const std::string& more = ",algorithm=\"rsa-sha256\"",
                    const PrivateKey& with = sample::rsa()) {
    auto message = sample::post();
    message.headers.emplace_back("date", sample::kDate);
    message.headers.emplace_back("digest", make_digest(sample::kBody));
    message.headers.emplace_back("content-length", "17");
    std::string names;
    std::string lines;
    for (const auto& part : parts) {
        names += (names.empty() ? "" : " ") + part;
        lines += (lines.empty() ? "" : "\n") + part + ": ";
        if (part == "(request-target)")
            lines += "post /inbox";
        else if (part == "(created)")
            lines += "1772366400";
        else if (part == "(expires)")
            lines += "1772366500";
        else
            lines += message.joined(part);
    }
    message.headers.emplace_back("signature", sample::cavage_header(names, lines, with, more));
    return message;
}

}  // namespace

TEST_CASE("cavage: what we send is what peers read naively, and it verifies") {
    const auto message = signed_post();
    const auto header = *message.header("signature");
    CHECK(header.starts_with(
        "keyId=\"https://peer.example/actor#main-key\",algorithm=\"rsa-sha256\",headers=\""
        "(request-target) host date digest content-type\",signature=\""));
    CHECK(header.find(' ', header.find("\",signature")) == std::string_view::npos);
    CHECK(message.header("date") == sample::kDate);
    CHECK(message.header("digest") == make_digest(sample::kBody));
    const auto claim = claimed_signature(message);
    REQUIRE(claim);
    CHECK(claim->scheme == Scheme::Cavage);
    CHECK(claim->key_id == sample::kKeyId);
    CHECK(verify_request(message, *claim, key(), sample::kNow));
    CHECK_FALSE(verify_request(message, *claim, sample::ed25519().public_key(), sample::kNow));
}

TEST_CASE("cavage: a GET is signed without digest, and with its query") {
    auto message = sample::get();
    sample::add(message,
                sign_request(message, Scheme::Cavage, sample::kKeyId, sample::rsa(), sample::kNow));
    CHECK(message.header("signature")->find("headers=\"(request-target) host date\"") !=
          std::string_view::npos);
    CHECK(message.count("digest") == 0);
    CHECK(sample::check(message, key()));
    message.target = "/outbox?page=3";
    CHECK_FALSE(sample::check(message, key()));
}

TEST_CASE("cavage: a caller who leaves Host or Content-Type to its client still signs truthfully") {
    auto message = sample::post();
    message.headers.clear();
    const auto added =
        sign_request(message, Scheme::Cavage, sample::kKeyId, sample::rsa(), sample::kNow);
    message.headers = {{"host", "nous.example"}, {"content-type", "text/x-added-later"}};
    sample::add(message, added);
    CHECK(sample::check(message, key()));
}

TEST_CASE("cavage: an Ed25519 key signs and verifies as hs2019") {
    auto message = sample::post();
    sample::add(message, sign_request(message, Scheme::Cavage, sample::kKeyId, sample::ed25519(),
                                      sample::kNow));
    CHECK(message.header("signature")->find("algorithm=\"hs2019\"") != std::string_view::npos);
    CHECK(sample::check(message, sample::ed25519().public_key()));
}

TEST_CASE("cavage: a signature over the path alone is accepted, over another path not") {
    for (const auto& [target, accepted] : {std::pair<const char*, bool>{"/outbox", true},
                                           {"/outbox?page=2", true},
                                           {"/outbox?page=1", false},
                                           {"/outbo", false}}) {
        CAPTURE(target);
        auto message = sample::get();
        message.headers.emplace_back("date", sample::kDate);
        const auto lines = "(request-target): get " + std::string(target) +
                           "\nhost: nous.example\ndate: " + sample::kDate;
        message.headers.emplace_back(
            "signature", sample::cavage_header("(request-target) host date", lines, sample::rsa()));
        CHECK(sample::check(message, key()).has_value() == accepted);
    }
}

TEST_CASE("A1: each part that must be signed is missed when it is not") {
    const std::vector<std::string> all = {"(request-target)", "host", "date", "digest"};
    CHECK(sample::check(signing(all), key()));
    CHECK(sample::check(signing({"digest", "date", "content-length", "host", "(request-target)"}),
                        key()));
    for (const auto& dropped : all) {
        CAPTURE(dropped);
        auto parts = all;
        std::erase(parts, dropped);
        const auto checked = sample::check(signing(parts), key());
        REQUIRE_FALSE(checked);
        CHECK(checked.error().fault == Fault::BadSignature);
    }
    for (const auto& repeated : all) {
        auto parts = all;
        parts.push_back(repeated);
        CHECK_FALSE(sample::check(signing(parts), key()));
    }
    CHECK_FALSE(sample::check(signing({}), key()));
    CHECK_FALSE(sample::check(signing({"date"}), key()));
}

TEST_CASE("A1: no signature at all, or no list of headers, is refused") {
    CHECK_FALSE(sample::check(sample::post(), key()));
    auto message = sample::post();
    message.headers.emplace_back("date", sample::kDate);
    const auto bytes = base64(sample::rsa().sign(std::string("date: ") + sample::kDate));
    message.headers.emplace_back(
        "signature",
        std::string("keyId=\"k\",algorithm=\"rsa-sha256\",signature=\"") + bytes + "\"");
    CHECK_FALSE(sample::check(message, key()));
}

TEST_CASE("A1: a signed header that comes twice, or not at all, is refused") {
    for (const char* name : {"host", "date", "digest"}) {
        CAPTURE(name);
        auto twice = signed_post();
        twice.headers.emplace_back(name, std::string(*twice.header(name)));
        CHECK_FALSE(sample::check(twice, key()));
        auto gone = signed_post();
        std::erase_if(gone.headers, [&](const auto& header) { return header.first == name; });
        CHECK_FALSE(sample::check(gone, key()));
    }
}

TEST_CASE("A1: (created) stands for date with hs2019 only") {
    const std::vector<std::string> parts = {"(request-target)", "host", "(created)", "digest"};
    CHECK(sample::check(signing(parts, ",algorithm=\"hs2019\",created=1772366400"), key()));
    CHECK(sample::check(signing(parts, ",algorithm=\"hs2019\",created=\"1772366400\""), key()));
    CHECK_FALSE(
        sample::check(signing(parts, ",algorithm=\"rsa-sha256\",created=1772366400"), key()));
    CHECK_FALSE(sample::check(signing(parts, ",created=1772366400"), key()));
    CHECK_FALSE(sample::check(signing(parts, ",algorithm=\"hs2019\""), key()));
    CHECK_FALSE(sample::check(signing(parts, ",algorithm=\"hs2019\",created=1772366401"), key()));
    const std::vector<std::string> both = {"(request-target)", "host", "date", "(created)",
                                           "digest"};
    CHECK_FALSE(
        sample::check(signing(both, ",algorithm=\"rsa-sha256\",created=1772366400"), key()));
}

TEST_CASE(
    "A2: a body that is not the digest's, or a digest that is not the signed one, is refused") {
    auto swapped = signed_post();
    swapped.body = R"({"type":"Delete"})";
    CHECK_FALSE(sample::check(swapped, key()));
    sample::set(swapped, "digest", make_digest(swapped.body));
    CHECK_FALSE(sample::check(swapped, key()));
    auto longer = signed_post();
    longer.body = R"({"type":"Create"} )";
    CHECK_FALSE(sample::check(longer, key()));
}

TEST_CASE("A2: another method than GET or HEAD, or a GET with a body, needs its digest too") {
    for (const char* method : {"PUT", "post", "DELETE"}) {
        CAPTURE(method);
        auto message = sample::post();
        message.method = method;
        message.headers.emplace_back("date", sample::kDate);
        std::string lower(method);
        for (auto& c : lower) c = static_cast<char>(c | 0x20);
        const auto lines =
            "(request-target): " + lower + " /inbox\nhost: nous.example\ndate: " + sample::kDate;
        message.headers.emplace_back(
            "signature", sample::cavage_header("(request-target) host date", lines, sample::rsa()));
        CHECK_FALSE(sample::check(message, key()));
    }
    auto message = sample::get();
    sample::add(message,
                sign_request(message, Scheme::Cavage, sample::kKeyId, sample::rsa(), sample::kNow));
    message.body = "smuggled";
    CHECK_FALSE(sample::check(message, key()));
}

TEST_CASE("A3: a signature is good from an hour ago to five minutes ahead") {
    const std::pair<std::chrono::seconds, bool> rows[] = {
        {0s, true},   {-5min, true},      {-1h, true}, {-1h - 1s, false}, {-13h, false},
        {5min, true}, {5min + 1s, false}, {3h, false}, {24h * 366, false}};
    for (const auto& [offset, accepted] : rows) {
        CAPTURE(offset.count());
        const auto checked = sample::check(signed_post(sample::kNow + offset), key());
        CHECK(checked.has_value() == accepted);
        if (!checked) CHECK(checked.error().fault == Fault::BadSignature);
    }
    CHECK(sample::check(signed_post(sample::kNow - 11h), key(), sample::kNow, {12h, 5min}));
}

TEST_CASE("A3: a date that is none, or of year 9999, is refused as a bad signature") {
    for (const char* date : {"", "yesterday", "2026-03-01T12:00:00Z",
                             "Fri, 31 Dec 9999 23:59:59 GMT", "Sun, 01 Mar 2026 12:00:00 CET"}) {
        CAPTURE(date);
        auto message = sample::post();
        message.headers.emplace_back("date", date);
        message.headers.emplace_back("digest", make_digest(sample::kBody));
        const auto lines =
            "(request-target): post /inbox\nhost: nous.example\ndate: " + std::string(date) +
            "\ndigest: " + make_digest(sample::kBody);
        message.headers.emplace_back(
            "signature",
            sample::cavage_header("(request-target) host date digest", lines, sample::rsa()));
        const auto checked = sample::check(message, key());
        REQUIRE_FALSE(checked);
        CHECK(checked.error().fault == Fault::BadSignature);
    }
}

TEST_CASE("A3: expires is honoured, and a time that is none is refused") {
    const std::vector<std::string> parts = {"(request-target)", "host", "date", "digest"};
    CHECK(sample::check(signing(parts, ",algorithm=\"hs2019\",expires=1772366401"), key()));
    CHECK_FALSE(sample::check(signing(parts, ",algorithm=\"hs2019\",expires=1772366399"), key()));
    CHECK_FALSE(
        sample::check(signing(parts, ",algorithm=\"hs2019\",expires=99999999999999999999"), key()));
    CHECK_FALSE(sample::check(signing(parts, ",algorithm=\"hs2019\",created=\"now\""), key()));
    CHECK_FALSE(sample::check(signing(parts, ",algorithm=\"hs2019\",created=1772370001"), key()));
}

TEST_CASE("A4: a request that was signed for another host is refused") {
    for (const auto& [host, accepted] : {std::pair<const char*, bool>{"nous.example", true},
                                         {"nous.example:443", true},
                                         {"nous.example:80", false},
                                         {"nous.example:8443", false},
                                         {"other.test", false},
                                         {"nous.example.other.test", false},
                                         {"nous.example,other.test", false},
                                         {"", false}}) {
        CAPTURE(host);
        auto message = sample::post();
        sample::set(message, "host", host);
        message.headers.emplace_back("date", sample::kDate);
        message.headers.emplace_back("digest", make_digest(sample::kBody));
        const auto lines = "(request-target): post /inbox\nhost: " + std::string(host) +
                           "\ndate: " + sample::kDate + "\ndigest: " + make_digest(sample::kBody);
        message.headers.emplace_back(
            "signature",
            sample::cavage_header("(request-target) host date digest", lines, sample::rsa()));
        CHECK(sample::check(message, key()).has_value() == accepted);
    }
}

TEST_CASE("A8: only the known algorithms, and only with a key of their type") {
    const std::vector<std::string> parts = {"(request-target)", "host", "date", "digest"};
    CHECK(sample::check(signing(parts, ",algorithm=\"rsa-sha256\""), key()));
    CHECK(sample::check(signing(parts, ",algorithm=\"hs2019\""), key()));
    for (const char* name : {"none", "hmac-sha256", "rsa-sha1", "rsa-sha512", "ecdsa-sha256",
                             "RSA-SHA256", "ed25519"}) {
        CAPTURE(name);
        CHECK_FALSE(
            sample::check(signing(parts, std::string(",algorithm=\"") + name + "\""), key()));
    }
    const auto& ed = sample::ed25519();
    CHECK(sample::check(signing(parts, ",algorithm=\"hs2019\"", ed), ed.public_key()));
    CHECK_FALSE(sample::check(signing(parts, ",algorithm=\"rsa-sha256\"", ed), ed.public_key()));
}

TEST_CASE("A9: a Signature header that is not strictly one list of parameters is refused") {
    const auto good = std::string(*signed_post().header("signature"));
    const std::string bad[] = {
        "",
        " ",
        ",",
        "keyId",
        "keyId=",
        "keyId=\"",
        "Signature " + good,
        good + ",",
        "," + good,
        good + ",keyId=\"https://evil.example/k\"",
        "keyId=\"https://evil.example/k\"," + good,
        good + ",signature=\"AAAA\"",
        good + " headers=\"date\"",
        good + ";x=1",
        good + "\"",
        good + ",x=\"a\\\"b\"",
        good + ",pad=\"" + std::string(8192, 'a') + "\"",
        "keyId=\"k\",headers=\"date\",signature=\"!\"",
        "keyId=\"k\",headers=\"date\",signature=\"\"",
        "keyId=\"\",headers=\"date\",signature=\"AAAA\"",
        "headers=\"date\",signature=\"AAAA\"",
        "keyId=\"k\",headers=\"date\"",
        "keyId=\"k\",headers=\"date  host\",signature=\"AAAA\"",
        "keyId=\"k\",headers=\" date\",signature=\"AAAA\"",
        "keyId=\"k\",headers=\"" + std::string(40, 'a') + std::string("\",signature=AAAA")};
    for (const auto& value : bad) {
        CAPTURE(value.substr(0, 80));
        auto message = signed_post();
        sample::set(message, "signature", value);
        const auto claim = claimed_signature(message);
        REQUIRE_FALSE(claim);
        CHECK(claim.error().fault == Fault::BadSignature);
    }
    auto twice = signed_post();
    twice.headers.emplace_back("signature", good);
    CHECK_FALSE(claimed_signature(twice));
    std::string many = "keyId=\"k\",signature=\"AAAA\",headers=\"a";
    for (int i = 0; i < 40; ++i) many += " a" + std::to_string(i);
    auto message = signed_post();
    sample::set(message, "signature", many + "\"");
    CHECK_FALSE(claimed_signature(message));
}

TEST_CASE(
    "A9: every prefix and every one-byte change of a good header is refused or fails, never "
    "crashes") {
    const auto message = signed_post();
    const std::string good(*message.header("signature"));
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto changed = message;
        sample::set(changed, "signature", good.substr(0, i));
        CHECK_FALSE(sample::check(changed, key()));
    }
    const auto bytes_at = good.find("signature=\"") + 11;
    for (std::size_t i = good.find("headers=\""); i < good.size(); i += i < bytes_at ? 1 : 17) {
        CAPTURE(i);
        auto text = good;
        text[i] = static_cast<char>(text[i] ^ 1);
        auto changed = message;
        sample::set(changed, "signature", text);
        CHECK_FALSE(sample::check(changed, key()));
    }
}

TEST_CASE("cavage: other headers may be signed, repeated ones joined, content-length rebuilt") {
    auto message = sample::get();
    message.headers.insert(message.headers.end(),
                           {{"date", sample::kDate}, {"accept", "a"}, {"accept", "b"}});
    const auto lines =
        std::string("(request-target): get /outbox?page=2\nhost: nous.example\ndate: ") +
        sample::kDate + "\naccept: a, b\ncontent-length: 0";
    message.headers.emplace_back(
        "signature", sample::cavage_header("(request-target) host date accept content-length",
                                           lines, sample::rsa()));
    CHECK(sample::check(message, key()));
    message.headers.emplace_back("accept", "c");
    CHECK_FALSE(sample::check(message, key()));
}
