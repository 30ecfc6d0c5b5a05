#include "node/accounts/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "node/base/random.h"
#include "node/base/text.h"

namespace essaim::accounts {

namespace {
constexpr std::int64_t kStepMillis = 30'000;
constexpr std::size_t kSecretBytes = 20;
}  // namespace

std::string new_totp_secret() { return base::random_bytes(kSecretBytes); }

std::string base32(std::string_view bytes) {
    static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char byte : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(byte);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += kLetters[(held >> static_cast<unsigned>(bits)) & 31U];
        }
    }
    if (bits > 0) text += kLetters[(held << static_cast<unsigned>(5 - bits)) & 31U];
    return text;
}

std::int64_t totp_step(base::Instant now) { return base::to_millis(now) / kStepMillis; }

std::string totp_code(std::string_view secret, std::int64_t step, int digits) {
    std::array<unsigned char, 8> message{};
    auto rest = static_cast<std::uint64_t>(step);
    for (std::size_t i = message.size(); i-- > 0; rest >>= 8U) {
        message[i] = static_cast<unsigned char>(rest & 0xFFU);
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int length = 0;
    if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(),
             message.size(), mac.data(), &length) == nullptr) {
        throw std::runtime_error("HMAC-SHA-1 failed");
    }
    // Dynamic truncation (RFC 4226 §5.3).
    const std::size_t at = mac.at(length - 1) & 15U;
    const std::uint32_t number =
        ((mac.at(at) & 0x7FU) << 24U) | (static_cast<std::uint32_t>(mac.at(at + 1)) << 16U) |
        (static_cast<std::uint32_t>(mac.at(at + 2)) << 8U) | mac.at(at + 3);
    std::uint32_t most = 1;
    for (int i = 0; i < digits; ++i) most *= 10;
    auto code = std::to_string(number % most);
    code.insert(0, static_cast<std::size_t>(digits) - code.size(), '0');
    return code;
}

std::optional<std::int64_t> accepted_step(std::string_view secret, std::string_view code,
                                          base::Instant now, std::int64_t last) {
    std::string typed;
    for (const char c : code) {
        if (c != ' ') typed += c;
    }
    const auto today = totp_step(now);
    for (const auto step : {today, today - 1, today + 1}) {
        if (step > last && base::equal_in_constant_time(typed, totp_code(secret, step))) {
            return step;
        }
    }
    return std::nullopt;
}

std::string otpauth_address(std::string_view issuer, std::string_view email,
                            std::string_view secret) {
    const auto name = base::percent_encode(issuer);
    return "otpauth://totp/" + name + ":" + base::percent_encode(email) +
           "?secret=" + base32(secret) + "&issuer=" + name;
}

}  // namespace essaim::accounts
