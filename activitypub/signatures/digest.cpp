#include "activitypub/signatures/digest.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <optional>

#include "activitypub/signatures/encoding.h"

namespace activitypub {

namespace {

// Among "name=value, name=value", the value of a name compared without case;
// nothing when it is absent or there twice: which one would be meant?
std::string_view member(std::string_view list, std::string_view wanted) {
    std::optional<std::string_view> found;
    while (!list.empty()) {
        auto item = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), item.size() + 1));
        while (item.starts_with(' ') || item.starts_with('\t')) item.remove_prefix(1);
        while (item.ends_with(' ') || item.ends_with('\t')) item.remove_suffix(1);
        const auto equals = item.find('=');
        if (equals != wanted.size()) continue;
        bool same = true;
        for (std::size_t i = 0; i < equals; ++i)
            same = same && (item[i] | 0x20) == (wanted[i] | 0x20);
        if (same && found) return {};
        if (same) found = item.substr(equals + 1);
    }
    return found.value_or(std::string_view());
}

Result<void> compare(std::string_view encoded, std::string_view body) {
    const auto given = from_base64(encoded);
    const auto expected = sha256(body);
    if (!given || given->size() != expected.size() ||
        CRYPTO_memcmp(given->data(), expected.data(), expected.size()) != 0) {
        return refuse(Fault::BadSignature, "the digest is not the body's");
    }
    return {};
}

}  // namespace

std::string sha256(std::string_view bytes) {
    std::string hash(SHA256_DIGEST_LENGTH, '\0');
    SHA256(static_cast<const unsigned char*>(static_cast<const void*>(bytes.data())), bytes.size(),
           static_cast<unsigned char*>(static_cast<void*>(hash.data())));
    return hash;
}

std::string make_digest(std::string_view body) { return "SHA-256=" + base64(sha256(body)); }

std::string make_content_digest(std::string_view body) {
    return "sha-256=:" + base64(sha256(body)) + ":";
}

Result<void> check_digest(const HttpMessage& message) {
    const auto header = message.header("digest");
    if (!header) return refuse(Fault::BadSignature, "no Digest header, or several");
    const auto value = member(*header, "sha-256");
    if (value.empty()) return refuse(Fault::BadSignature, "no SHA-256 in Digest");
    return compare(value, message.body);
}

Result<void> check_content_digest(const HttpMessage& message) {
    const auto header = message.header("content-digest");
    if (!header) return refuse(Fault::BadSignature, "no Content-Digest header, or several");
    auto value = member(*header, "sha-256");
    if (value.size() < 2 || !value.starts_with(':') || !value.ends_with(':')) {
        return refuse(Fault::BadSignature, "no sha-256 in Content-Digest");
    }
    return compare(value.substr(1, value.size() - 2), message.body);
}

}  // namespace activitypub
