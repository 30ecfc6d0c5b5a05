#include "node/admin/health.h"

#include <filesystem>

#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

constexpr std::int64_t kLittleSpace = 200LL << 20;  // bytes

}  // namespace

// "HTTP 503", or what the network said, in words.
std::string reason_of(Services& services, web::Language language, const std::string& error) {
    const auto& words = services.translations;
    if (error.empty()) return words.tr(language, "l’envoi est en cours");
    if (error == "HTTP 429") return words.tr(language, "ce serveur demande d’attendre");
    if (error.starts_with("HTTP 5")) return words.tr(language, "ce serveur est en panne");
    if (error.starts_with("HTTP ")) return words.tr(language, "ce serveur n’en veut pas");
    return words.tr(language, "ce serveur ne répond pas");
}

std::vector<Sentence> health_of(Services& services, web::Language language) {
    const auto& words = services.translations;
    std::vector<Sentence> sentences;
    const bool writes =
        services.database.write([](storage::Connection&) -> Result<void> { return {}; })
            .has_value();
    sentences.push_back(
        writes ? Sentence{"ok", words.tr(language, "Le nœud enregistre ce qu’on lui confie.")}
               : Sentence{"trouble", words.tr(language,
                                              "Le nœud n’arrive plus à enregistrer : le "
                                              "disque est peut-être plein.")});
    if (!services.config.public_url.starts_with("https://")) {
        sentences.push_back(
            {"attention", words.tr(language,
                                   "Ce nœud est à l’essai sur cette machine : depuis internet, "
                                   "personne ne peut encore le lire ni le suivre.")});
    }
    std::error_code fault;
    const auto space = std::filesystem::space(services.config.data_directory, fault);
    if (!fault && static_cast<std::int64_t>(space.available) < kLittleSpace) {
        sentences.push_back(
            {"attention", words.tr(language, "Il reste peu de place sur le disque.")});
    }
    return sentences;
}

std::vector<Sentence> queue_of(Services& services, web::Language language) {
    const auto& words = services.translations;
    std::vector<Sentence> sentences;
    for (const auto& host : services.federation.queue()) {
        const auto why = reason_of(services, language, host.error);
        if (host.waiting > 0) {
            sentences.push_back({host.error.empty() ? "ok" : "attention",
                                 words.trn(language,
                                           "{n} envoi vers {host} attend depuis le {since} : "
                                           "{why}. Le nœud réessaie tout seul.",
                                           "{n} envois vers {host} attendent depuis le {since} : "
                                           "{why}. Le nœud réessaie tout seul.",
                                           host.waiting,
                                           {{"since", web::format_date_time(language, host.oldest)},
                                            {"host", host.host},
                                            {"why", why}}),
                                 host.error});
        }
        if (host.failed > 0) {
            sentences.push_back({"trouble",
                                 words.trn(language, "{n} envoi vers {host} est abandonné : {why}.",
                                           "{n} envois vers {host} sont abandonnés : {why}.",
                                           host.failed, {{"host", host.host}, {"why", why}}),
                                 host.error});
        }
    }
    if (sentences.empty())
        sentences.push_back(
            {"ok", words.tr(language, "Tous les envois sont partis, rien n’attend.")});
    return sentences;
}

}  // namespace essaim::admin
