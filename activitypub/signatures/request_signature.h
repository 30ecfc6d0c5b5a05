// One front for both signature schemes: draft-cavage-http-signatures-12 and
// RFC 9421. A message with Signature-Input is RFC 9421. Every failure is
// Fault::BadSignature, a scheme or algorithm we do not speak Unsupported.
#pragma once

#include "activitypub/result.h"
#include "activitypub/signatures/http_message.h"
#include "activitypub/signatures/key.h"
#include "activitypub/signatures/signature_claim.h"

namespace activitypub {

Result<SignatureClaim> claimed_signature(const HttpMessage& message);

// message.authority is the expected host, whatever the request says.
Result<void> verify_request(const HttpMessage& message, const SignatureClaim& claim,
                            const PublicKey& key, Time now, const SignatureWindow& window = {});

// Headers to add: date, digest or content-digest, signature; message.headers
// must hold none of them yet. host is the caller's (signed as the authority if
// absent here); a content-type and a collection-synchronization (FEP-8fcf) are
// signed if they are there.
SignedHeaders sign_request(const HttpMessage& message, Scheme scheme, const std::string& key_id,
                           const PrivateKey& key, Time now);

}  // namespace activitypub
