// Images, good and hostile, through the real program.
#include <cmath>

#include "node/media_helper/picture.h"
#include "tests/media_helper/making.h"
#include "tests/media_helper/running.h"

using namespace essaim::media_helper;
using namespace essaim::media_helper::testing;
using vips::VImage;

namespace {

const bool ready = start_images();

VImage decoded(const std::string& bytes) {
    return VImage::new_from_buffer(bytes.data(), bytes.size(), "").copy_memory();
}

bool near(const VImage& image, int x, int y, std::vector<double> colour) {
    const auto found = image.getpoint(x, y);
    for (std::size_t i = 0; i < 3; ++i)
        if (std::abs(found[i] - colour[i]) > 12) return false;
    return true;
}

VImage grey_noise(int width, int height) {
    return VImage::gaussnoise(width, height, VImage::option()->set("mean", 128)->set("sigma", 30))
        .cast(VIPS_FORMAT_UCHAR);
}

}  // namespace

TEST_CASE("an image comes back in three sizes, none larger than it was") {
    REQUIRE(ready);
    struct Case {
        const char* what;
        std::string bytes;
        const char* type;
        int width, height;
        std::vector<std::pair<int, int>> sizes;
    };
    const auto wide = grey_noise(4000, 1000);
    const auto small = red_and_blue();
    for (const auto& [what, bytes, type, width, height, sizes] : std::vector<Case>{
             {"jpeg",
              saved(wide, ".jpg"),
              "image/jpeg",
              1920,
              480,
              {{1920, 480}, {640, 160}, {160, 40}}},
             {"png", saved(small, ".png"), "image/png", 40, 20, {{40, 20}, {40, 20}, {40, 20}}},
             {"webp", saved(small, ".webp"), "image/webp", 40, 20, {{40, 20}, {40, 20}, {40, 20}}},
             {"still gif", gif(false), "image/gif", 1, 1, {{1, 1}, {1, 1}, {1, 1}}}}) {
        INFO(what);
        const auto result = run("image", bytes);
        REQUIRE(result.status == 0);
        REQUIRE(result.line["ok"] == true);
        CHECK(result.line["type"] == type);
        CHECK(result.line["width"] == width);
        CHECK(result.line["height"] == height);
        CHECK(result.line["blurhash"].get<std::string>().size() == 28);  // 4 + 2 × 12
        REQUIRE(result.line["variants"].size() == 3);
        std::size_t together = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const auto& variant = result.line["variants"][i];
            CHECK(variant["name"] == std::vector<std::string>{"full", "phone", "thumb"}[i]);
            CHECK(variant["type"] == "image/jpeg");
            const auto image = decoded(result.bytes_of(i));
            CHECK(image.width() == sizes[i].first);
            CHECK(image.height() == sizes[i].second);
            CHECK(variant["width"] == image.width());
            CHECK(variant["height"] == image.height());
            together += variant["bytes"].get<std::size_t>();
        }
        CHECK(together == result.rest.size());
    }
}

TEST_CASE("what a camera wrote beside the picture is gone, and the picture stands upright") {
    for (const auto& bytes : {jpeg_with_exif(), png_with_exif()}) {
        REQUIRE(bytes.find("secret-garden") != std::string::npos);
        const auto result = run("image", bytes);
        REQUIRE(result.line["ok"] == true);
        CHECK(result.line["width"] == 20);
        CHECK(result.line["height"] == 40);
        for (const auto* trace : {"secret-garden", "2026:11:25", "Exif", "EXIF", "eXIf", "http",
                                  "ICC_PROFILE", "ICCP", "iCCP"})
            CHECK_MESSAGE(result.rest.find(trace) == std::string::npos, trace);
        for (std::size_t i = 0; i < 3; ++i) {
            const auto image = decoded(result.bytes_of(i));
            CHECK(near(image, 10, 5, {255, 0, 0}));
            CHECK(near(image, 10, 35, {0, 0, 255}));
        }
    }
}

TEST_CASE("a transparent image stays so, one that only could be is a photograph") {
    const auto opaque = red_and_blue().bandjoin(255);
    const auto clear = red_and_blue().bandjoin(100);
    const auto first = run("image", saved(opaque, ".png"));
    REQUIRE(first.line["ok"] == true);
    CHECK(first.line["variants"][0]["type"] == "image/jpeg");
    const auto second = run("image", saved(clear, ".png"));
    REQUIRE(second.line["ok"] == true);
    REQUIRE(second.line["variants"][0]["type"] == "image/png");
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(std::abs(decoded(second.bytes_of(i)).getpoint(5, 5).at(3) - 100) < 3);
}

TEST_CASE("colours of other profiles and depths arrive as sRGB of 8 bits") {
    const auto cmyk = red_and_blue().colourspace(VIPS_INTERPRETATION_CMYK);
    const auto p3 =
        red_and_blue().icc_transform("p3", VImage::option()->set("input_profile", "srgb"));
    REQUIRE(near(p3, 5, 5, {234, 51, 35}));
    const auto deep = red_and_blue().colourspace(VIPS_INTERPRETATION_RGB16);
    for (const auto& bytes : {saved(cmyk, ".jpg"), saved(p3, ".png"), saved(deep, ".png")}) {
        const auto result = run("image", bytes);
        REQUIRE(result.line["ok"] == true);
        const auto image = decoded(result.bytes_of(0));
        CHECK(image.bands() == 3);
        CHECK(image.format() == VIPS_FORMAT_UCHAR);
        CHECK(image.getpoint(5, 5).at(0) > 220);
        CHECK(image.getpoint(35, 5).at(2) > 130);
    }
}

TEST_CASE("a file that is something else as well comes out as an image only") {
    const auto script = run("image", gif(false, "*/=alert(1)//"));
    REQUIRE(script.line["ok"] == true);
    CHECK(script.rest.find("alert") == std::string::npos);
    const auto archive = zip_of({{"index.html", "<script>"}});
    const auto result = run("image", saved(red_and_blue(), ".jpg") + archive);
    REQUIRE(result.line["ok"] == true);
    CHECK(result.rest.find("PK\x03\x04") == std::string::npos);
    CHECK(result.rest.find("index.html") == std::string::npos);
}

TEST_CASE("what is no image, or too much of one, is refused with its reason") {
    using namespace std::string_literals;
    const auto jpeg = saved(grey_noise(400, 400), ".jpg");
    const auto png = saved(grey_noise(400, 400), ".png");
    struct Case {
        const char* what;
        std::string bytes, reason;
    };
    for (const auto& [what, bytes, reason] : std::vector<Case>{
             {"nothing", "", "unknown"},
             {"noise", "\x17\x03 not an image"s, "unknown"},
             {"a page", "<!DOCTYPE html><script>alert(1)</script>", "unknown"},
             {"svg with a script", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
              "svg"},
             {"svg with a prologue", "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<SVG/>",
              "svg"},
             {"avif", "\0\0\0\x1c"s + "ftypavif\0\0\0\0"s, "unknown"},
             {"pdf", pdf_of(1, "x"), "unknown"},
             {"tiff", "II*\0\x08\0\0\0\0\0"s, "unknown"},
             {"postscript", "%!PS-Adobe-3.0 EPSF-3.0", "unknown"},
             {"half a jpeg", jpeg.substr(0, jpeg.size() / 2), "broken"},
             {"half a png", png.substr(0, png.size() / 2), "broken"},
             {"only a beginning", "\xff\xd8\xff", "broken"},
             {"30 000 × 30 000", png_head(30000, 30000) + png_chunk("IDAT", "x"), "pixels"},
             {"50 000 × 1 001", png_head(50000, 1001) + png_chunk("IDAT", "x"), "pixels"},
             {"moving gif", gif(true), "animation"}}) {
        INFO(what);
        const auto result = run("image", bytes);
        check_refused(result, reason);
        if (kMemoryTells) CHECK(result.stayed_below(100'000));
    }
    check_refused(run("image", file_of(jpeg, 33 << 20)), "big");
}

TEST_CASE("the largest image that is taken leaves memory flat") {
    const auto black = VImage::black(10000, 5000, VImage::option()->set("bands", 3));
    for (const auto* suffix : {".png", ".jpg", ".webp"}) {
        CAPTURE(suffix);
        const auto result = run("image", saved(black, suffix));
        REQUIRE(result.line["ok"] == true);
        CHECK(result.line["variants"][0]["height"] == 960);
        if (kMemoryTells) CHECK(result.stayed_below(400'000));
    }
}
