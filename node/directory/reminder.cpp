#include "node/directory/reminder.h"

#include "node/accounts/links.h"
#include "node/base/log.h"
#include "node/directory/card_store.h"
#include "node/directory/confirm_link_store.h"
#include "node/directory/saying.h"
#include "node/mail/mail.h"
#include "node/mail/mail_store.h"
#include "node/mail/paper.h"
#include "node/storage/connection.h"
#include "node/web/typography.h"

namespace essaim::directory {

namespace {

constexpr const char* kJob = "card_reminder";
constexpr const char* kReminded = "card_reminded";  // setting: when, in milliseconds
constexpr auto kOld = std::chrono::days(350);
constexpr auto kAgain = std::chrono::days(60);

// When the own card was last said or confirmed, if a reminder is due.
std::optional<base::Instant> due(Services& services, base::Instant now) {
    const auto iri = own_card_iri(services);
    auto reader = services.database.read();
    const auto card = iri.empty() ? std::nullopt : CardStore(*reader).by_claim(iri);
    if (!card || card->said_at > now - kOld) return std::nullopt;
    const auto stored = mail::MailStore(*reader).setting(kReminded);
    const auto millis = stored ? whole_number(*stored) : std::nullopt;
    if (millis && base::from_millis(*millis) > now - kAgain) return std::nullopt;
    return card->said_at;
}

mail::Content letter(Services& services, web::Language language, base::Instant said_at,
                     const std::string& url) {
    const auto& words = services.translations;
    const auto profile = services.federation.profile();
    mail::Sheet sheet;
    sheet.subject = words.tr(language, "Votre fiche dans l’annuaire : rien n’a changé ?");
    sheet.before = {
        words.tr(language,
                 "La fiche de {name} dans l’annuaire du réseau a été confirmée pour la dernière "
                 "fois le {date}. Une fiche ancienne le dit à qui la lit.",
                 {{"name", profile.title}, {"date", web::format_date(language, said_at)}}),
        words.tr(language,
                 "Si tout est encore juste, un bouton suffit, sans se connecter. Sinon, la fiche "
                 "se corrige dans la gestion du nœud.")};
    sheet.action = words.tr(language, "Relire la fiche et confirmer");
    sheet.url = url;
    sheet.after = {words.tr(language,
                            "Vous recevez ce rappel parce que vous gérez ce nœud : il part quand "
                            "personne n’a confirmé la fiche depuis près d’un an, puis tous les "
                            "deux mois tant que personne ne le fait. Le lien vaut treize mois et "
                            "ne permet rien d’autre.")};
    return mail::write(paper_of(services), language, sheet);
}

Result<void> plan(Services& services) {
    return services.database.write([&](storage::Connection& connection) -> Result<void> {
        storage::enqueue_unless_waiting(connection, kJob,
                                        services.clock.now() + std::chrono::days(7));
        return {};
    });
}

}  // namespace

Result<std::size_t> remind_of_card(Services& services) {
    const auto now = services.clock.now();
    if (!services.mail.is_set()) return std::size_t{0};
    const auto said_at = due(services, now);
    if (!said_at) return std::size_t{0};
    std::vector<accounts::Account> managers;  // whose address is known to be theirs
    for (auto& account : services.accounts.list()) {
        if (account.role == accounts::Role::Manager &&
            services.accounts.links().is_verified(account.id))
            managers.push_back(std::move(account));
    }
    if (managers.empty()) return std::size_t{0};
    auto sent = services.database.write_value([&](storage::Connection& connection)
                                                  -> Result<std::size_t> {
        const auto url = services.federation.actors().base() + "/annuaire/confirmer/" +
                         ConfirmLinkStore(connection).make(now);
        for (const auto& account : managers) {
            const auto language =
                account.language == "en" ? web::Language::English : web::Language::French;
            TRY(services.mail.put(connection, letter(services, language, *said_at, url),
                                  {{.kind = "fiche", .to = account.email, .unsubscribe = {}}}));
        }
        mail::MailStore(connection).set_setting(kReminded, std::to_string(base::to_millis(now)));
        return managers.size();
    });
    if (sent) services.mail.wake();
    return sent;
}

void add_reminder_job(Services& services) {
    services.jobs.on(kJob, [&services](const std::string&) -> Result<void> {
        if (auto sent = remind_of_card(services); !sent) return std::unexpected(sent.error());
        return plan(services);
    });
    if (auto planned = plan(services); !planned)
        base::log::warning("no reminder is planned", {{"why", planned.error().detail}});
}

}  // namespace essaim::directory
