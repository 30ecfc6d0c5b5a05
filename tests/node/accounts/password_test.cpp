#include "node/accounts/password.h"

#include <doctest/doctest.h>

using namespace essaim::accounts;

TEST_CASE("A passphrase matches the hash that was made of it, and no other does") {
    const auto encoded = hash_passphrase("la noisette de samedi");
    CHECK(passphrase_matches(encoded, "la noisette de samedi"));
    CHECK_FALSE(passphrase_matches(encoded, "la noisette de dimanche"));
    CHECK(encoded != hash_passphrase("la noisette de samedi"));  // another salt
    CHECK_FALSE(is_outdated(encoded));
}

TEST_CASE("A hash of other costs is outdated") {
    CHECK(is_outdated("$argon2id$v=19$m=4096,t=3,p=1$c2VsIGRlIG1lcg$AAAA"));
    CHECK(is_outdated(""));
}

// It throws when argon2id refuses to compute, for an answer that comes at once
// tells that the account does not exist.
TEST_CASE("For an account that does not exist a passphrase is hashed all the same") {
    CHECK_NOTHROW(pretend_to_check(""));
    CHECK_NOTHROW(pretend_to_check("la noisette de samedi"));
}
