// RFC 9421: appendix B.2.6, and the same table of security.md §1.1 as cavage.
#include "activitypub/signatures/rfc9421.h"

#include <doctest/doctest.h>

#include "tests/activitypub/signatures/sample.h"

using namespace activitypub;
using namespace std::chrono_literals;

namespace {

const auto& key() { return sample::rsa().public_key(); }

HttpMessage signed_post(Time when = sample::kNow) {
    auto message = sample::post();
    sample::add(message,
                sign_request(message, Scheme::Rfc9421, sample::kKeyId, sample::rsa(), when));
    return message;
}

const std::string kParams = ";created=1772366400;keyid=\"https://peer.example/actor#main-key\"";

std::string list_of(const std::vector<std::string>& parts) {
    std::string list = "(";
    for (const auto& part : parts) list += (list.size() > 1 ? " \"" : "\"") + part + "\"";
    return list + ")";
}

// The base is written here, apart from the library.
std::string signed_over(const HttpMessage& message, const std::vector<std::string>& parts,
                        const std::string& params, const PrivateKey& with,
                        const std::string& origin) {
    std::string base;
    for (const auto& part : parts) {
        base += "\"" + part + "\": ";
        if (part == "@method")
            base += message.method;
        else if (part == "@target-uri")
            base += origin + message.target;
        else if (part == "@authority")
            base += origin.substr(origin.find("//") + 2);
        else if (part == "@path")
            base += message.target.substr(0, message.target.find('?'));
        else if (part == "@query")
            base += message.target.find('?') == std::string::npos
                        ? "?"
                        : message.target.substr(message.target.find('?'));
        else if (part == "@scheme")
            base += origin.substr(0, origin.find(':'));
        else if (part == "@request-target")
            base += message.target;
        else
            base += message.joined(part);
        base += "\n";
    }
    return base64(with.sign(base + "\"@signature-params\": " + list_of(parts) + params));
}

HttpMessage signing(const std::vector<std::string>& parts, const std::string& params = kParams,
                    const PrivateKey& with = sample::rsa(),
                    const std::string& origin = "https://nous.example",
                    HttpMessage message = sample::post()) {
    message.headers.emplace_back("date", sample::kDate);
    if (message.method == "POST")
        message.headers.emplace_back("content-digest", make_content_digest(sample::kBody));
    message.headers.emplace_back(
        "signature", "sig1=:" + signed_over(message, parts, params, with, origin) + ":");
    message.headers.emplace_back("signature-input", "sig1=" + list_of(parts) + params);
    return message;
}

const std::vector<std::string> kParts = {"@method", "@target-uri", "content-digest"};

}  // namespace

TEST_CASE("RFC 9421 B.2.6: the base and the Ed25519 signature of the specification") {
    HttpMessage message{"POST", "/foo?param=Value&Pet=dog", "https", "example.com",
                        {},     R"({"hello": "world"})"};
    message.headers = {{"host", "example.com"},
                       {"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
                       {"content-type", "application/json"},
                       {"content-length", "18"},
                       {"signature-input",
                        "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" "
                        "\"content-length\");created=1618884473;keyid=\"test-key-ed25519\""},
                       {"signature",
                        "sig-b26=:"
                        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5"
                        "lIp5WPpBKRCw==:"}};
    const auto claim = claimed_signature(message);
    REQUIRE(claim);
    CHECK(claim->scheme == Scheme::Rfc9421);
    CHECK(claim->key_id == "test-key-ed25519");
    const auto base = rfc9421::signature_base(message, *claim, "https");
    REQUIRE(base);
    CHECK(*base ==
          "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": "
          "/foo\n\"@authority\": example.com\n"
          "\"content-type\": application/json\n\"content-length\": 18\n\"@signature-params\": "
          "(\"date\" \"@method\" "
          "\"@path\" \"@authority\" \"content-type\" "
          "\"content-length\");created=1618884473;keyid=\"test-key-ed25519\"");
    const auto public_key = PublicKey::from_pem(
        "-----BEGIN PUBLIC "
        "KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC "
        "KEY-----\n");
    REQUIRE(public_key);
    CHECK(public_key->verify(*base, claim->signature));
    const auto private_key = PrivateKey::from_der(
        *from_base64("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"));
    REQUIRE(private_key);
    CHECK(private_key->sign(*base) == claim->signature);
    // Right in form, yet it leaves the body unsigned: not for our inbox.
    CHECK_FALSE(verify_request(message, *claim, *public_key, Time(1618884473s)));
}

TEST_CASE("RFC 9421: what we send verifies, for both types of key, with and without a body") {
    const auto message = signed_post();
    CHECK(message.header("signature-input") ==
          "sig1=(\"@method\" \"@target-uri\" "
          "\"content-digest\");created=1772366400;keyid=\"https://peer.example/actor#main-key\""
          ";alg=\"rsa-v1_5-sha256\"");
    CHECK(sample::check(message, key()));
    CHECK_FALSE(sample::check(message, sample::ed25519().public_key()));
    for (auto other : {sample::post(), sample::get()}) {
        sample::add(other, sign_request(other, Scheme::Rfc9421, sample::kKeyId, sample::ed25519(),
                                        sample::kNow));
        CHECK(sample::check(other, sample::ed25519().public_key()));
        other.target += "x";
        CHECK_FALSE(sample::check(other, sample::ed25519().public_key()));
    }
}

TEST_CASE("RFC 9421: Signature-Input decides the scheme, whatever Signature looks like") {
    auto message = signed_post();
    auto cavage = sample::post();
    sample::add(cavage,
                sign_request(cavage, Scheme::Cavage, sample::kKeyId, sample::rsa(), sample::kNow));
    sample::set(message, "signature", std::string(*cavage.header("signature")));
    CHECK_FALSE(claimed_signature(message));
}

TEST_CASE("A1: method, target and body must be covered") {
    const std::pair<std::vector<std::string>, bool> rows[] = {
        {kParts, true},
        {{"@method", "@path", "@authority", "content-digest"}, true},
        {{"@method", "@request-target", "@authority", "content-digest"}, true},
        {{"@method", "@target-uri", "@authority", "@scheme", "@query", "host", "date",
          "content-digest", "content-type"},
         true},
        {{"@target-uri", "content-digest"}, false},
        {{"@method", "content-digest"}, false},
        {{"@method", "@path", "content-digest"}, false},
        {{"@method", "@authority", "content-digest"}, false},
        {{"@method", "@target-uri"}, false},
        {{"@method", "@target-uri", "content-digest", "@method"}, false},
        {{"@method", "@target-uri", "content-digest", "absent"}, false},
        {{"@method", "@target-uri", "content-digest", "@status"}, false},
        {{"@method", "@target-uri", "content-digest", "@query-param"}, false},
        {{}, false}};
    for (const auto& [parts, accepted] : rows) {
        CAPTURE(list_of(parts));
        CHECK(sample::check(signing(parts), key()).has_value() == accepted);
    }
}

TEST_CASE("RFC 9421: what is signed of the target cannot be changed") {
    for (const auto& parts :
         std::vector<std::vector<std::string>>{{"@method", "@path", "@query", "@authority"},
                                               {"@method", "@request-target", "@authority"},
                                               {"@method", "@target-uri"}}) {
        auto message =
            signing(parts, kParams, sample::rsa(), "https://nous.example", sample::get());
        CHECK(sample::check(message, key()));
        for (const char* other : {"/outbox?page=3", "/outbox", "/inbox?page=2"}) {
            message.target = other;
            CHECK_FALSE(sample::check(message, key()));
        }
    }
}

TEST_CASE("A2: the body is the content-digest's, and exactly one") {
    auto swapped = signed_post();
    swapped.body = R"({"type":"Delete"})";
    CHECK_FALSE(sample::check(swapped, key()));
    sample::set(swapped, "content-digest", make_content_digest(swapped.body));
    CHECK_FALSE(sample::check(swapped, key()));
    auto twice = signed_post();
    twice.headers.emplace_back("content-digest", make_content_digest(sample::kBody));
    CHECK_FALSE(sample::check(twice, key()));
    auto smuggled = sample::get();
    sample::add(smuggled, sign_request(smuggled, Scheme::Rfc9421, sample::kKeyId, sample::rsa(),
                                       sample::kNow));
    smuggled.body = "smuggled";
    CHECK_FALSE(sample::check(smuggled, key()));
}

TEST_CASE("A3: created within the window, expires honoured") {
    const std::pair<std::chrono::seconds, bool> rows[] = {
        {0s, true},   {-1h, true},        {-1h - 1s, false}, {-13h, false},
        {5min, true}, {5min + 1s, false}, {3h, false}};
    for (const auto& [offset, accepted] : rows) {
        CAPTURE(offset.count());
        CHECK(sample::check(signed_post(sample::kNow + offset), key()).has_value() == accepted);
    }
    CHECK(sample::check(signing(kParts, kParams + ";expires=1772366401"), key()));
    CHECK_FALSE(sample::check(signing(kParts, kParams + ";expires=1772366399"), key()));
    CHECK_FALSE(sample::check(signing(kParts, ";keyid=\"k\""), key()));
    CHECK_FALSE(sample::check(signing(kParts, ";created=-1;keyid=\"k\""), key()));
    CHECK_FALSE(sample::check(signing(kParts, ";created=99999999999999999999;keyid=\"k\""), key()));
    auto claim = claimed_signature(signed_post());
    REQUIRE(claim);
    claim->created.reset();
    CHECK_FALSE(verify_request(signed_post(), *claim, key(), sample::kNow));
}

TEST_CASE("A4: a signature for another host is refused; both schemes of ours are accepted") {
    CHECK(sample::check(signing(kParts, kParams, sample::rsa(), "http://nous.example"), key()));
    CHECK_FALSE(
        sample::check(signing(kParts, kParams, sample::rsa(), "https://other.test"), key()));
    CHECK_FALSE(sample::check(
        signing(kParts, kParams, sample::rsa(), "https://nous.example.other.test"), key()));
    const std::vector<std::string> parts = {"@method", "@path", "@authority", "content-digest"};
    CHECK_FALSE(sample::check(signing(parts, kParams, sample::rsa(), "https://other.test"), key()));
}

TEST_CASE("A8: the algorithm must be known and of the key's type; without one the key decides") {
    CHECK(sample::check(signing(kParts, kParams + ";alg=\"rsa-v1_5-sha256\""), key()));
    for (const char* name :
         {"none", "hmac-sha256", "rsa-pss-sha512", "ecdsa-p256-sha256", "rsa-sha256", "ed25519"}) {
        CAPTURE(name);
        CHECK_FALSE(sample::check(signing(kParts, kParams + ";alg=\"" + name + "\""), key()));
    }
    const auto& ed = sample::ed25519();
    CHECK(sample::check(signing(kParts, kParams, ed), ed.public_key()));
    CHECK(sample::check(signing(kParts, kParams + ";alg=\"ed25519\"", ed), ed.public_key()));
    CHECK_FALSE(
        sample::check(signing(kParts, kParams + ";alg=\"rsa-v1_5-sha256\"", ed), ed.public_key()));
}

TEST_CASE("A9: malformed and ambiguous signature headers are refused") {
    const std::string input(*signed_post().header("signature-input"));
    const std::string bad[] = {
        "",
        "sig1",
        "sig1=",
        "=" + input,
        "sig1=(",
        "sig1=(\"@method",
        "sig1=(@method)" + kParams,
        input + " garbage",
        input + ",",
        input + ", " + input,
        input + ";created=1772366400",
        input + ";keyid=\"https://evil.example/k\"",
        input + ";alg=\"ed25519\"",
        "sig2" + input.substr(4),
        "sig1=(\"@method\" \"@target-uri\" \"content-digest\";req)" + kParams,
        "sig1=(\"@method\" \"@target-uri\" \"content-digest\");created=1772366400",
        "sig1=(\"@method\" \"@target-uri\" \"content-digest\");created=1772366400;keyid=\"\"",
        "sig1=(\"@method\" \"@target-uri\" \"content-digest\")" + kParams + ";tag=\"" +
            std::string(8192, 'a') + "\""};
    for (const auto& value : bad) {
        CAPTURE(value.substr(0, 90));
        auto message = signed_post();
        sample::set(message, "signature-input", value);
        CHECK_FALSE(claimed_signature(message));
    }
    const std::string signature(*signed_post().header("signature"));
    for (const auto& value :
         {std::string(), std::string("sig1"), std::string("sig1=:"), std::string("sig1=::"),
          std::string("sig1=:!:"), "sig2" + signature.substr(4), signature + ", " + signature,
          signature + " x", signature.substr(0, 40)}) {
        CAPTURE(value.substr(0, 60));
        auto message = signed_post();
        sample::set(message, "signature", value);
        CHECK_FALSE(claimed_signature(message));
    }
    for (const char* name : {"signature", "signature-input"}) {
        auto twice = signed_post();
        twice.headers.emplace_back(name, std::string(*twice.header(name)));
        CHECK_FALSE(claimed_signature(twice));
    }
}

TEST_CASE("A9: every prefix of the headers is refused, never a crash") {
    for (const char* name : {"signature", "signature-input"}) {
        const auto message = signed_post();
        const std::string good(*message.header(name));
        for (std::size_t i = 0; i < good.size(); ++i) {
            CAPTURE(i);
            auto changed = message;
            sample::set(changed, name, good.substr(0, i));
            CHECK_FALSE(sample::check(changed, key()));
        }
    }
}

TEST_CASE("RFC 9421: among several labels the first that signs the request is taken") {
    auto message = signed_post();
    const std::string input(*message.header("signature-input"));
    const std::string signature(*message.header("signature"));
    const std::string cdn =
        "cdn=(\"@authority\" "
        "\"signature-agent\";key=\"a,b\");created=1;keyid=\"x\";tag=\"web-bot-auth\"";
    for (const auto& [inputs, signatures] :
         {std::pair{cdn + ", " + input, "cdn=:AAAA:, " + signature},
          std::pair{input + "," + cdn, signature + ",cdn=:AAAA:"}}) {
        CAPTURE(inputs);
        sample::set(message, "signature-input", inputs);
        sample::set(message, "signature", signatures);
        const auto claim = claimed_signature(message);
        REQUIRE(claim);
        CHECK(claim->key_id == sample::kKeyId);
        CHECK(sample::check(message, key()));
    }
}
