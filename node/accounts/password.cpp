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

bool is_outdated(const std::string& encoded) {
    const auto costs = "$argon2id$v=19$m=" + std::to_string(kKibibytes) +
                       ",t=" + std::to_string(kPasses) + ",p=" + std::to_string(kLanes) + "$";
    return !encoded.starts_with(costs);
}

void pretend_to_check(const std::string& passphrase) {
    static const std::string nobody = hash_passphrase(base::random_token());
    passphrase_matches(nobody, passphrase);
}

}  // namespace essaim::accounts
