// FEP-8b32 and W3C Data Integrity EdDSA Cryptosuites, appendix B (eddsa-jcs-2022).
#include "activitypub/signatures/integrity_proof.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/activitypub/signatures/sample.h"

using namespace activitypub;
using nlohmann::json;

namespace {

constexpr const char* kMethod = "https://server.example/users/alice#ed25519-key";

// The key of both documents' vectors.
PublicKey spec_key() {
    return *PublicKey::from_multikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2");
}
PrivateKey spec_private_key() {
    const auto bytes = from_base58("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq");
    REQUIRE(bytes);
    REQUIRE(bytes->size() == 34);
    const std::string pkcs8("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
    return *PrivateKey::from_der(pkcs8 + bytes->substr(2));
}

json w3c_vector() {
    return json::parse(R"({
      "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
      "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
      "type": ["VerifiableCredential", "AlumniCredential"],
      "name": "Alumni Credential",
      "description": "A minimum viable example of an Alumni Credential.",
      "issuer": "https://vc.example/issuers/5678",
      "validFrom": "2023-01-01T00:00:00Z",
      "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
      "proof": {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2023-02-24T23:36:38Z",
        "verificationMethod": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose": "assertionMethod",
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"}})");
}

json fep_document() {
    return json::parse(R"({
      "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"],
      "id": "https://server.example/activities/1",
      "type": "Create",
      "actor": "https://server.example/users/alice",
      "object": {
        "id": "https://server.example/objects/1", "type": "Note",
        "attributedTo": "https://server.example/users/alice", "content": "Hello world",
        "location": {"type": "Place", "longitude": -71.184902, "latitude": 25.273962}}})");
}

json fep_proof(bool with_context) {
    json proof = {{"type", "DataIntegrityProof"},
                  {"cryptosuite", "eddsa-jcs-2022"},
                  {"verificationMethod", kMethod},
                  {"proofPurpose", "assertionMethod"},
                  {"created", "2023-02-24T23:36:38Z"},
                  {"proofValue",
                   "zLaewdp4H9kqtwyrLatK4cjY5oRHwVcw4gibPSUDYDMhi4M49v8pcYk3ZB6D69dNpAPbUmY8ocuJ3m9"
                   "KhKJEEg7z"}};
    if (with_context) proof["@context"] = fep_document()["@context"];
    return proof;
}

Time vector_time() { return *parse_date_time("2023-02-24T23:36:38Z"); }

}  // namespace

TEST_CASE("the vector of the W3C specification verifies and is written again byte for byte") {
    const auto vector = w3c_vector();
    CHECK(verify_proof(vector, spec_key()));
    const auto method = vector["proof"]["verificationMethod"].get<std::string>();
    CHECK(with_proof(vector, method, spec_private_key(), vector_time()) == vector);
}

TEST_CASE("the vector of FEP-8b32 verifies, whether the proof repeats the context or not") {
    for (const bool with_context : {true, false}) {
        CAPTURE(with_context);
        auto document = fep_document();
        document["proof"] = fep_proof(with_context);
        CHECK(verify_proof(document, spec_key()));
    }
    CHECK(with_proof(fep_document(), kMethod, spec_private_key(), vector_time())["proof"] ==
          fep_proof(true));
}

TEST_CASE("a proof signed without any context in its options verifies (older FEP-8b32 vector)") {
    CHECK(verify_proof(json::parse(R"({
      "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"],
      "type": "Create", "actor": "https://server.example/users/alice",
      "object": {"type": "Note", "content": "Hello world"},
      "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": "https://server.example/users/alice#ed25519-key", "proofPurpose": "assertionMethod",
        "proofValue": "z3sXaxjKs4M3BRicwWA9peyNPJvJqxtGsDmpt1jjoHCjgeUf71TRFz56osPSfDErszyLp5Ks1EhYSgpDaNM977Rg2",
        "created": "2023-02-24T23:36:38Z"}})"),
                       spec_key()));
}

TEST_CASE(
    "a document keeps its proof through another context appended after signing, not through "
    "another one") {
    auto document = fep_document();
    document["proof"] = fep_proof(true);
    document["@context"].push_back("https://relay.example/context");
    CHECK(verify_proof(document, spec_key()));
    document["@context"] = json::array({"https://relay.example/context"});
    CHECK_FALSE(verify_proof(document, spec_key()));
}

TEST_CASE("any change to the document or the proof breaks the proof") {
    const auto good = with_proof(fep_document(), kMethod, sample::ed25519(), sample::kNow);
    const auto& key = sample::ed25519().public_key();
    REQUIRE(verify_proof(good, key));
    CHECK(proof_method(good) == kMethod);
    const std::pair<const char*, json> changes[] = {
        {"/object/content", "Hello, world"},
        {"/actor", "https://server.example/users/bob"},
        {"/object/location/latitude", 25.273963},
        {"/extra", true},
        {"/proof/created", "2026-03-01T12:00:01Z"},
        {"/proof/verificationMethod", "https://evil.example/k"},
        {"/proof/extra", 1},
        {"/proof/proofPurpose", "authentication"},
        {"/proof/cryptosuite", "eddsa-rdfc-2022"},
        {"/proof/type", "RsaSignature2017"},
        {"/proof/proofValue", "z1111"},
        {"/proof/proofValue", "u1111"},
        {"/proof/proofValue", ""},
        {"/proof/proofValue", nullptr},
        {"/proof", json::array()},
        {"/proof", "none"}};
    for (const auto& [pointer, value] : changes) {
        CAPTURE(pointer);
        auto changed = good;
        changed[json::json_pointer(pointer)] = value;
        CHECK_FALSE(verify_proof(changed, key));
    }
    CHECK_FALSE(verify_proof(good, spec_key()));
    CHECK_FALSE(verify_proof(json::array(), key));
}

TEST_CASE("a proof is dated in whole seconds, which read the same however they are written again") {
    for (const int milliseconds : {0, 7, 910, 999}) {
        CAPTURE(milliseconds);
        const auto signed_at = sample::kNow + std::chrono::milliseconds(milliseconds);
        const auto good = with_proof(fep_document(), kMethod, sample::ed25519(), signed_at);
        CHECK(good["proof"]["created"] == format_date_time(sample::kNow));
        CHECK(verify_proof(good, sample::ed25519().public_key()));
    }
}

TEST_CASE("a proof must name its method, and only an Ed25519 key verifies it") {
    auto unnamed = with_proof(fep_document(), "", sample::ed25519(), sample::kNow);
    CHECK_FALSE(proof_method(unnamed));
    CHECK_FALSE(verify_proof(unnamed, sample::ed25519().public_key()));

    auto document = fep_document();
    document["proof"] = fep_proof(true);
    document["proof"]["proofValue"] = "z" + base58(std::string(64, 'a'));
    CHECK_FALSE(verify_proof(document, sample::rsa().public_key()));
}
