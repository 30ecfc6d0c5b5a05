#include "node/media_helper/blurhash.h"

#include <doctest/doctest.h>

#include <vector>

using essaim::media_helper::blurhash;

namespace {

std::vector<std::uint8_t> pattern() {
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < 24; ++y)
        for (int x = 0; x < 32; ++x)
            for (const int value : {x * 7 + y * 3, x * x + y, y * 11})
                pixels.push_back(static_cast<std::uint8_t>(value % 256));
    return pixels;
}

}  // namespace

// The strings are those of the authors' encoder in C (blurhash-python 1.1.4, Debian).
TEST_CASE("a BlurHash is the one of the reference encoder") {
    const auto pixels = pattern();
    CHECK(blurhash(pixels, 32, 24, 4, 3) == "L#HndV5EVdrwRwSKw_SdS7sVWpo2");
    CHECK(blurhash(pixels, 32, 24, 1, 1) == "00HndV");
    CHECK(blurhash(pixels, 32, 24, 9, 9) ==
          "|#HndV5EVdrwOVtPS{rdV^RwSKw_SdsUWno1a_a|S7sVWpo2a|jujtWqo1obWWf7jaa|oKW:n*WWaxa|jta|jta|"
          "jta|jtofazazjaa|j@bGf7jaawfQjta|jta|fQjta|ogazazjaa|j@bGf7f7awa|jta|jta|jtfQfQ");
    std::vector<std::uint8_t> red;
    for (int i = 0; i < 400; ++i) red.insert(red.end(), {255, 0, 0});
    CHECK(blurhash(red, 20, 20, 4, 3) == "LGTI:j|cfQ|c|co1fQo1fQfQfQfQ");
}
