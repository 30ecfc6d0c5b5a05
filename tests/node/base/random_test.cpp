#include "node/base/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

using namespace essaim::base;

TEST_CASE("ULIDs of one millisecond, of a later one and of a clock that went back all sort") {
    std::vector<std::string> made;
    const auto start = SystemClock().now();
    for (const int offset : {0, 0, 0, 1, 1, -5000, 0, 2}) {
        made.push_back(new_ulid(start + std::chrono::milliseconds(offset)));
    }
    for (int i = 0; i < 5000; ++i) made.push_back(new_ulid(start + std::chrono::milliseconds(2)));
    CHECK(std::ranges::is_sorted(made));
    CHECK(std::ranges::adjacent_find(made) == made.end());
}

TEST_CASE("a ULID is 26 letters of Crockford's alphabet that begin with its time") {
    // Far in the future, so that no other test has been there before.
    const auto ulid = new_ulid(from_millis(0xFFFF'FFFF'FF00));
    CHECK(ulid.size() == 26);
    CHECK(ulid.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos);
    CHECK(ulid.substr(0, 10) == "7ZZZZZZZR0");
}

TEST_CASE("threads that make ULIDs at once never make the same") {
    std::vector<std::vector<std::string>> made(8);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : made) {
            threads.emplace_back([&mine] {
                for (int i = 0; i < 500; ++i) mine.push_back(new_ulid(SystemClock().now()));
            });
        }
    }
    std::set<std::string> all;
    for (const auto& mine : made) {
        CHECK(std::ranges::is_sorted(mine));
        all.insert(mine.begin(), mine.end());
    }
    CHECK(all.size() == 8 * 500);
}

TEST_CASE("a token is 44 letters that may stand in a URL, never twice the same") {
    std::set<std::string> tokens;
    for (int i = 0; i < 200; ++i) {
        const auto token = random_token();
        CHECK(token.size() == 44);
        CHECK(token.find_first_not_of(
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
              std::string::npos);
        tokens.insert(token);
    }
    CHECK(tokens.size() == 200);
    CHECK(random_bytes(7).size() == 7);
    CHECK(random_bytes(0).empty());
}

TEST_CASE("SHA-256 is that of FIPS 180-4") {
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
