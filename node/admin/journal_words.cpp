#include "node/admin/journal_words.h"

#include <algorithm>
#include <array>

#include "node/accounts/role.h"
#include "node/admin/people_page.h"

namespace essaim::admin {

namespace {

struct Act {
    std::string_view action, words;
};

constexpr auto kModeration = std::to_array<Act>({
    {"server.block", web::tr_later("a bloqué")},
    {"server.silence", web::tr_later("a réduit au silence")},
    {"server.allow", web::tr_later("a admis")},
    {"server.clear", web::tr_later("a levé la règle")},
    {"servers.listed-only", web::tr_later("n’écoute plus que les serveurs admis")},
    {"servers.open", web::tr_later("écoute de nouveau tous les serveurs")},
    {"hide", web::tr_later("a masqué")},
    {"show", web::tr_later("a remontré")},
    {"report.close", web::tr_later("a clos le signalement")},
    {"report.reopen", web::tr_later("a rouvert le signalement")},
    {"report.forward", web::tr_later("a transmis le signalement")},
    {"moderation.delete", web::tr_later("a supprimé")},
    {"queue.retry", web::tr_later("a relancé les envois")},
    {"queue.drop", web::tr_later("a abandonné les envois")},
});

constexpr auto kOthers = std::to_array<Act>({
    {"post.new", web::tr_later("a écrit")},
    {"post.edit", web::tr_later("a modifié")},
    {"post.delete", web::tr_later("a supprimé")},
    {"post.refused", web::tr_later("n’a pas pu publier à l’heure dite")},
    {"document.new", web::tr_later("a mis en ligne")},
    {"document.edit", web::tr_later("a modifié")},
    {"document.delete", web::tr_later("a supprimé")},
    {"document.erase", web::tr_later("a effacé une version de")},
    {"reply.new", web::tr_later("a répondu")},
    {"reply.delete", web::tr_later("a supprimé une réponse")},
    {"pin", web::tr_later("a épinglé")},
    {"unpin", web::tr_later("a détaché")},
    {"react.aimer", web::tr_later("a aimé")},
    {"react.ne-plus-aimer", web::tr_later("n’aime plus")},
    {"react.partager", web::tr_later("a partagé")},
    {"react.ne-plus-partager", web::tr_later("ne partage plus")},
    {"poll.answer", web::tr_later("a répondu à la question")},
    {"quote.revoke", web::tr_later("a retiré l’accord pour une citation")},
    {"profile", web::tr_later("a changé la fiche")},
    {"appearance", web::tr_later("a changé l’apparence")},
    {"keys.rotate", web::tr_later("a renouvelé les clés")},
    {"alias.add", web::tr_later("a ajouté une ancienne adresse")},
    {"alias.remove", web::tr_later("a retiré une ancienne adresse")},
    {"move", web::tr_later("a déménagé l’association")},
    {"move.back", web::tr_later("a ramené l’association ici")},
    {"follow", web::tr_later("a demandé à suivre")},
    {"unfollow", web::tr_later("a cessé de suivre")},
    {"follow.list", web::tr_later("a importé une liste d’abonnements")},
    {"follow.failed", web::tr_later("n’a pas trouvé")},
    {"invite", web::tr_later("a créé une invitation")},
    {"invite.revoked", web::tr_later("a repris une invitation")},
    {"request.refused", web::tr_later("a écarté une demande")},
    {"person.role", web::tr_later("a changé le rôle de")},
    {"person.compte-ferme", web::tr_later("a fermé le compte de")},
    {"person.compte-rouvert", web::tr_later("a rouvert le compte de")},
    {"joined", web::tr_later("est entrée par une invitation")},
    {"leaving", web::tr_later("a demandé à partir")},
    {"staying", web::tr_later("a décidé de rester")},
    {"left", web::tr_later("a effacé un compte")},
    {"passphrase", web::tr_later("a changé sa phrase de passe")},
    {"passphrase.mail", web::tr_later("a choisi une nouvelle phrase de passe par courriel")},
    {"sheet", web::tr_later("a préparé sa feuille de secours")},
    {"second-code.on", web::tr_later("demande un second code")},
    {"second-code.off", web::tr_later("ne demande plus de second code")},
    {"address.new", web::tr_later("a pris une adresse dans le fédiverse")},
    {"address.end", web::tr_later("a fermé son adresse dans le fédiverse")},
    {"mail.test", web::tr_later("a essayé le courriel")},
    {"mail.now", web::tr_later("a relancé le courriel")},
    {"mail.retry", web::tr_later("a relancé un courriel")},
    {"mail.drop", web::tr_later("a abandonné un courriel")},
    {"import.check", web::tr_later("a vérifié un fichier à importer")},
    {"import.start", web::tr_later("a importé un ancien site")},
    {"import.stop", web::tr_later("a arrêté ou abandonné un import")},
    {"archive", web::tr_later("a préparé l’archive")},
    {"archive.download", web::tr_later("a téléchargé l’archive")},
    {"card", web::tr_later("a travaillé sur une fiche de l’annuaire")},
    {"directory", web::tr_later("a tranché dans l’annuaire")},
    {"figures", web::tr_later("a travaillé sur des chiffres")},
    {"import", web::tr_later("a importé dans l’annuaire")},
});

// "https://… : why" is an address and what was said with it.
std::pair<std::string, std::string> address_and_rest(const std::string& detail) {
    const auto end = detail.find(' ');
    const auto first = detail.substr(0, end);
    if (!first.starts_with("http://") && !first.starts_with("https://")) return {"", detail};
    return {first, end == std::string::npos ? "" : detail.substr(end)};
}

}  // namespace

std::optional<std::string_view> words_of_act(std::string_view action) {
    const auto find = [&](const auto& all) -> std::optional<std::string_view> {
        const auto* found = std::ranges::find(all, action, &Act::action);
        if (found == all.end()) return std::nullopt;
        return found->words;
    };
    const auto moderation = find(kModeration);
    return moderation ? moderation : find(kOthers);
}

bool is_moderation(std::string_view action) {
    return std::ranges::find(kModeration, action, &Act::action) != kModeration.end();
}

ActObject object_of_act(Services& services, const ModeratedThings& things,
                        const std::string& action, const std::string& detail,
                        web::Language language) {
    if (action.starts_with("person.") || action == "left")
        return {name_of(services, detail, language)};
    if (action == "invite" || action == "joined") {
        const auto role = accounts::parse_role(detail);
        for (const auto& words : role_words(services, language)) {
            if (role == words.role) return {words.name};
        }
    }
    if (action == "invite.revoked" || action.starts_with("mail.")) return {};  // numbers of rows
    const auto [address, rest] = address_and_rest(detail);
    if (address.empty()) return {rest};
    const auto subject = subject_of(services, things, address);
    if (!subject && services.federation.actors().owns(address))
        return {services.translations.tr(language, "un texte qui n’est pas en ligne") + rest};
    if (!subject) return {address + rest};
    return {(subject->title.empty() ? web::shorten(subject->excerpt, 80) : subject->title) + rest,
            subject->url};
}

}  // namespace essaim::admin
