#include "node/admin/health.h"

#include <filesystem>

#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

constexpr std::int64_t kLittleSpace = 200LL << 20;  // bytes

}  // namespace

std::vector<Sentence> health_of(Services& services, web::Language language) {
    const auto& words = services.translations;
    std::vector<Sentence> sentences;
    const bool writes =
        services.database
            .write([](storage::Connection&) -> Result<void> { return {}; })
            .has_value();
    sentences.push_back(
        writes ? Sentence{"ok", words.tr(language, "Le nœud enregistre ce qu’on lui confie.")}
               : Sentence{"trouble", words.tr(language, "Le nœud n’arrive plus à enregistrer : le "
                                                        "disque est peut-être plein.")});
    std::error_code fault;
    const auto space = std::filesystem::space(services.config.data_directory, fault);
    if (!fault && static_cast<std::int64_t>(space.available) < kLittleSpace) {
        sentences.push_back({"attention", words.tr(language, "Il reste peu de place sur le disque.")});
    }
    int managers = 0;
    for (const auto& account : services.accounts.list()) {
        if (account.role == accounts::Role::Manager) ++managers;
    }
    if (managers < 2) {
        sentences.push_back(
            {"attention", words.tr(language, "Une seule personne peut gérer ce nœud. Invitez-en une "
                                             "seconde : le jour où l’une part, l’autre reste.")});
    }
    return sentences;
}

std::vector<Sentence> queue_of(Services& services, web::Language language) {
    const auto& words = services.translations;
    std::vector<Sentence> sentences;
    for (const auto& host : services.federation.queue()) {
        if (host.waiting > 0) {
            sentences.push_back(
                {"attention",
                 words.trn(language, "{n} envoi attend depuis {since} vers {host}.",
                           "{n} envois attendent depuis {since} vers {host}.", host.waiting,
                           {{"since", web::format_date_time(language, host.oldest)},
                            {"host", host.host}}) +
                     (host.error.empty() ? "" : " (" + host.error + ")")});
        }
        if (host.failed > 0) {
            sentences.push_back(
                {"trouble", words.trn(language, "{n} envoi n’a pas pu être remis à {host}.",
                                      "{n} envois n’ont pas pu être remis à {host}.", host.failed,
                                      {{"host", host.host}}) +
                                (host.error.empty() ? "" : " (" + host.error + ")")});
        }
    }
    if (sentences.empty()) sentences.push_back({"ok", words.tr(language, "Tout est parti, rien n’attend.")});
    return sentences;
}

}  // namespace essaim::admin
