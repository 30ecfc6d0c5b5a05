// Randomness from OpenSSL's generator, and identifiers made of it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "node/base/clock.h"

namespace essaim::base {

std::string random_bytes(std::size_t count);
std::string random_token();  // 32 random bytes, base64url without padding
std::string new_ulid(
    Instant now);  // 26 characters, sorts by time; unique even within one millisecond
std::string sha256_hex(std::string_view bytes);

}  // namespace essaim::base
