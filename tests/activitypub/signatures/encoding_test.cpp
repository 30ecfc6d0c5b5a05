#include "activitypub/signatures/encoding.h"

#include <doctest/doctest.h>

using namespace activitypub;

TEST_CASE("base64 writes the vectors of RFC 4648 and reads them back") {
    const std::pair<std::string, std::string> rows[] = {{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"},
                                                        {std::string("\xff\x00\xfe", 3), "/wD+"}};
    for (const auto& [bytes, encoded] : rows) {
        CAPTURE(encoded);
        CHECK(base64(bytes) == encoded);
        CHECK(from_base64(encoded) == bytes);
    }
}

TEST_CASE("base64 that is not exactly what an encoder writes is refused") {
    for (const char* bad : {"Z", "Zg", "Zg=", "Zm9v=", "Zm9vYg==Zm9v", "Zg==\n", " Zg==", "Z===",
                            "====", "Zm_v", "Zm-v", "Zm9\xc3", "=Zg=", "Zh==", "Zm9="}) {
        CAPTURE(bad);
        CHECK_FALSE(from_base64(bad).has_value());
    }
}

TEST_CASE("base58 writes the vectors of draft-msporny-base58 and reads them back") {
    const std::pair<std::string, std::string> rows[] = {
        {"", ""},
        {"Hello World!", "2NEpo7TZRRrLZSi2U"},
        {"The quick brown fox jumps over the lazy dog.",
         "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"},
        {std::string("\x00\x00\x28\x7f\xb4\xcd", 6), "11233QC4"},
        {std::string(2, '\0'), "11"}};
    for (const auto& [bytes, encoded] : rows) {
        CAPTURE(encoded);
        CHECK(base58(bytes) == encoded);
        CHECK(from_base58(encoded) == bytes);
    }
}

TEST_CASE("base58 refuses foreign letters and what is too long to be a key or a signature") {
    for (const char* bad : {"0", "O", "I", "l", "2NEpo7TZRRrLZSi2U=", "a b", "\xc3\xa9"}) {
        CAPTURE(bad);
        CHECK_FALSE(from_base58(bad).has_value());
    }
    CHECK(from_base58(std::string(128, 'z')).has_value());
    CHECK_FALSE(from_base58(std::string(129, 'z')).has_value());
}
