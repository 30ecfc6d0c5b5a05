#include "node/admin/subjects.h"

#include "node/accounts/people.h"
#include "node/federation/remote_actor_store.h"
#include "node/storage/connection.h"

namespace essaim::admin {

std::optional<Subject> subject_of(Services& services, const ModeratedThings& things,
                                  const std::string& address) {
    for (const auto& feature : things) {
        if (auto found = feature.find(address)) return found;
    }
    const auto* local = services.federation.actors().by_id(address);
    if (local == nullptr) {
        auto reader = services.database.read();
        if (!federation::RemoteActorStore(*reader).find(address)) return std::nullopt;
    }
    const auto face = face_of(services, address);
    return Subject{.id = address,
                   .author = address,
                   .title = face.name,
                   .excerpt = "",
                   .url = face.url,
                   .local = local != nullptr};
}

Result<void> take_back(const ModeratedThings& things, const std::string& id) {
    for (const auto& feature : things) {
        auto done = feature.take_back(id);
        if (done || done.error().fault != Fault::NotFound) return done;
    }
    return refuse(Fault::NotFound, "Ce texte n’est pas d’ici, ou n’y est plus.");
}

std::string name_of(Services& services, const std::string& account, web::Language language) {
    if (account == "cli") return services.translations.tr(language, "la ligne de commande");
    if (account == "node") return services.translations.tr(language, "le nœud");
    // A closed account keeps its name.
    if (const auto person = services.accounts.people().find(account)) {
        const auto& one = person->account;
        return one.name.empty() ? one.email : one.name;
    }
    // The account is gone, and its name with it.
    return services.translations.tr(language, "une personne partie");
}

}  // namespace essaim::admin
