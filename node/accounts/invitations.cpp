#include "node/accounts/invitations.h"

#include <algorithm>

#include "node/accounts/account_store.h"
#include "node/accounts/invitation.h"
#include "node/accounts/invitation_store.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"
#include "node/web/plain_line.h"

namespace essaim::accounts {

namespace {
constexpr std::size_t kLabelBytes = 120;
constexpr std::chrono::hours kLongest{24 * 90};
}  // namespace

Result<std::string> Invitations::make(const NewInvitation& wanted) {
    const auto code = new_code();
    const auto now = clock_.now();
    const Invitation invitation{
        .id = base::new_ulid(now),
        .role = wanted.role,
        .label = base::truncate_utf8(web::plain_line(wanted.label), kLabelBytes),
        .uses = std::clamp(wanted.uses, 1, kMostUses),
        .created = now,
        .expires = now + std::min(wanted.valid, kLongest)};
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        InvitationStore(connection)
            .add(hash_of_code(code), invitation, tidy_email(wanted.mailed_to));
        if (!wanted.by.empty()) {
            AccountStore(connection)
                .journal(wanted.by, "invite", std::string(role_name(wanted.role)), now);
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return code;
}

std::vector<Invitation> Invitations::open() const {
    auto reader = database_.read();
    return InvitationStore(*reader).open(clock_.now());
}

Result<void> Invitations::revoke(const std::string& id, const std::string& who) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        if (!InvitationStore(connection).revoke(id))
            return refuse(Fault::NotFound, "no such invitation");
        if (!who.empty()) AccountStore(connection).journal(who, "invite.revoked", id, clock_.now());
        return {};
    });
}

Result<void> Invitations::ask(const std::string& email, const std::string& name,
                              const std::string& reason) {
    const auto now = clock_.now();
    const JoinRequest request{base::new_ulid(now), tidy_email(email), tidy_name(name),
                              base::truncate_utf8(base::strip_control(reason), kReasonBytes), now};
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        // Who has an account needs none; the answer does not tell (E6).
        if (AccountStore(connection).is_taken(request.email)) return {};
        InvitationStore store(connection);
        if (store.requests().size() >= kMostRequests) {
            return refuse(Fault::TooMany,
                          "Trop de demandes attendent déjà une réponse. Écrivez-nous plutôt.");
        }
        store.ask(request);
        return {};
    });
}

std::vector<JoinRequest> Invitations::requests() const {
    auto reader = database_.read();
    return InvitationStore(*reader).requests();
}

Result<JoinRequest> Invitations::settle(const std::string& id) {
    return database_.write_value([&](storage::Connection& connection) -> Result<JoinRequest> {
        InvitationStore store(connection);
        auto found = store.request(id);
        if (!found) return refuse(Fault::NotFound, "no such request");
        store.forget_request(id);
        return *found;
    });
}

}  // namespace essaim::accounts
