#include "activitypub/signatures/key.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cstdlib>

#include "activitypub/signatures/encoding.h"

namespace activitypub {

namespace {

constexpr std::size_t kMaxPem = 8192;
constexpr std::string_view kEd25519Prefix("\xed\x01", 2);  // multicodec ed25519-pub

using Shared = std::shared_ptr<EVP_PKEY>;
Shared own(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

const unsigned char* bytes_of(std::string_view text) {
    return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}
unsigned char* bytes_of(std::string& text) {
    return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}

// Fetched once: looking it up costs more than hashing.
const EVP_MD* sha256() {
    static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return md;
}

// OpenSSL leaves its errors in a queue of the thread, where the next user of
// TLS would take them for its own.
class QuietErrors {
  public:
    QuietErrors() { ERR_set_mark(); }
    ~QuietErrors() { ERR_pop_to_mark(); }
    QuietErrors(const QuietErrors&) = delete;
    QuietErrors& operator=(const QuietErrors&) = delete;
};

// Without it OpenSSL asks at the terminal when a peer's PEM says ENCRYPTED.
int no_passphrase(char*, int, int, void*) { return -1; }

std::string der_of(int (*write)(const EVP_PKEY*, unsigned char**), const EVP_PKEY* key) {
    const int length = write(key, nullptr);
    std::string der(static_cast<std::size_t>(length), '\0');
    auto* out = bytes_of(der);
    write(key, &out);
    return der;
}

}  // namespace

Result<PublicKey> PublicKey::checked(std::shared_ptr<evp_pkey_st> key) {
    if (!key) return refuse(Fault::Malformed, "not a public key");
    PublicKey checked;
    if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
        const int bits = EVP_PKEY_get_bits(key.get());
        if (bits < 2048 || bits > 8192) {
            return refuse(Fault::Unsupported, "RSA key of " + std::to_string(bits) + " bits");
        }
        checked.kind_ = KeyKind::Rsa;
    } else if (EVP_PKEY_is_a(key.get(), "ED25519") == 1) {
        checked.kind_ = KeyKind::Ed25519;
    } else {
        return refuse(Fault::Unsupported, "neither an RSA nor an Ed25519 key");
    }
    checked.key_ = std::move(key);
    return checked;
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
    const QuietErrors quiet;
    if (pem.size() > kMaxPem) return refuse(Fault::Malformed, "PEM too long");
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    if (pem.find("BEGIN RSA PUBLIC KEY") != std::string_view::npos) {
        char* name = nullptr;
        char* header = nullptr;
        unsigned char* data = nullptr;
        long length = 0;
        if (PEM_read_bio(bio.get(), &name, &header, &data, &length) != 1)
            return refuse(Fault::Malformed, "not PEM");
        const unsigned char* der = data;
        auto key = own(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &der, length));
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(data);
        return checked(std::move(key));
    }
    return checked(own(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr)));
}

Result<PublicKey> PublicKey::from_der(std::string_view spki) {
    const QuietErrors quiet;
    const auto* data = bytes_of(spki);
    return checked(own(d2i_PUBKEY(nullptr, &data, static_cast<long>(spki.size()))));
}

Result<PublicKey> PublicKey::from_multikey(std::string_view multibase) {
    if (!multibase.starts_with('z'))
        return refuse(Fault::Unsupported, "multibase other than base58btc");
    const auto bytes = from_base58(multibase.substr(1));
    if (!bytes || !bytes->starts_with(kEd25519Prefix) || bytes->size() != 34) {
        return refuse(Fault::Unsupported, "not an Ed25519 Multikey");
    }
    return checked(own(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                                   bytes_of(std::string_view(*bytes)) + 2, 32)));
}

std::string PublicKey::to_pem() const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(bio.get(), key_.get());
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

std::string PublicKey::to_der() const { return der_of(i2d_PUBKEY, key_.get()); }

std::string PublicKey::to_multikey() const {
    if (kind_ != KeyKind::Ed25519) return {};
    std::string raw(32, '\0');
    std::size_t length = raw.size();
    EVP_PKEY_get_raw_public_key(key_.get(), bytes_of(raw), &length);
    return "z" + base58(std::string(kEd25519Prefix) + raw);
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
    const QuietErrors quiet;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    const auto* digest = kind_ == KeyKind::Rsa ? sha256() : nullptr;
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                            message.size()) == 1;
}

Result<PrivateKey> PrivateKey::checked(std::shared_ptr<evp_pkey_st> key) {
    if (!key) return refuse(Fault::Malformed, "not a private key");
    PrivateKey made;
    made.public_ = TRY(PublicKey::from_der(der_of(i2d_PUBKEY, key.get())));
    made.key_ = std::move(key);
    return made;
}

PrivateKey PrivateKey::generate_rsa() {
    auto key = checked(own(EVP_RSA_gen(2048)));
    if (!key) std::abort();  // no memory or no randomness: nothing can go on
    return *std::move(key);
}

PrivateKey PrivateKey::generate_ed25519() {
    auto key = checked(own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")));
    if (!key) std::abort();
    return *std::move(key);
}

Result<PrivateKey> PrivateKey::from_der(std::string_view pkcs8) {
    const QuietErrors quiet;
    const auto* data = bytes_of(pkcs8);
    return checked(own(d2i_AutoPrivateKey(nullptr, &data, static_cast<long>(pkcs8.size()))));
}

std::string PrivateKey::to_der() const {
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, decltype(&PKCS8_PRIV_KEY_INFO_free)> info(
        EVP_PKEY2PKCS8(key_.get()), PKCS8_PRIV_KEY_INFO_free);
    const int length = i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr);
    std::string der(static_cast<std::size_t>(length), '\0');
    auto* out = bytes_of(der);
    i2d_PKCS8_PRIV_KEY_INFO(info.get(), &out);
    return der;
}

std::string PrivateKey::sign(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    const auto* digest = kind() == KeyKind::Rsa ? sha256() : nullptr;
    std::size_t length = 0;
    EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get());
    EVP_DigestSign(context.get(), nullptr, &length, bytes_of(message), message.size());
    std::string signature(length, '\0');
    if (EVP_DigestSign(context.get(), bytes_of(signature), &length, bytes_of(message),
                       message.size()) != 1)
        std::abort();
    signature.resize(length);
    return signature;
}

}  // namespace activitypub
