#include "node/accounts/accounts.h"

#include "node/accounts/account_pages.h"
#include "node/accounts/account_store.h"
#include "node/accounts/half_way.h"
#include "node/accounts/invitation.h"
#include "node/accounts/invitation_store.h"
#include "node/accounts/invitations.h"
#include "node/accounts/link_store.h"
#include "node/accounts/links.h"
#include "node/accounts/password.h"
#include "node/accounts/people.h"
#include "node/accounts/second_code.h"
#include "node/accounts/session_store.h"
#include "node/accounts/throttle.h"
#include "node/base/log.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/storage/connection.h"
#include "node/web/form.h"
#include "node/web/problem.h"
#include "node/web/session_cookie.h"
#include "node/web/translations.h"

namespace essaim::accounts {

namespace {

using namespace std::chrono_literals;
constexpr auto kSessionLength = 24h * 30;  // unused
constexpr auto kSeenEvery = 1h;            // how exactly its use is written down
constexpr std::size_t kLongestAgent = 200;

Result<void> first_problem(const std::string& name, const std::string& email,
                           const std::string& passphrase) {
    const auto problems = problems_of(name, email, passphrase);
    if (problems.empty()) return {};
    return refuse(Fault::Unprocessable, problems.front().message);
}

Result<Role> usable(storage::Connection& connection, const std::string& code, base::Instant now) {
    using Use = InvitationStore::Use;
    const auto [use, role] = InvitationStore(connection).find(hash_of_code(code), now);
    if (use == Use::Used) return refuse(Fault::Gone, "Ce lien a déjà servi.");
    if (use != Use::Valid) {
        return refuse(Fault::NotFound, "Ce lien n’est pas ou plus valable.");
    }
    return role;
}

}  // namespace

struct Accounts::State {
    const base::Config& config;
    const base::Clock& clock;
    storage::Database& database;
    web::CookieJar cookies;
    Invitations invitations{clock, database};
    People people{clock, database};
    SecondCode second_code{clock, database};
    Links links{clock, database};
    HalfWay half_way = {};
    Throttle throttle = {};
    Throttle codes = {};  // second codes: by account id and client
    const web::Templates* templates = nullptr;
    std::function<web::Site()> site = {};
    std::vector<std::function<web::SafeHtml(const web::Request&, const Visitor&)>> me = {};

    // Costs grow with the years: whoever signs in is hashed as of today.
    void hash_anew(const Account& account, const std::string& known,
                   const std::string& passphrase) {
        const auto password = hash_passphrase(passphrase);
        auto written = database.write([&](storage::Connection& connection) -> Result<void> {
            AccountStore store(connection);
            if (store.password_of(account.id) == known) store.set_password(account.id, password);
            return {};
        });
        if (!written) base::log::warning("not hashed anew", {{"why", written.error().detail}});
    }
};

Accounts::Accounts(const base::Config& config, const base::Clock& clock,
                   storage::Database& database)
    : state_(new State{config, clock, database, web::CookieJar(config.public_url)}) {}

Accounts::~Accounts() = default;

Visitor Accounts::visitor(const web::Request& request) const {
    Visitor visitor;
    const auto id = state_->cookies.read(request, "session");
    if (id.empty() || id.size() > 128) return visitor;
    const auto hash = base::sha256_hex(id);
    const auto now = state_->clock.now();
    std::optional<Session> session;
    {
        auto reader = state_->database.read();
        session = SessionStore(*reader).find(hash, now - kSessionLength);
    }
    if (!session) return visitor;
    if (now - session->seen >= kSeenEvery) {
        state_->database.write_later(
            [hash, now](storage::Connection& connection) -> Result<void> {
                SessionStore(connection).touch(hash, now);
                return {};
            },
            [](const Result<void>&) {});
    }
    visitor.account = std::move(session->account);
    visitor.session_id = id;
    visitor.csrf_token = web::form_token(id);
    return visitor;
}

std::expected<Visitor, web::Response> Accounts::require(const web::Request& request,
                                                        Role needed) const {
    auto current = visitor(request);
    if (!current.account) {
        const bool query = request.method != "POST" && !request.query.empty();
        const auto there = query ? request.path + "?" + request.query : request.path;
        return std::unexpected(
            web::Response::see_other("/connexion?vers=" + base::percent_encode(there)));
    }
    const auto no = [&](std::string_view why) {
        return std::unexpected(forbidden(request, current, state_->templates, state_->site, why));
    };
    if (!current.may(needed)) return no(web::tr_later("Votre rôle ne permet pas cette page."));
    if (request.method == "POST") {
        const auto form = web::check_form(request, current.session_id, state_->config.public_url);
        if (!form && form.error().fault == Fault::Malformed)
            return std::unexpected(web::plain_problem(form.error()));
        if (!form) {
            return no(web::tr_later(
                "Ce formulaire ne vient pas de cette page : rechargez-la et recommencez."));
        }
    }
    return current;
}

Result<std::string> Accounts::new_invitation(Role role, std::chrono::hours valid) {
    return state_->invitations.make({.role = role, .valid = valid});
}

Result<void> Accounts::check_invitation(const std::string& code) const {
    auto reader = state_->database.read();
    if (auto role = usable(*reader, code, state_->clock.now()); !role) {
        return std::unexpected(role.error());
    }
    return {};
}

Result<Account> Accounts::accept_invitation(const std::string& code, const std::string& email,
                                            const std::string& name,
                                            const std::string& passphrase) {
    // The code first: hashing is dear, and only for who was invited.
    if (auto good = check_invitation(code); !good) return std::unexpected(good.error());
    const auto address = tidy_email(email);
    const auto called = tidy_name(name);
    if (auto good = first_problem(called, address, passphrase); !good) {
        return std::unexpected(good.error());
    }
    const auto password = hash_passphrase(passphrase);
    const auto now = state_->clock.now();
    Account account{base::new_ulid(now), address, called, Role::Reader, state_->config.language};
    auto written = state_->database.write([&](storage::Connection& connection) -> Result<void> {
        AccountStore store(connection);
        account.role = TRY(usable(connection, code, now));
        if (store.is_taken(address)) {
            return refuse(Fault::Conflict, "Il y a déjà un compte pour cette adresse.");
        }
        store.insert(account, password, now);
        InvitationStore invitations(connection);
        if (invitations.was_mailed_to(hash_of_code(code), address)) {
            LinkStore(connection).verify(account.id, address, now);
        }
        invitations.use(hash_of_code(code), now);
        store.journal(account.id, "joined", std::string(role_name(account.role)), now);
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return account;
}

Result<Account> Accounts::create(const std::string& email, const std::string& name, Role role,
                                 const std::string& passphrase) {
    // Refused before there is an invitation that nobody will use.
    if (auto good = first_problem(tidy_name(name), tidy_email(email), passphrase); !good) {
        return std::unexpected(good.error());
    }
    auto code = new_invitation(role, 1h);
    if (!code) return std::unexpected(code.error());
    return accept_invitation(*code, email, name, passphrase);
}

Result<Account> Accounts::sign_in(const std::string& email, const std::string& passphrase,
                                  const std::string& client) {
    const auto address = tidy_email(email);
    const auto wrong = [] {
        return refuse(Fault::Unauthorized, "L’adresse ou la phrase de passe ne convient pas.");
    };
    // Nobody has such ones: before the account is known, so that it tells nothing.
    if (passphrase.size() > kPassphraseMost || address.size() > 254) return wrong();
    if (!state_->throttle.allow(address, client, state_->clock.ticks())) {
        return refuse(Fault::TooMany, "Trop d’essais. Réessayez dans un quart d’heure.");
    }
    std::optional<Account> account;
    std::string password;
    {
        auto reader = state_->database.read();
        AccountStore store(*reader);
        account = store.by_email(address);
        if (account) password = store.password_of(account->id);
    }
    if (!account) {
        pretend_to_check(passphrase);
        return wrong();
    }
    if (!passphrase_matches(password, passphrase)) return wrong();
    if (is_outdated(password)) state_->hash_anew(*account, password, passphrase);
    state_->throttle.forget(address);
    return *account;
}

Invitations& Accounts::invitations() { return state_->invitations; }
People& Accounts::people() { return state_->people; }
SecondCode& Accounts::second_code() { return state_->second_code; }
Links& Accounts::links() { return state_->links; }

std::optional<std::string> Accounts::hold_back(const Account& account) {
    if (!state_->second_code.is_on(account.id)) return std::nullopt;
    return state_->half_way.begin(account, state_->clock.ticks());
}

bool Accounts::is_held_back(const std::string& token) const {
    return state_->half_way.knows(token, state_->clock.ticks());
}

Result<Account> Accounts::give_code(const std::string& token, const std::string& code,
                                    const std::string& client) {
    const auto ticks = state_->clock.ticks();
    const auto account = state_->half_way.attempt(token, ticks);
    if (!account) {
        return refuse(Fault::Gone,
                      "Trop d’essais, ou trop de temps : recommencez depuis le début.");
    }
    if (!state_->codes.allow(account->id, client, ticks)) {
        return refuse(Fault::TooMany, "Trop d’essais. Réessayez dans un quart d’heure.");
    }
    if (auto right = state_->second_code.check(account->id, code); !right) {
        return std::unexpected(right.error());
    }
    state_->half_way.end(token);
    state_->codes.forget(account->id);
    return *account;
}

Result<Account> Accounts::recover(const std::string& email, const std::string& code,
                                  const std::string& passphrase, const std::string& client) {
    if (!state_->throttle.allow(tidy_email(email).substr(0, 254), client, state_->clock.ticks())) {
        return refuse(Fault::TooMany, "Trop d’essais. Réessayez dans un quart d’heure.");
    }
    return state_->people.use_sheet(email, code, passphrase);
}

Result<void> Accounts::ask_to_join(const std::string& email, const std::string& name,
                                   const std::string& reason, const std::string& client) {
    if (!state_->throttle.allow("", client, state_->clock.ticks())) {
        return refuse(Fault::TooMany, "Trop d’essais. Réessayez dans un quart d’heure.");
    }
    return state_->invitations.ask(email, name, reason);
}

Result<std::string> Accounts::open_session(const Account& account, const std::string& agent) {
    const auto id = base::random_token();
    const auto now = state_->clock.now();
    auto written = state_->database.write([&](storage::Connection& connection) -> Result<void> {
        SessionStore store(connection);
        store.forget(now - kSessionLength);
        store.open(base::sha256_hex(id), account.id, base::truncate_utf8(agent, kLongestAgent),
                   now);
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return id;
}

Result<void> Accounts::close_session(const std::string& session_id) {
    return state_->database.write([&](storage::Connection& connection) -> Result<void> {
        SessionStore(connection).close(base::sha256_hex(session_id));
        return {};
    });
}

std::vector<Account> Accounts::list() const {
    auto reader = state_->database.read();
    return AccountStore(*reader).all();
}

Result<void> Accounts::set_passphrase(const std::string& email, const std::string& passphrase) {
    const auto address = tidy_email(email);
    if (auto good = first_problem("x", address, passphrase); !good) return good;
    const auto password = hash_passphrase(passphrase);
    return state_->database.write([&](storage::Connection& connection) -> Result<void> {
        AccountStore store(connection);
        const auto account = store.by_email(address);
        if (!account) return refuse(Fault::NotFound, "Il n’y a pas de compte pour cette adresse.");
        store.set_password(account->id, password);
        SessionStore(connection).close_all(account->id);
        return {};
    });
}

void Accounts::journal(const std::string& account, const std::string& action,
                       const std::string& detail) {
    std::ignore = state_->database.write([&](storage::Connection& connection) -> Result<void> {
        note(connection, account, action, detail);
        return {};
    });
}

void Accounts::note(storage::Connection& connection, const std::string& account,
                    const std::string& action, const std::string& detail) const {
    AccountStore(connection).journal(account, action, detail, state_->clock.now());
}

void Accounts::add_to_me(std::function<web::SafeHtml(const web::Request&, const Visitor&)> part) {
    state_->me.push_back(std::move(part));
}

std::vector<web::SafeHtml> Accounts::parts_of_me(const web::Request& request,
                                                 const Visitor& visitor) const {
    std::vector<web::SafeHtml> parts;
    for (const auto& part : state_->me) parts.push_back(part(request, visitor));
    return parts;
}

void Accounts::add_routes(web::Router& router, const web::Templates& templates,
                          std::function<web::Site()> site) {
    if (!site) {
        site = [&config = state_->config] {
            web::Site plain;
            plain.name = config.title;
            plain.rosette_key = config.url("/@" + config.name);
            return plain;
        };
    }
    state_->templates = &templates;
    state_->site = site;
    add_account_routes(router, *this, state_->config, templates, std::move(site));
}

}  // namespace essaim::accounts
