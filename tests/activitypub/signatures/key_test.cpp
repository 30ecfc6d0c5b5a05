// security.md A8: the type of a key is what OpenSSL says, its size is checked.
#include "activitypub/signatures/key.h"

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "tests/activitypub/signatures/sample.h"

using namespace activitypub;

namespace {

using OwnedKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string written(int (*write)(BIO*, const EVP_PKEY*), const EVP_PKEY* key) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    REQUIRE(write(bio.get(), key) == 1);
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

std::string spki(const EVP_PKEY* key) { return written(PEM_write_bio_PUBKEY, key); }

int pkcs1(BIO* bio, const EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int length = i2d_PublicKey(key, &der);  // for RSA: PKCS#1
    const int written_ok = length > 0 ? PEM_write_bio(bio, "RSA PUBLIC KEY", "", der, length) : 0;
    OPENSSL_free(der);
    return written_ok > 0 ? 1 : 0;
}

}  // namespace

TEST_CASE("a key signs what its public half verifies, and one changed byte fails") {
    for (const auto* key : {&sample::rsa(), &sample::ed25519()}) {
        const std::string message = "an activity";
        auto signature = key->sign(message);
        CHECK(key->public_key().verify(message, signature));
        CHECK_FALSE(key->public_key().verify("an activitz", signature));
        CHECK_FALSE(key->public_key().verify(message, ""));
        CHECK_FALSE(key->public_key().verify(message, signature + "x"));
        signature[5] = static_cast<char>(signature[5] ^ 1);
        CHECK_FALSE(key->public_key().verify(message, signature));
    }
    CHECK_FALSE(sample::rsa().public_key().verify("m", sample::ed25519().sign("m")));
    CHECK_FALSE(sample::ed25519().public_key().verify("m", sample::rsa().sign("m")));
}

TEST_CASE("a key is the same after every way out and in") {
    for (const auto* key : {&sample::rsa(), &sample::ed25519()}) {
        const auto signature = key->sign("m");
        const auto again = PrivateKey::from_der(key->to_der());
        REQUIRE(again);
        CHECK(again->kind() == key->kind());
        CHECK(again->public_key().to_der() == key->public_key().to_der());
        const auto from_pem = PublicKey::from_pem(key->public_key().to_pem());
        REQUIRE(from_pem);
        CHECK(from_pem->verify("m", signature));
        const auto from_der = PublicKey::from_der(key->public_key().to_der());
        REQUIRE(from_der);
        CHECK(from_der->verify("m", signature));
    }
    CHECK(sample::rsa().public_key().to_pem().starts_with("-----BEGIN PUBLIC KEY-----\n"));
    const auto multikey = sample::ed25519().public_key().to_multikey();
    CHECK(multikey.starts_with("z6Mk"));
    const auto back = PublicKey::from_multikey(multikey);
    REQUIRE(back);
    CHECK(back->verify("m", sample::ed25519().sign("m")));
    CHECK(sample::rsa().public_key().to_multikey().empty());
}

TEST_CASE("an RSA key in PKCS#1 is read too") {
    const OwnedKey key(EVP_RSA_gen(2048), EVP_PKEY_free);
    const auto read = PublicKey::from_pem(written(pkcs1, key.get()));
    REQUIRE(read);
    CHECK(read->kind() == KeyKind::Rsa);
    CHECK(read->to_pem() == spki(key.get()));
}

TEST_CASE("keys that are weak, huge or of another type are refused") {
    const OwnedKey weak(EVP_RSA_gen(1024), EVP_PKEY_free);
    CHECK_FALSE(PublicKey::from_pem(spki(weak.get())));
    CHECK_FALSE(PublicKey::from_pem(written(pkcs1, weak.get())));
    const OwnedKey curve(EVP_EC_gen("P-256"), EVP_PKEY_free);
    CHECK_FALSE(PublicKey::from_pem(spki(curve.get())));
    const OwnedKey x25519(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"), EVP_PKEY_free);
    CHECK_FALSE(PublicKey::from_pem(spki(x25519.get())));

    // An SPKI whose modulus has 8200 bits; nobody should compute with it.
    const auto tlv = [](char tag, const std::string& value) {
        std::string out{tag, static_cast<char>(0x82)};
        out += static_cast<char>(value.size() >> 8);
        out += static_cast<char>(value.size() & 255U);
        return out + value;
    };
    const std::string rsa_oid("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 15);
    for (const auto& [bytes, accepted] :
         {std::pair<std::size_t, bool>{1024, true}, {1025, false}}) {
        const auto modulus = std::string(1, '\0') + std::string(bytes, '\xff');
        const auto numbers =
            tlv('\x30', tlv('\x02', modulus) + std::string("\x02\x03\x01\x00\x01", 5));
        const auto der = tlv('\x30', rsa_oid + tlv('\x03', std::string(1, '\0') + numbers));
        CHECK(PublicKey::from_der(der).has_value() == accepted);
    }
}

TEST_CASE("what is not a public key is refused, and nobody is asked for a passphrase") {
    auto long_pem = sample::rsa().public_key().to_pem();
    long_pem.insert(0, std::string(8192, '\n'));
    const std::string bad[] = {
        "",
        "hello",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
        "00112233445566778899AABBCCDDEEFF\n\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END PUBLIC KEY-----\n",
        long_pem};
    for (const auto& pem : bad) {
        CAPTURE(pem.substr(0, 60));
        CHECK_FALSE(PublicKey::from_pem(pem));
    }
    CHECK_FALSE(PublicKey::from_der("junk"));
    CHECK_FALSE(PrivateKey::from_der(""));
    CHECK_FALSE(PrivateKey::from_der("junk"));
    for (const char* key : {"", "z", "6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
                            "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
                            "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ",
                            "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ21"}) {
        CAPTURE(key);
        CHECK_FALSE(PublicKey::from_multikey(key));
    }
}

TEST_CASE("one key signs and verifies from several threads at once") {
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&good, t] {
            for (int i = 0; i < 5; ++i) {
                const auto& key = i % 2 == 0 ? sample::rsa() : sample::ed25519();
                const auto text = std::to_string(t * 10 + i);
                if (key.public_key().verify(text, key.sign(text))) ++good;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(good == 20);
}
