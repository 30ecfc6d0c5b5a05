#include "node/media_helper/picture.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <vips/vips8>

#include "node/media_helper/blurhash.h"
#include "node/media_helper/sniff.h"

namespace essaim::media_helper {

namespace {

using vips::VImage;
using vips::VSource;

constexpr int kFull = 1920, kPhone = 640, kThumb = 160, kHash = 64;

int longest(const VImage& image) { return std::max(image.width(), image.height()); }

// Only the header is read here. Truncation is an error: half a picture is no picture.
VImage open_image(std::string_view bytes, Kind kind, int shrink) {
    const auto source = VSource::new_from_memory(bytes.data(), bytes.size());
    auto* options = VImage::option()
                        ->set("access", VIPS_ACCESS_SEQUENTIAL)
                        ->set("fail_on", VIPS_FAIL_ON_TRUNCATED);
    switch (kind) {
        case Kind::Jpeg:
            return VImage::jpegload_source(source, options->set("shrink", shrink));
        case Kind::Png:
            return VImage::pngload_source(source, options);
        case Kind::Gif:
            return VImage::gifload_source(source, options);
        default:
            return VImage::webpload_source(source, options->set("scale", 1.0 / shrink));
    }
}

const char* type_of(Kind kind) {
    switch (kind) {
        case Kind::Jpeg:
            return "image/jpeg";
        case Kind::Png:
            return "image/png";
        case Kind::Gif:
            return "image/gif";
        default:
            return "image/webp";
    }
}

// libjpeg and libwebp halve while they decode, which saves most of the time and
// memory of a photograph; a factor of two is left to the better filter.
int shrink_on_load(const VImage& image) {
    int shrink = 1;
    while (shrink < 8 && longest(image) / (shrink * 2) >= 2 * kFull) shrink *= 2;
    return shrink;
}

VImage fitted(const VImage& image, int side) {
    return image.thumbnail_image(
        side,
        VImage::option()->set("height", side)->set("size", VIPS_SIZE_DOWN)->set("no_rotate", true));
}

// By the profile the image carries, where that is of its kind; inks without a
// profile by the usual one.
VImage as_srgb(const VImage& image) {
    std::size_t size = 0;
    const bool profiled = image.get_typeof(VIPS_META_ICC_NAME) != 0;
    const void* profile = profiled ? image.get_blob(VIPS_META_ICC_NAME, &size) : nullptr;
    const bool sound =
        profiled && vips_icc_is_compatible_profile(image.get_image(), profile, size) != 0;
    auto result = image;
    if (sound)
        result = result.icc_transform("srgb", VImage::option()->set("embedded", true));
    else if (image.interpretation() == VIPS_INTERPRETATION_CMYK)
        result = result.icc_transform("srgb", VImage::option()->set("input_profile", "cmyk"));
    if (result.interpretation() != VIPS_INTERPRETATION_sRGB)
        result = result.colourspace(VIPS_INTERPRETATION_sRGB);
    return result.cast(VIPS_FORMAT_UCHAR);
}

// Nothing of what came with the picture goes into what is written.
VImage bare(const VImage& image) {
    auto result = image.copy();
    const std::unique_ptr<gchar*, void (*)(gchar**)> fields(
        vips_image_get_fields(image.get_image()), g_strfreev);
    for (auto** field = fields.get(); *field != nullptr; ++field) result.remove(*field);
    return result;
}

// Upright, sRGB, 8 bits, at most kFull, in memory; transparent only where it is.
VImage normalised(const VImage& image) {
    auto result = as_srgb(fitted(image, kFull).copy_memory());
    result = bare(result.copy_memory().autorot().copy_memory());
    if (result.has_alpha() && result.extract_band(result.bands() - 1).min() >= 255)
        result = result.extract_band(0, VImage::option()->set("n", result.bands() - 1));
    return result;
}

std::string bytes_of(VipsBlob* blob) {
    std::size_t size = 0;
    const auto* data = static_cast<const char*>(vips_blob_get(blob, &size));
    std::string result(data, size);
    vips_area_unref(reinterpret_cast<VipsArea*>(blob));
    return result;
}

// JPEG and PNG, which every server and browser reads. Not WebP: libvips 8.14
// writes EXIF into it even when told to strip.
Variant written(std::string name, const VImage& image) {
    Variant variant{std::move(name), image.width(), image.height(), {}, {}};
    const auto options = [] { return VImage::option()->set("strip", true); };
    if (image.has_alpha()) {
        variant.type = "image/png";
        variant.bytes = bytes_of(image.pngsave_buffer(options()));
    } else {
        variant.type = "image/jpeg";
        variant.bytes =
            bytes_of(image.jpegsave_buffer(options()->set("Q", 84)->set("optimize_coding", true)));
    }
    return variant;
}

std::string hash_of(const VImage& image) {
    auto small = fitted(image, kHash);
    if (small.has_alpha())
        small =
            small.flatten(VImage::option()->set("background", std::vector<double>{255, 255, 255}));
    std::size_t size = 0;
    const std::unique_ptr<void, void (*)(void*)> pixels(small.write_to_memory(&size), g_free);
    return blurhash({static_cast<const std::uint8_t*>(pixels.get()), size}, small.width(),
                    small.height(), 4, 3);
}

bool moves(const VImage& image) {
    return image.get_typeof(VIPS_META_N_PAGES) != 0 && image.get_int(VIPS_META_N_PAGES) > 1;
}

}  // namespace

bool start_images() {
    // No plug-ins: they bring ImageMagick, OpenSlide, PDF, which nothing here needs.
    ::setenv("VIPSHOME", "/nonexistent", 1);
    ::setenv("VIPS_NOVECTOR", "1", 1);  // machine code made at run time: the sandbox refuses it
    ::setenv("VIPS_DISC_THRESHOLD", "2g", 1);  // no temporary files
    ::setenv("VIPS_WARNING", "none", 1);
    if (VIPS_INIT("essaim-media") != 0) return false;
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    return true;
}

Outcome<Picture> read_picture(std::string_view bytes) {
    const auto kind = sniff(bytes);
    if (kind == Kind::Svg) return std::unexpected(Reason::Svg);
    if (kind != Kind::Jpeg && kind != Kind::Png && kind != Kind::Gif && kind != Kind::Webp)
        return std::unexpected(Reason::Unknown);
    try {
        auto image = open_image(bytes, kind, 1);
        if (static_cast<double>(image.width()) * image.height() > kPixels)
            return std::unexpected(Reason::Pixels);
        if (moves(image)) return std::unexpected(Reason::Animation);
        if (kind == Kind::Jpeg || kind == Kind::Webp)
            image = open_image(bytes, kind, shrink_on_load(image));
        const auto full = normalised(image);
        Picture picture{type_of(kind), full.width(), full.height(), hash_of(full), {}};
        picture.variants.push_back(written("full", full));
        picture.variants.push_back(written("phone", fitted(full, kPhone)));
        picture.variants.push_back(written("thumb", fitted(full, kThumb)));
        return picture;
    } catch (const vips::VError& error) {
        std::fputs(error.what(), stderr);  // for who runs it by hand
        return std::unexpected(Reason::Broken);
    }
}

}  // namespace essaim::media_helper
