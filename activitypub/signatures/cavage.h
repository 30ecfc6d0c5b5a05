// draft-cavage-http-signatures-12 as the fediverse uses it (federation.md §4.1).
#pragma once

#include "activitypub/signatures/request_signature.h"

namespace activitypub::cavage {

Result<SignatureClaim> parse(const HttpMessage& message);
Result<void> verify(const HttpMessage& message, const SignatureClaim& claim, const PublicKey& key,
                    Time now, const SignatureWindow& window);
SignedHeaders sign(const HttpMessage& message, const std::string& key_id, const PrivateKey& key,
                   Time now);

}  // namespace activitypub::cavage
