#include "activitypub/signatures/integrity_proof.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "activitypub/signatures/digest.h"
#include "activitypub/signatures/encoding.h"
#include "activitypub/signatures/jcs.h"

namespace activitypub {

namespace {

// Data Integrity EdDSA Cryptosuites §3.3.4: hash of the options, then of the document.
std::string hashed(const nlohmann::json& document, const nlohmann::json& options) {
    return sha256(canonical_json(options)) + sha256(canonical_json(document));
}

// §3.3.2: what was signed under one context may have been given more since.
bool begins_with(const nlohmann::json& context, const nlohmann::json& start) {
    if (context == start) return true;
    if (!context.is_array()) return false;
    const auto wanted = start.is_array() ? start : nlohmann::json::array({start});
    return wanted.size() <= context.size() &&
           std::equal(wanted.begin(), wanted.end(), context.begin());
}

}  // namespace

nlohmann::json with_proof(nlohmann::json document, const std::string& verification_method,
                          const PrivateKey& key, Time created) {
    if (key.kind() != KeyKind::Ed25519) std::abort();  // the suite has no other
    document.erase("proof");
    // Whole seconds: Fedify reads the date and writes it anew, ".910" as ".91".
    created = std::chrono::floor<std::chrono::seconds>(created);
    nlohmann::json proof = {{"type", "DataIntegrityProof"},
                            {"cryptosuite", "eddsa-jcs-2022"},
                            {"verificationMethod", verification_method},
                            {"proofPurpose", "assertionMethod"},
                            {"created", format_date_time(created)}};
    if (document.contains("@context")) proof["@context"] = document["@context"];
    proof["proofValue"] = "z" + base58(key.sign(hashed(document, proof)));
    document["proof"] = std::move(proof);
    return document;
}

Result<std::string> proof_method(const nlohmann::json& document) {
    const auto* proof = object(document, "proof");
    if (proof == nullptr) return refuse(Fault::BadSignature, "no proof");
    if (text(*proof, "type") != "DataIntegrityProof" ||
        text(*proof, "cryptosuite") != "eddsa-jcs-2022" ||
        text(*proof, "proofPurpose") != "assertionMethod") {
        return refuse(Fault::Unsupported, "a proof of another kind");
    }
    auto method = text(*proof, "verificationMethod");
    if (method.empty()) return refuse(Fault::BadSignature, "the proof names no key");
    return method;
}

Result<void> verify_proof(const nlohmann::json& document, const PublicKey& key) {
    if (auto method = proof_method(document); !method) return std::unexpected(method.error());
    if (key.kind() != KeyKind::Ed25519) return refuse(Fault::BadSignature, "not an Ed25519 key");
    auto bare = document;
    auto options = bare["proof"];
    bare.erase("proof");
    const auto value = text(options, "proofValue");
    options.erase("proofValue");
    const auto signature = value.starts_with('z') ? from_base58(value.substr(1)) : std::nullopt;
    if (!signature) return refuse(Fault::BadSignature, "the proof has no value");
    if (options.contains("@context")) {
        if (!bare.contains("@context") || !begins_with(bare["@context"], options["@context"])) {
            return refuse(Fault::BadSignature, "the proof is for another context");
        }
        bare["@context"] = options["@context"];
    } else if (bare.contains("@context")) {
        // FEP-8b32 peers sign the document's context in the options and leave it out of the proof.
        auto with_context = options;
        with_context["@context"] = bare["@context"];
        if (key.verify(hashed(bare, with_context), *signature)) return {};
    }
    if (key.verify(hashed(bare, options), *signature)) return {};
    return refuse(Fault::BadSignature, "the proof does not verify");
}

}  // namespace activitypub
