#include "node/base/random.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <mutex>
#include <stdexcept>

namespace essaim::base {

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    auto* data = static_cast<unsigned char*>(static_cast<void*>(bytes.data()));
    if (RAND_bytes(data, static_cast<int>(count)) != 1) throw std::runtime_error("no randomness");
    return bytes;
}

std::string random_token() {
    static constexpr char kLetters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const auto bytes = random_bytes(33);  // 44 letters, no padding
    std::string token;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto at = [&](std::size_t k) { return static_cast<unsigned char>(bytes[i + k]); };
        const auto group = static_cast<unsigned>(at(0) << 16 | at(1) << 8 | at(2));
        for (const unsigned shift : {18U, 12U, 6U, 0U}) token += kLetters[(group >> shift) & 63U];
    }
    return token;
}

std::string new_ulid(Instant now) {
    static constexpr char kLetters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    // Two within one millisecond: the second is the first plus one, so they sort.
    static std::mutex mutex;
    static std::int64_t last_millis = -1;
    static std::array<unsigned char, 16> digits{};  // the random part, 5 bits each
    const std::lock_guard lock(mutex);
    auto millis = to_millis(now);
    if (millis > last_millis) {
        last_millis = millis;
        const auto bytes = random_bytes(digits.size());
        for (std::size_t i = 0; i < digits.size(); ++i) {
            digits[i] = static_cast<unsigned char>(bytes[i]) & 31;
        }
        digits[0] &= 15;  // room to count up
    } else {
        millis = last_millis;
        for (std::size_t i = digits.size(); i-- > 0;) {
            digits[i] = (digits[i] + 1) & 31;
            if (digits[i] != 0) break;
        }
    }
    std::string ulid(10, '0');
    for (std::size_t i = 10; i-- > 0; millis >>= 5) {
        ulid[i] = kLetters[static_cast<std::size_t>(millis & 31)];
    }
    for (const auto digit : digits) ulid += kLetters[digit];
    return ulid;
}

std::string sha256_hex(std::string_view bytes) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) !=
        1) {
        throw std::runtime_error("SHA-256 failed");
    }
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        hex += kHex[digest[i] >> 4];
        hex += kHex[digest[i] & 15];
    }
    return hex;
}

}  // namespace essaim::base
