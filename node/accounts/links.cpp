#include "node/accounts/links.h"

#include "node/accounts/account_store.h"
#include "node/accounts/invitation.h"
#include "node/accounts/link_store.h"
#include "node/accounts/password.h"
#include "node/accounts/people_store.h"
#include "node/accounts/session_store.h"
#include "node/base/random.h"
#include "node/storage/connection.h"

namespace essaim::accounts {

namespace {

std::string hash_of(const std::string& token) {
    return base::sha256_hex("essaim link\n" + token.substr(0, 200));
}

std::unexpected<Error> used() {
    return refuse(Fault::Gone, "Ce lien a déjà servi, ou il est trop ancien.");
}

}  // namespace

bool Links::is_verified(const std::string& account) const {
    auto reader = database_.read();
    return LinkStore(*reader).is_verified(account);
}

std::optional<SentLink> Links::for_passphrase(storage::Connection& connection,
                                              const std::string& email) {
    const auto account = AccountStore(connection).by_email(tidy_email(email));
    LinkStore store(connection);
    if (!account || !store.is_verified(account->id)) return std::nullopt;
    SentLink link{*account, base::random_token()};
    store.add(hash_of(link.token), account->id, LinkStore::kPassphrase, account->email,
              clock_.now() + kPassphraseValid);
    return link;
}

SentLink Links::for_address(storage::Connection& connection, const Account& account) {
    SentLink link{account, base::random_token()};
    LinkStore(connection)
        .add(hash_of(link.token), account.id, LinkStore::kAddress, account.email,
             clock_.now() + kAddressValid);
    return link;
}

bool Links::is_good_for_passphrase(const std::string& token) const {
    auto reader = database_.read();
    return LinkStore(*reader)
        .find(hash_of(token), LinkStore::kPassphrase, clock_.now())
        .has_value();
}

Result<Account> Links::new_passphrase(const std::string& token, const std::string& passphrase) {
    if (!is_good_for_passphrase(token)) return used();  // hashing is dear
    const auto problems = problems_of("x", "x@example.org", passphrase);
    if (!problems.empty()) return refuse(Fault::Unprocessable, problems.front().message);
    const auto password = hash_passphrase(passphrase);
    const auto now = clock_.now();
    return database_.write_value([&](storage::Connection& connection) -> Result<Account> {
        LinkStore links(connection);
        AccountStore accounts(connection);
        const auto found = links.find(hash_of(token), LinkStore::kPassphrase, now);
        if (!found) return used();
        const auto account = accounts.by_email(found->email);
        if (!account || account->id != found->account) return used();
        links.remove(account->id, LinkStore::kPassphrase);
        accounts.set_password(account->id, password);
        SessionStore(connection).close_all(account->id);
        accounts.journal(account->id, "passphrase.mail", "", now);
        return *account;
    });
}

Result<Account> Links::confirm_address(const std::string& token) {
    const auto now = clock_.now();
    return database_.write_value([&](storage::Connection& connection) -> Result<Account> {
        LinkStore links(connection);
        const auto found = links.find(hash_of(token), LinkStore::kAddress, now);
        if (!found) return used();
        const auto person = PeopleStore(connection).find(found->account);
        if (!person || person->account.email != found->email) return used();
        links.remove(found->account, LinkStore::kAddress);
        links.verify(found->account, found->email, now);
        return person->account;
    });
}

Result<void> Links::forget() {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        LinkStore(connection).forget(clock_.now());
        return {};
    });
}

}  // namespace essaim::accounts
