// Object integrity proofs (FEP-8b32) with the cryptosuite eddsa-jcs-2022: an
// object that carries its author's signature, wherever it is found.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "activitypub/date.h"
#include "activitypub/result.h"
#include "activitypub/signatures/key.h"

namespace activitypub {

// `document` with a proof by an Ed25519 key (another aborts); the method is the
// key's IRI.
nlohmann::json with_proof(nlohmann::json document, const std::string& verification_method,
                          const PrivateKey& key, Time created);

// The IRI of the key that is said to have signed: whether it may speak for the
// document's author is for the caller to check (authority.h).
Result<std::string> proof_method(const nlohmann::json& document);
Result<void> verify_proof(const nlohmann::json& document, const PublicKey& key);

}  // namespace activitypub
