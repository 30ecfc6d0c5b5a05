#include "activitypub/signatures/request_signature.h"

#include "activitypub/signatures/cavage.h"
#include "activitypub/signatures/rfc9421.h"

namespace activitypub {

Result<SignatureClaim> claimed_signature(const HttpMessage& message) {
    if (message.count("signature-input") > 0) return rfc9421::parse(message);
    return cavage::parse(message);
}

Result<void> verify_request(const HttpMessage& message, const SignatureClaim& claim,
                            const PublicKey& key, Time now, const SignatureWindow& window) {
    if (claim.scheme == Scheme::Rfc9421) return rfc9421::verify(message, claim, key, now, window);
    return cavage::verify(message, claim, key, now, window);
}

SignedHeaders sign_request(const HttpMessage& message, Scheme scheme, const std::string& key_id,
                           const PrivateKey& key, Time now) {
    if (scheme == Scheme::Rfc9421) return rfc9421::sign(message, key_id, key, now);
    return cavage::sign(message, key_id, key, now);
}

}  // namespace activitypub
