// What the signature tests share: two keys, one moment, one delivery, and a
// cavage signer written apart from the library, so that a test may sign
// validly what the library itself would never send.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "activitypub/signatures/digest.h"
#include "activitypub/signatures/encoding.h"
#include "activitypub/signatures/request_signature.h"

namespace sample {

using namespace activitypub;
using Headers = std::vector<std::pair<std::string, std::string>>;

inline constexpr const char* kKeyId = "https://peer.example/actor#main-key";
inline constexpr const char* kBody = R"({"type":"Create"})";
inline const Time kNow =
    std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(12);
inline constexpr const char* kDate = "Sun, 01 Mar 2026 12:00:00 GMT";

inline const PrivateKey& rsa() {  // made once: it is slow under the sanitizers
    static const PrivateKey key = PrivateKey::generate_rsa();
    return key;
}
inline const PrivateKey& ed25519() {
    static const PrivateKey key = PrivateKey::generate_ed25519();
    return key;
}

inline HttpMessage post() {
    HttpMessage message{"POST", "/inbox", "https", "nous.example", {}, kBody};
    message.headers = {{"host", "nous.example"}, {"content-type", "application/activity+json"}};
    return message;
}
inline HttpMessage get() {
    HttpMessage message{"GET", "/outbox?page=2", "https", "nous.example", {}, ""};
    message.headers = {{"host", "nous.example"}};
    return message;
}

inline void add(HttpMessage& message, const SignedHeaders& headers) {
    message.headers.insert(message.headers.end(), headers.begin(), headers.end());
}
inline void set(HttpMessage& message, const std::string& name, const std::string& value) {
    std::erase_if(message.headers, [&](const auto& header) { return header.first == name; });
    message.headers.emplace_back(name, value);
}

inline Result<void> check(const HttpMessage& message, const PublicKey& key, Time now = kNow,
                          const SignatureWindow& window = {}) {
    const auto claim = claimed_signature(message);
    if (!claim) return std::unexpected(claim.error());
    return verify_request(message, *claim, key, now, window);
}

// Signs `lines` ("name: value" of each signed part) and says that it signed
// `names`; `more` goes between keyId and headers, as ,created=1.
inline std::string cavage_header(const std::string& names, const std::string& lines,
                                 const PrivateKey& key,
                                 const std::string& more = ",algorithm=\"rsa-sha256\"") {
    return std::string("keyId=\"") + kKeyId + "\"" + more + ",headers=\"" + names +
           "\",signature=\"" + base64(key.sign(lines)) + "\"";
}

}  // namespace sample
