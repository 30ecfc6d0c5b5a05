#include "node/base/text.h"

#include <doctest/doctest.h>

using namespace essaim::base;

namespace {

struct Pair {
    std::string_view from;
    std::string_view to;
};

}  // namespace

TEST_CASE("a slug is plain ASCII made of the title") {
    const Pair table[] = {
        {"L'œuvre d'été", "l-oeuvre-d-ete"},
        {"L’ÉLAN : première édition !", "l-elan-premiere-edition"},
        {"ŒUVRE ÆTHER Ñandú Øre", "oeuvre-aether-nandu-ore"},
        {"e\xCC\x81te\xCC\x81", "ete"},  // decomposed accents, as macOS pastes them
        {"  --  ", ""},
        {"", ""},
        {"100 % local, 50 €", "100-local-50"},
        {"日本", ""},
        {"\xFF\xFE a", "a"},
        {"fin\xC3", "fin"},
        {"Straße", "strasse"},
    };
    for (const auto& row : table) {
        CAPTURE(row.from);
        CHECK(slugify(row.from) == row.to);
    }
}

TEST_CASE("a slug has at most 60 characters, the two letters of œ included") {
    CHECK(slugify(std::string(59, 'a') + "œuvre") == std::string(59, 'a') + "o");
    CHECK(slugify(std::string(500, 'b')).size() == 60);
    CHECK(slugify(std::string(59, 'a') + " suite") == std::string(59, 'a'));
}

TEST_CASE("UTF-8 is told from what only looks like it") {
    for (const std::string_view good :
         {"", "abc", "é", "€", "𝄞", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"}) {
        CAPTURE(good);
        CHECK(is_valid_utf8(good));
    }
    for (const std::string_view bad :
         {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "a\xE2\x82", "\xF0\x80\x80\xAF", "\xFF"}) {
        CHECK_FALSE(is_valid_utf8(bad));
    }
}

TEST_CASE("text is cut between characters, never inside one") {
    const std::string_view text = "aé€𝄞";  // 1 + 2 + 3 + 4 bytes
    const Pair table[] = {{"0", ""},    {"1", "a"},   {"2", "a"},   {"3", "aé"}, {"5", "aé"},
                          {"6", "aé€"}, {"9", "aé€"}, {"10", text}, {"99", text}};
    for (const auto& row : table) {
        CAPTURE(row.from);
        CHECK(truncate_utf8(text, std::stoul(std::string(row.from))) == row.to);
    }
}

TEST_CASE("percent encoding goes there and back") {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    CHECK(percent_decode(percent_encode(all)) == all);
    CHECK(percent_encode("a-Z_0.~ /é") == "a-Z_0.~%20%2F%C3%A9");
    const Pair table[] = {{"%41", "A"},   {"%4", "%4"},   {"%", "%"},     {"%zz", "%zz"},
                          {"%%41", "%A"}, {"a+b", "a+b"}, {"%c3%A9", "é"}};
    for (const auto& row : table) {
        CAPTURE(row.from);
        CHECK(percent_decode(row.from) == row.to);
    }
    CHECK(form_decode("a+b%2Bc") == "a b+c");
}

TEST_CASE("text is trimmed, split and lowered as ASCII") {
    CHECK(trim(" \t a b \r\n") == "a b");
    CHECK(trim(" \n ").empty());
    CHECK(ascii_lower("AbCÉ") == "abcÉ");
    CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(strip_control(std::string("a\0b\x1b[0m\n\tc\x7f", 11)) == "ab[0m\n\tc");
}

TEST_CASE("secrets are equal only when every byte is") {
    CHECK(equal_in_constant_time("", ""));
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK_FALSE(equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(equal_in_constant_time("abc", "ab"));
    CHECK_FALSE(equal_in_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}
