// One Ed25519 key, the same in every run, so that a finding can be repeated.
#pragma once

#include <string>

#include "activitypub/signatures/key.h"

namespace essaim::fuzz {

inline const activitypub::PrivateKey& key() {
    // PKCS#8 (RFC 8410 §7) of the seed of 32 times "k".
    static const activitypub::PrivateKey one = *activitypub::PrivateKey::from_der(
        std::string("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16) +
        std::string(32, 'k'));
    return one;
}

}  // namespace essaim::fuzz
