#include "node/accounts/second_code.h"

#include "node/accounts/invitation.h"
#include "node/accounts/recovery_store.h"
#include "node/accounts/session_store.h"
#include "node/accounts/totp.h"
#include "node/base/random.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::accounts {

bool SecondCode::is_on(const std::string& account) const {
    auto reader = database_.read();
    const auto stored = RecoveryStore(*reader).secret_of(account);
    return stored && stored->confirmed;
}

std::int64_t SecondCode::paper_codes_left(const std::string& account) const {
    auto reader = database_.read();
    return RecoveryStore(*reader).count_codes(account, RecoveryStore::kSecond);
}

Result<std::string> SecondCode::begin(const std::string& account) {
    const auto secret = new_totp_secret();
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        RecoveryStore store(connection);
        if (const auto known = store.secret_of(account); known && known->confirmed) {
            return refuse(Fault::Conflict, "the second code is on already");
        }
        store.set_secret(account, secret);
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return secret;
}

std::string SecondCode::begun(const std::string& account) const {
    auto reader = database_.read();
    const auto stored = RecoveryStore(*reader).secret_of(account);
    return stored && !stored->confirmed ? stored->secret : std::string();
}

Result<std::vector<std::string>> SecondCode::confirm(const std::string& account,
                                                     const std::string& code,
                                                     const std::string& session) {
    std::vector<std::string> codes;
    std::vector<std::string> hashes;
    for (std::size_t i = 0; i < kPaperCodes; ++i) {
        codes.push_back(new_code());
        hashes.push_back(hash_of_code(codes.back()));
    }
    const auto now = clock_.now();
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        RecoveryStore store(connection);
        const auto stored = store.secret_of(account);
        if (!stored || stored->confirmed) return refuse(Fault::Conflict, "nothing was begun");
        const auto step = accepted_step(stored->secret, code, now, stored->last_step);
        if (!step) {
            return refuse(Fault::Unprocessable,
                          "Ce n’est pas le code que montre l’application en ce moment.");
        }
        store.confirm(account, *step, now);
        store.set_codes(account, RecoveryStore::kSecond, hashes, now);
        SessionStore(connection).close_others(account, base::sha256_hex(session));
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return codes;
}

Result<void> SecondCode::check(const std::string& account, const std::string& code) {
    const auto now = clock_.now();
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        RecoveryStore store(connection);
        const auto stored = store.secret_of(account);
        if (!stored || !stored->confirmed) return refuse(Fault::Unauthorized, "it is off");
        if (const auto step = accepted_step(stored->secret, code, now, stored->last_step)) {
            store.remember_step(account, *step);
            return {};
        }
        if (store.use_code(account, RecoveryStore::kSecond, hash_of_code(code))) return {};
        return refuse(Fault::Unauthorized, "Ce code ne convient pas, ou il a déjà servi.");
    });
}

Result<void> SecondCode::end(const std::string& account, const std::string& session) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        RecoveryStore(connection).remove_secret(account);
        SessionStore(connection).close_others(account, base::sha256_hex(session));
        return {};
    });
}

}  // namespace essaim::accounts
