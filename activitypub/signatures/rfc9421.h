// HTTP Message Signatures (RFC 9421), the part that the fediverse uses
// (federation.md §4.2): one signature, no trailers, no request-response binding.
#pragma once

#include "activitypub/signatures/request_signature.h"

namespace activitypub::rfc9421 {

Result<SignatureClaim> parse(const HttpMessage& message);
Result<void> verify(const HttpMessage& message, const SignatureClaim& claim, const PublicKey& key,
                    Time now, const SignatureWindow& window);
SignedHeaders sign(const HttpMessage& message, const std::string& key_id, const PrivateKey& key,
                   Time now);

// What was signed (§2.5), with @scheme and @target-uri of that scheme.
Result<std::string> signature_base(const HttpMessage& message, const SignatureClaim& claim,
                                   std::string_view scheme);

}  // namespace activitypub::rfc9421
