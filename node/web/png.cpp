#include "node/web/png.h"

#include <string_view>

namespace essaim::web {

namespace {

constexpr std::size_t kMostStored = 65'535;  // of one block, RFC 1951 §3.2.4

void append_number(std::string& out, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>((number >> shift) & 0xFFU);
}

std::uint32_t crc(std::string_view bytes) {
    static const auto kTable = [] {
        std::array<std::uint32_t, 256> table{};
        for (std::uint32_t n = 0; n < 256; ++n) {
            std::uint32_t c = n;
            for (int bit = 0; bit < 8; ++bit) c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }();
    std::uint32_t value = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        value = kTable[(value ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (value >> 8);
    }
    return ~value;
}

std::uint32_t adler(std::string_view bytes) {
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char byte : bytes) {
        a = (a + static_cast<unsigned char>(byte)) % 65'521;
        b = (b + a) % 65'521;
    }
    return (b << 16) | a;
}

void append_chunk(std::string& out, std::string_view name, std::string_view data) {
    append_number(out, static_cast<std::uint32_t>(data.size()));
    const auto start = out.size();
    out += name;
    out += data;
    append_number(out, crc(std::string_view(out).substr(start)));
}

// zlib (RFC 1950) around stored blocks.
std::string stored(std::string_view data) {
    std::string out = "\x78\x01";
    for (auto rest = data; !rest.empty();) {
        const auto part = rest.substr(0, kMostStored);
        rest.remove_prefix(part.size());
        const auto size = static_cast<unsigned>(part.size());
        out += static_cast<char>(rest.empty() ? 1 : 0);
        for (const unsigned number : {size, ~size}) {
            out += static_cast<char>(number & 0xFFU);
            out += static_cast<char>((number >> 8) & 0xFFU);
        }
        out += part;
    }
    append_number(out, adler(data));
    return out;
}

}  // namespace

std::string png(int width, const std::vector<std::uint8_t>& pixels,
                const std::array<Colour, 16>& palette) {
    std::string header;
    append_number(header, static_cast<std::uint32_t>(width));
    append_number(header, static_cast<std::uint32_t>(width));
    header += std::string("\x04\x03\x00\x00\x00", 5);  // 4 bits a pixel, a palette, nothing else
    std::string colours;
    for (const auto& colour : palette) {
        for (const auto part : colour) colours += static_cast<char>(part);
    }
    std::string rows;
    const auto length = static_cast<std::size_t>(width);
    for (std::size_t y = 0; y < length; ++y) {
        rows += '\0';  // no filter
        for (std::size_t x = 0; x < length; x += 2) {
            const auto* two = &pixels[y * length + x];
            rows += static_cast<char>((two[0] << 4) | two[1]);
        }
    }
    std::string out = "\x89PNG\r\n\x1A\n";
    append_chunk(out, "IHDR", header);
    append_chunk(out, "PLTE", colours);
    append_chunk(out, "IDAT", stored(rows));
    append_chunk(out, "IEND", {});
    return out;
}

}  // namespace essaim::web
