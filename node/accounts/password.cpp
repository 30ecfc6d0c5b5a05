#include "node/accounts/password.h"

#include <argon2.h>

#include <semaphore>
#include <stdexcept>

#include "node/base/random.h"

namespace essaim::accounts {

namespace {

constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kKibibytes = 19 * 1024;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

std::counting_semaphore<2>& slots() {
    static std::counting_semaphore<2> two(2);
    return two;
}

// How an encoded hash of today begins.
std::string costs() {
    return "$argon2id$v=19$m=" + std::to_string(kKibibytes) + ",t=" + std::to_string(kPasses) +
           ",p=" + std::to_string(kLanes) + "$";
}

// That many zero bytes in base64 without padding.
std::string zeros(std::size_t bytes) { return std::string((bytes * 8 + 5) / 6, 'A'); }

struct Slot {
    Slot() { slots().acquire(); }
    ~Slot() { slots().release(); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
};

}  // namespace

std::string hash_passphrase(const std::string& passphrase) {
    const Slot slot;
    const auto salt = base::random_bytes(kSaltBytes);
    std::string encoded(
        argon2_encodedlen(kPasses, kKibibytes, kLanes, kSaltBytes, kHashBytes, Argon2_id), '\0');
    if (argon2id_hash_encoded(kPasses, kKibibytes, kLanes, passphrase.data(), passphrase.size(),
                              salt.data(), salt.size(), kHashBytes, encoded.data(),
                              encoded.size()) != ARGON2_OK) {
        throw std::runtime_error("argon2id failed");
    }
    encoded.resize(encoded.find('\0'));
    return encoded;
}

bool passphrase_matches(const std::string& encoded, const std::string& passphrase) {
    const Slot slot;
    return argon2id_verify(encoded.c_str(), passphrase.data(), passphrase.size()) == ARGON2_OK;
}

bool is_outdated(const std::string& encoded) { return !encoded.starts_with(costs()); }

void pretend_to_check(const std::string& passphrase) {
    // Well-formed, of today's costs, and of no passphrase: salt and hash are zeros.
    static const std::string nobody = costs() + zeros(kSaltBytes) + "$" + zeros(kHashBytes);
    const Slot slot;
    if (argon2id_verify(nobody.c_str(), passphrase.data(), passphrase.size()) !=
        ARGON2_VERIFY_MISMATCH) {
        throw std::logic_error("argon2id did not compute: the answer came too early");
    }
}

}  // namespace essaim::accounts
