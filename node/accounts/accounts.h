// People of the association who sign in: accounts, roles, sessions, the
// welcome link. Any thread. Sign-in is throttled per account and per address
// (security.md E6); passphrases are argon2id, at most two hashed at a time.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/accounts/role.h"
#include "node/base/clock.h"
#include "node/base/config.h"
#include "node/base/error.h"
#include "node/storage/database.h"
#include "node/web/frame.h"
#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::web {
class Router;
class Templates;
}  // namespace essaim::web

namespace essaim::accounts {

class Invitations;
class Links;
class People;
class SecondCode;

struct Account {
    std::string id;
    std::string email;
    std::string name;
    Role role = Role::Reader;
    std::string language;
};

// Who is asking, from the session cookie.
struct Visitor {
    std::optional<Account> account;
    std::string session_id;  // cookie value, "" when anonymous
    std::string csrf_token;  // to put in every form; "" when anonymous
    bool may(Role needed) const { return account && account->role >= needed; }
};

class Accounts {
  public:
    Accounts(const base::Config& config, const base::Clock& clock, storage::Database& database);
    ~Accounts();

    Visitor visitor(const web::Request& request) const;
    // The visitor, if of the role and (for a POST) the form's token and Origin
    // are right; else the answer to give: 303 to /connexion or 403.
    std::expected<Visitor, web::Response> require(const web::Request& request, Role needed) const;

    Result<std::string> new_invitation(
        Role role, std::chrono::hours valid);  // code to put in /bienvenue/<code>
    // Fault::Gone: used; NotFound: expired or never given. The detail is a French sentence.
    Result<void> check_invitation(const std::string& code) const;
    // As above; Unprocessable: a field is wrong (problems_of) or the address has an account.
    Result<Account> accept_invitation(const std::string& code, const std::string& email,
                                      const std::string& name, const std::string& passphrase);
    Invitations& invitations();  // links, and those who ask for one
    People& people();            // roles, sessions, recovery sheets, goodbyes
    SecondCode& second_code();
    Links& links();  // sent by mail

    Result<Account> create(const std::string& email, const std::string& name, Role role,
                           const std::string& passphrase);
    // Who has a second code still owes it: hold_back(), then give_code().
    Result<Account> sign_in(const std::string& email, const std::string& passphrase,
                            const std::string& client);
    // For a cookie, until the second code comes; none when none is needed.
    std::optional<std::string> hold_back(const Account& account);
    bool is_held_back(const std::string& token) const;
    // Unauthorized: not the code. Gone: too many or too late, from the start. TooMany.
    Result<Account> give_code(const std::string& token, const std::string& code,
                              const std::string& client);
    // A new passphrase by a code of the recovery sheet, as often as sign_in().
    Result<Account> recover(const std::string& email, const std::string& code,
                            const std::string& passphrase, const std::string& client);
    // Somebody asks for an invitation. Faults as Invitations::ask, TooMany.
    Result<void> ask_to_join(const std::string& email, const std::string& name,
                             const std::string& reason, const std::string& client);
    Result<std::string> open_session(const Account& account,
                                     const std::string& agent);  // cookie value
    Result<void> close_session(const std::string& session_id);
    std::vector<Account> list() const;
    Result<void> set_passphrase(const std::string& email,
                                const std::string& passphrase);  // ends all sessions
    void journal(const std::string& account, const std::string& action, const std::string& detail);
    // The same in the transaction of the act itself.
    void note(storage::Connection& connection, const std::string& account,
              const std::string& action, const std::string& detail) const;

    // What a feature adds to /moi; before the server starts.
    void add_to_me(std::function<web::SafeHtml(const web::Request&, const Visitor&)> part);
    // The parts, in the order they came.
    std::vector<web::SafeHtml> parts_of_me(const web::Request& request,
                                           const Visitor& visitor) const;

    // /connexion /deconnexion /bienvenue/{code} /moi; `templates` must stay. `site`
    // is what surrounds the pages; without it, the name in the configuration.
    void add_routes(web::Router& router, const web::Templates& templates,
                    std::function<web::Site()> site = {});

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::accounts
