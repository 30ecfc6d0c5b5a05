// Passphrases by argon2id (t=2, m=19 MiB, p=1; OWASP), at most two hashed at a
// time, so that a flood of sign-ins costs bounded memory. Any thread.
#pragma once

#include <string>

namespace essaim::accounts {

std::string hash_passphrase(const std::string& passphrase);  // encoded, with its salt
bool passphrase_matches(const std::string& encoded, const std::string& passphrase);
// Made with other costs than today's: to be hashed anew at the next sign-in.
bool is_outdated(const std::string& encoded);
// As long as a real check, for an account that does not exist.
void pretend_to_check(const std::string& passphrase);

}  // namespace essaim::accounts
