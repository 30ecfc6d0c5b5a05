#include "node/accounts/totp.h"

#include <doctest/doctest.h>

using namespace essaim::accounts;
using essaim::base::from_millis;

TEST_CASE("codes are those of RFC 6238, appendix B, for SHA-1") {
    struct Case {
        std::int64_t seconds;
        const char* code;
    };
    for (const auto& [seconds, code] :
         {Case{59, "94287082"}, Case{1111111109, "07081804"}, Case{1111111111, "14050471"},
          Case{1234567890, "89005924"}, Case{2000000000, "69279037"},
          Case{20000000000, "65353130"}}) {
        CAPTURE(seconds);
        const auto step = totp_step(from_millis(seconds * 1000));
        CHECK(totp_code("12345678901234567890", step, 8) == code);
        CHECK(totp_code("12345678901234567890", step) == std::string(code).substr(2));
    }
}

TEST_CASE("base32 is that of RFC 4648, section 10, without padding") {
    CHECK(base32("").empty());
    CHECK(base32("f") == "MY");
    CHECK(base32("fo") == "MZXQ");
    CHECK(base32("foo") == "MZXW6");
    CHECK(base32("foob") == "MZXW6YQ");
    CHECK(base32("fooba") == "MZXW6YTB");
    CHECK(base32("foobar") == "MZXW6YTBOI");
    CHECK(base32("\xff\xff\xff\xff\xff") == "77777777");
}

TEST_CASE("a code is taken one step early or late, never further, and never again") {
    const std::string secret = "12345678901234567890";
    const auto now = from_millis(1'780'315'200'000);
    const auto step = totp_step(now);
    for (const int off : {-2, -1, 0, 1, 2}) {
        CAPTURE(off);
        const auto taken = accepted_step(secret, totp_code(secret, step + off), now, 0);
        CHECK(taken.has_value() == (off >= -1 && off <= 1));
        if (taken) CHECK(*taken == step + off);
        CHECK_FALSE(accepted_step(secret, totp_code(secret, step + off), now, step + 1));
    }
    const auto code = totp_code(secret, step);
    CHECK(accepted_step(secret, code.substr(0, 3) + " " + code.substr(3), now, 0));
    for (const auto& wrong : {std::string(), std::string("12345"), code + "0", "x" + code}) {
        CHECK_FALSE(accepted_step(secret, wrong, now, 0));
    }
}

TEST_CASE("the app is told whose code it is, in letters an address may have") {
    CHECK(otpauth_address("Le Genêt", "a+b@genet.example", "foobar") ==
          "otpauth://totp/Le%20Gen%C3%AAt:a%2Bb%40genet.example?secret=MZXW6YTBOI&issuer="
          "Le%20Gen%C3%AAt");
    CHECK(new_totp_secret().size() == 20);
    CHECK(new_totp_secret() != new_totp_secret());
}
