// Codes that change every 30 seconds: TOTP (RFC 6238) over HMAC-SHA-1 with six
// digits, which is what every authenticator app makes without being told. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "node/base/clock.h"

namespace essaim::accounts {

std::string new_totp_secret();               // 20 random bytes (RFC 4226 §4: 160 bits)
std::string base32(std::string_view bytes);  // RFC 4648 §6, without padding
std::int64_t totp_step(base::Instant now);
std::string totp_code(std::string_view secret, std::int64_t step, int digits = 6);

// Which step's code this is, one early or late allowed (RFC 6238 §5.2), never
// one up to `last`: a code that was seen is worth nothing (security.md E7).
std::optional<std::int64_t> accepted_step(std::string_view secret, std::string_view code,
                                          base::Instant now, std::int64_t last);

// What the QR code says to the app: otpauth://totp/…
std::string otpauth_address(std::string_view issuer, std::string_view email,
                            std::string_view secret);

}  // namespace essaim::accounts
