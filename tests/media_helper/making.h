// Makes the files that the tests give to essaim-media: archives, PDFs, images.
#pragma once

#include <zip.h>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <vips/vips8>

namespace essaim::media_helper::testing {

using Parts = std::vector<std::pair<std::string, std::string>>;

inline std::string zip_of(const Parts& parts) {
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(nullptr, 0, 0, &error);
    auto* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    REQUIRE(archive != nullptr);
    zip_source_keep(source);
    for (const auto& [name, bytes] : parts) {
        auto* part = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
        const auto index = zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8);
        REQUIRE(index >= 0);
        if (name == "mimetype")
            zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    REQUIRE(zip_close(archive) == 0);
    REQUIRE(zip_source_open(source) == 0);
    std::string result;
    std::array<char, 65536> buffer;
    for (;;) {
        const auto count = zip_source_read(source, buffer.data(), buffer.size());
        if (count <= 0) break;
        result.append(buffer.data(), static_cast<std::size_t>(count));
    }
    zip_source_close(source);
    zip_source_free(source);
    return result;
}

inline std::string odf_content(const std::string& body, const std::string& before = "") {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + before +
           "<office:document-content "
           "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
           " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
           " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\">"
           "<office:body><office:text>" +
           body + "</office:text></office:body></office:document-content>";
}

inline std::string odf_meta(const std::string& title) {
    return "<m "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>Personne</"
           "dc:creator><dc:title>" +
           title + "</dc:title></m>";
}

inline std::string odf(const std::string& content, const Parts& more = {},
                       const std::string& kind = "text") {
    Parts parts{{"mimetype", "application/vnd.oasis.opendocument." + kind},
                {"content.xml", content}};
    parts.insert(parts.end(), more.begin(), more.end());
    return zip_of(parts);
}

inline std::string docx(const std::string& body) {
    return zip_of(
        {{"[Content_Types].xml", "<Types/>"},
         {"word/document.xml",
          "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
          "<w:body>" +
              body + "</w:body></w:document>"},
         {"docProps/core.xml", odf_meta("Compte rendu")}});
}

// A PDF of so many pages, each with a line of text; `trailer` may say more.
inline std::string pdf_of(int pages, const std::string& words, const std::string& trailer = "") {
    std::string result = "%PDF-1.4\n";
    std::vector<std::size_t> places;
    const auto object = [&](const std::string& text) {
        places.push_back(result.size());
        result += std::to_string(places.size()) + " 0 obj\n" + text + "\nendobj\n";
    };
    object("<< /Type /Catalog /Pages 2 0 R >>");
    std::string kids;
    for (int i = 0; i < pages; ++i) kids += std::to_string(6 + i) + " 0 R ";
    object("<< /Type /Pages /Count " + std::to_string(pages) + " /Kids [" + kids + "] >>");
    object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    const auto stream = "BT /F1 12 Tf 72 700 Td (" + words + ") Tj ET";
    object("<< /Length " + std::to_string(stream.size()) + " >>\nstream\n" + stream +
           "\nendstream");
    object("<< /Title (Rapport moral) >>");
    for (int i = 0; i < pages; ++i)
        object(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>");
    const auto table = result.size();
    result += "xref\n0 " + std::to_string(places.size() + 1) + "\n0000000000 65535 f \n";
    for (const auto place : places) {
        const auto digits = std::to_string(place);
        result += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
    }
    return result + "trailer << /Root 1 0 R /Info 5 0 R /Size " +
           std::to_string(places.size() + 1) + " " + trailer + " >>\nstartxref\n" +
           std::to_string(table) + "\n%%EOF\n";
}

inline std::string big_endian(std::uint32_t value) {
    std::string result;
    for (int shift = 24; shift >= 0; shift -= 8) result += static_cast<char>(value >> shift & 0xff);
    return result;
}

inline std::string png_chunk(const std::string& type, const std::string& bytes) {
    std::uint32_t sum = 0xffffffff;
    for (const char byte : type + bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int i = 0; i < 8; ++i) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320 : 0);
    }
    return big_endian(static_cast<std::uint32_t>(bytes.size())) + type + bytes + big_endian(~sum);
}

inline const std::string kPngStart = "\x89PNG\r\n\x1a\n";

// 8 bits, RGB.
inline std::string png_head(std::uint32_t width, std::uint32_t height) {
    return kPngStart + png_chunk("IHDR", big_endian(width) + big_endian(height) +
                                             std::string("\x08\x02\x00\x00\x00", 5));
}

// TIFF, as EXIF 2.3 has it: upright by a quarter turn (6), a description, a place.
inline std::string exif() {
    using namespace std::string_literals;
    const auto entry = [](std::string tag, std::string type, char count, std::string value) {
        return tag + type + std::string(1, count) + "\0\0\0"s + value;
    };
    return "II*\0\x08\0\0\0"s + "\x03\0"s + entry("\x0e\x01"s, "\x02\0"s, 14, "\x32\0\0\0"s) +
           entry("\x12\x01"s, "\x03\0"s, 1, "\x06\0\0\0"s) +
           entry("\x25\x88"s, "\x04\0"s, 1, "\x40\0\0\0"s) + "\0\0\0\0"s +  // ends at 50
           "secret-garden\0"s +                                             // ends at 64
           "\x02\0"s + entry("\x01\0"s, "\x02\0"s, 2, "N\0\0\0"s) +
           entry("\x1d\0"s, "\x02\0"s, 11, "\x5e\0\0\0"s) + "\0\0\0\0"s + "2026:11:25\0"s;
}

// 40 × 20: the left half red, the right half blue.
inline vips::VImage red_and_blue() {
    const auto half = vips::VImage::black(20, 20, vips::VImage::option()->set("bands", 3));
    const auto paint = [&](std::vector<double> colour) {
        return (half + colour)
            .cast(VIPS_FORMAT_UCHAR)
            .copy(vips::VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
    };
    return paint({255, 0, 0}).join(paint({0, 0, 255}), VIPS_DIRECTION_HORIZONTAL);
}

inline std::string saved(const vips::VImage& image, const char* suffix,
                         vips::VOption* options = nullptr) {
    void* data = nullptr;
    std::size_t size = 0;
    image.write_to_buffer(suffix, &data, &size, options);
    std::string result(static_cast<char*>(data), size);
    g_free(data);
    return result;
}

// A JPEG with that EXIF in a segment of its own (ISO 10918-1 B.2.4.6).
inline std::string jpeg_with_exif() {
    using namespace std::string_literals;
    const auto plain = saved(red_and_blue(), ".jpg", vips::VImage::option()->set("strip", true));
    const auto body = "Exif\0\0"s + exif();
    const auto length = big_endian(static_cast<std::uint32_t>(body.size() + 2)).substr(2);
    return plain.substr(0, 2) + "\xff\xe1"s + length + body + plain.substr(2);
}

inline std::string png_with_exif() {
    const auto plain = saved(red_and_blue(), ".png", vips::VImage::option()->set("strip", true));
    return plain.substr(0, 33) + png_chunk("eXIf", exif()) + plain.substr(33);
}

// One white dot; a second frame makes it move. A comment holds what is given.
inline std::string gif(bool moving, const std::string& comment = "") {
    using namespace std::string_literals;
    const auto frame =
        "\x21\xf9\x04\0\x0a\0\0\0"s + "\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"s;
    auto result = "GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0"s;
    if (!comment.empty())
        result += "\x21\xfe"s + static_cast<char>(comment.size()) + comment + "\0"s;
    return result + frame + (moving ? frame : ""s) + "\x3b"s + comment;
}

}  // namespace essaim::media_helper::testing
