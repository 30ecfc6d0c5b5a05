// Keys for signatures: RSA 2048…8192 bits (PKCS#1 v1.5 with SHA-256) and
// Ed25519. A key is parsed once and then used from any thread; copies share
// it (the shared handle is OpenSSL's own reference count). FEP-521a, RFC 8032.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "activitypub/result.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace activitypub {

enum class KeyKind { Rsa, Ed25519 };

class PublicKey {
  public:
    static Result<PublicKey> from_pem(
        std::string_view pem);  // SPKI, or PKCS#1 as GoToSocial may send
    static Result<PublicKey> from_der(std::string_view spki);
    static Result<PublicKey> from_multikey(std::string_view multibase);  // "z6Mk…"

    KeyKind kind() const { return kind_; }
    std::string to_pem() const;
    std::string to_der() const;
    std::string to_multikey() const;  // Ed25519 only; "" for RSA
    bool verify(std::string_view message, std::string_view signature) const;

  private:
    friend class PrivateKey;
    static Result<PublicKey> checked(std::shared_ptr<evp_pkey_st> key);
    std::shared_ptr<evp_pkey_st> key_;
    KeyKind kind_ = KeyKind::Rsa;
};

class PrivateKey {
  public:
    static PrivateKey generate_rsa();  // 2048 bits; takes about 150 ms
    static PrivateKey generate_ed25519();
    static Result<PrivateKey> from_der(std::string_view pkcs8);

    KeyKind kind() const { return public_.kind(); }
    std::string to_der() const;
    const PublicKey& public_key() const { return public_; }
    std::string sign(std::string_view message) const;

  private:
    static Result<PrivateKey> checked(std::shared_ptr<evp_pkey_st> key);
    std::shared_ptr<evp_pkey_st> key_;
    PublicKey public_;
};

}  // namespace activitypub
