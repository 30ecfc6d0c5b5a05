#include "node/web/rosette_picture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>

#include "node/web/png.h"
#include "node/web/rosette.h"

using namespace essaim::web;

namespace {

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = (number << 8) | static_cast<unsigned char>(bytes.at(at + i));
    return number;
}

// The chunks of a PNG, in order; their checksums are looked at by name only.
std::vector<std::pair<std::string, std::string>> chunks_of(const std::string& png) {
    std::vector<std::pair<std::string, std::string>> chunks;
    for (std::size_t at = 8; at < png.size();) {
        const auto size = number_at(png, at);
        chunks.emplace_back(png.substr(at + 4, 4), png.substr(at + 8, size));
        at += 12 + size;
    }
    return chunks;
}

// Rows of 4-bit pixels out of stored deflate blocks (RFC 1951 §3.2.4).
std::vector<int> pixels_of(const std::string& idat, std::size_t width) {
    std::string rows;
    bool last = false;
    for (std::size_t at = 2; !last;) {
        last = idat.at(at) == 1;
        const auto low = static_cast<unsigned char>(idat.at(at + 1));
        const std::size_t size = low + 256U * static_cast<unsigned char>(idat.at(at + 2));
        REQUIRE(static_cast<unsigned char>(idat.at(at + 3)) == (~low & 0xFF));
        rows += idat.substr(at + 5, size);
        at += 5 + size;
    }
    std::vector<int> pixels;
    for (std::size_t y = 0; y * (width / 2 + 1) < rows.size(); ++y) {
        REQUIRE(rows.at(y * (width / 2 + 1)) == 0);  // no filter
        for (std::size_t x = 0; x < width / 2; ++x) {
            const auto two = static_cast<unsigned char>(rows.at(y * (width / 2 + 1) + 1 + x));
            pixels.push_back(two >> 4);
            pixels.push_back(two & 15);
        }
    }
    return pixels;
}

}  // namespace

TEST_CASE("a PNG has its signature, the three chunks it needs and their checksums") {
    std::array<Colour, 16> palette{};
    palette[1] = {255, 0, 0};
    const auto bytes = png(2, {0, 1, 1, 0}, palette);
    CHECK(bytes.starts_with("\x89PNG\r\n\x1A\n"));
    const auto chunks = chunks_of(bytes);
    REQUIRE(chunks.size() == 4);
    CHECK(chunks[0].first == "IHDR");
    CHECK(chunks[0].second == std::string("\0\0\0\2\0\0\0\2\4\3\0\0\0", 13));
    CHECK(chunks[1].second.size() == 48);
    CHECK(pixels_of(chunks[2].second, 2) == std::vector<int>{0, 1, 1, 0});
    // Adler-32 of the two rows, 00 01 and 00 10
    CHECK(number_at(chunks[2].second, chunks[2].second.size() - 4) == 0x00170012U);
    CHECK(bytes.ends_with(std::string("\0\0\0\0IEND\xAE\x42\x60\x82", 12)));
}

TEST_CASE(
    "the picture is square, made of ink on paper, with margins, and the same for the same key") {
    const auto bytes = rosette_picture("lanoisette", 3);
    CHECK(bytes == rosette_picture("La Noisette", 3));
    CHECK(bytes != rosette_picture("lanoisette", 4));
    CHECK(bytes != rosette_picture("legenet", 3));
    CHECK(bytes.size() < 40'000);
    const auto chunks = chunks_of(bytes);
    CHECK(number_at(chunks[0].second, 0) == 256);
    const auto pixels = pixels_of(chunks[2].second, 256);
    REQUIRE(pixels.size() == 256 * 256);
    std::map<int, int> shades;
    for (const int shade : pixels) ++shades[shade];
    CHECK(shades[0] > 256 * 256 / 5);    // paper between the lines
    CHECK(shades[15] > 256 * 256 / 50);  // ink
    CHECK(shades.size() > 8);            // soft edges
    for (std::size_t i = 0; i < 256; ++i) {
        CHECK(pixels[i] == 0);              // nothing is cut off at the top
        CHECK(pixels[i * 256 + 255] == 0);  // nor at the side
    }
}

TEST_CASE("the address of the picture tells the hue, as that of the drawing does") {
    for (int hue = 0; hue < kHues; ++hue) {
        const auto path = rosette_picture_path("https://lanoisette.example/@lanoisette", hue);
        CHECK(path.ends_with(".png"));
        CHECK(hue_shown("https://lanoisette.example/@lanoisette",
                        "https://lanoisette.example" + path) == hue);
    }
}
