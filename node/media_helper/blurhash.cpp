#include "node/media_helper/blurhash.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

namespace essaim::media_helper {

namespace {

using Colour = std::array<double, 3>;  // linear light

void put_digits(std::string& out, int value, int count) {
    constexpr std::string_view kDigits =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
    std::string digits;
    for (; count > 0; --count, value /= 83) digits += kDigits[static_cast<std::size_t>(value % 83)];
    out.append(digits.rbegin(), digits.rend());
}

// IEC 61966-2-1.
double linear(std::uint8_t value) {
    const double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

int srgb(double light) {
    const double share = std::clamp(light, 0.0, 1.0);
    const double value =
        share <= 0.0031308 ? share * 12.92 : 1.055 * std::pow(share, 1 / 2.4) - 0.055;
    return static_cast<int>(value * 255 + 0.5);
}

std::vector<double> cosines(int size, int component) {
    std::vector<double> result(static_cast<std::size_t>(size));
    for (int at = 0; at < size; ++at)
        result[static_cast<std::size_t>(at)] = std::cos(std::numbers::pi * component * at / size);
    return result;
}

int quantised(double share) {
    const double root = std::copysign(std::sqrt(std::abs(share)), share);
    return static_cast<int>(std::clamp(std::floor(root * 9 + 9.5), 0.0, 18.0));
}

std::vector<Colour> transform(std::span<const std::uint8_t> pixels, int width, int height,
                              int across, int down) {
    std::array<double, 256> light{};
    for (std::size_t value = 0; value < 256; ++value)
        light[value] = linear(static_cast<std::uint8_t>(value));
    std::vector<Colour> factors;
    for (int row = 0; row < down; ++row)
        for (int column = 0; column < across; ++column) {
            const auto horizontal = cosines(width, column), vertical = cosines(height, row);
            Colour sum{};
            std::size_t at = 0;
            for (const double y : vertical)
                for (const double x : horizontal)
                    for (auto& channel : sum) channel += x * y * light[pixels[at++]];
            const double scale = (row + column == 0 ? 1.0 : 2.0) / (width * height);
            for (auto& channel : sum) channel *= scale;
            factors.push_back(sum);
        }
    return factors;
}

}  // namespace

std::string blurhash(std::span<const std::uint8_t> pixels, int width, int height, int across,
                     int down) {
    const auto factors = transform(pixels, width, height, across, down);
    double largest = 0;
    for (std::size_t i = 1; i < factors.size(); ++i)
        for (const double channel : factors[i]) largest = std::max(largest, std::abs(channel));

    std::string result;
    put_digits(result, (across - 1) + (down - 1) * 9, 1);
    int step = 0;
    if (factors.size() > 1)
        step = static_cast<int>(std::clamp(std::floor(largest * 166 - 0.5), 0.0, 82.0));
    put_digits(result, step, 1);
    const auto& mean = factors.front();
    put_digits(result, (srgb(mean[0]) << 16) + (srgb(mean[1]) << 8) + srgb(mean[2]), 4);
    const double unit = factors.size() > 1 ? (step + 1) / 166.0 : 1.0;
    for (std::size_t i = 1; i < factors.size(); ++i) {
        int value = 0;
        for (const double channel : factors[i]) value = value * 19 + quantised(channel / unit);
        put_digits(result, value, 2);
    }
    return result;
}

}  // namespace essaim::media_helper
