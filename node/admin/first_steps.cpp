#include "node/admin/first_steps.h"

#include <algorithm>

#include "node/accounts/links.h"
#include "node/accounts/people.h"
#include "node/admin/first_steps_store.h"
#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

constexpr auto kAWeek = std::chrono::hours(24 * 7);

Result<void> change(Services& services, const std::string& key,
                    std::optional<base::Instant> until) {
    return services.database.write([&](storage::Connection& connection) -> Result<void> {
        FirstStepsStore store(connection);
        auto all = store.put_off();
        if (until) {
            all[key] = *until;
        } else {
            all.erase(key);
        }
        if (all.size() > 32) return refuse(Fault::TooLarge, "more steps than there are");
        store.save(all);
        return {};
    });
}

FirstStep the_sheet(Services& services, web::Language language) {
    const auto& words = services.translations;
    const auto profile = services.federation.profile();
    return {.key = "fiche",
            .title = words.tr(language, "Compléter votre fiche"),
            .why = words.tr(language,
                            "Un nom, une phrase : c’est ce que voient les visiteurs, les "
                            "voisins et Mastodon."),
            .action = words.tr(language, "Compléter"),
            .url = "/gestion/fiche",
            .done = !profile.tagline.empty() && !profile.sentence.empty()};
}

FirstStep a_neighbour(Services& services, web::Language language) {
    const auto& words = services.translations;
    return {
        .key = "voisin",
        .title = words.tr(language, "Suivre une première association"),
        .why = words.tr(language, "Ses nouvelles arrivent alors chez vous, et elle vous découvre."),
        .action = words.tr(language, "Choisir"),
        .url = "/gestion/reseau",
        .done = !services.federation.following().empty()};
}

// Done once a letter of ours came to somebody who manages: they opened its link.
FirstStep the_mail(Services& services, web::Language language) {
    const auto& words = services.translations;
    const bool is_set = services.mail.is_set();
    const auto all = services.accounts.list();
    return {.key = "courriel",
            .title = words.tr(language, "Régler le courriel"),
            .why = is_set ? words.tr(language,
                                     "Envoyez-vous un courriel d’essai, et ouvrez le lien qu’il "
                                     "contient : tout le reste partira de même.")
                          : words.tr(language,
                                     "Pour les invitations, la lettre de la semaine et les phrases "
                                     "de passe perdues."),
            .action = is_set ? words.tr(language, "Essayer") : words.tr(language, "Régler"),
            .url = "/gestion/courriel",
            .done = is_set && std::ranges::any_of(all, [&](const auto& one) {
                        return one.role == accounts::Role::Manager &&
                               services.accounts.links().is_verified(one.id);
                    })};
}

FirstStep the_legal_notice(Services& services, web::Language language) {
    const auto& words = services.translations;
    return {.key = "mentions",
            .title = words.tr(language, "Écrire les mentions légales"),
            .why = words.tr(language, "La loi les demande : qui publie, qui héberge."),
            .action = words.tr(language, "Écrire"),
            .url = "/gestion/apparence#legal",
            .done = !services.federation.profile().legal.empty()};
}

FirstStep a_second_manager(Services& services, web::Language language) {
    const auto& words = services.translations;
    const auto all = services.accounts.list();
    const auto managers =
        std::ranges::count(all, accounts::Role::Manager, &accounts::Account::role);
    return {.key = "relais",
            .title = words.tr(language, "Inviter une seconde personne à la gestion"),
            .why = words.tr(language, "Le jour où l’une part, l’autre garde les clés."),
            .action = words.tr(language, "Inviter"),
            .url = "/gestion/personnes?role=manager",
            .done = managers > 1};
}

FirstStep a_sheet_each(Services& services, web::Language language) {
    const auto& words = services.translations;
    const auto people = services.accounts.people().all();
    const bool done = std::ranges::all_of(people, [](const auto& person) {
        return person.account.role != accounts::Role::Manager || person.closed || person.has_sheet;
    });
    return {.key = "feuille",
            .title = words.tr(language, "Imprimer une feuille de secours"),
            .why = words.tr(language,
                            "Sans elle, une phrase de passe perdue laisse dehors. Chaque personne "
                            "qui gère a la sienne."),
            .action = words.tr(language, "Préparer"),
            .url = "/moi/securite/feuille",
            .done = done};
}

}  // namespace

std::vector<ShownStep> steps_of(Services& services, const FirstSteps& steps,
                                web::Language language) {
    auto reader = services.database.read();
    const auto until = FirstStepsStore(*reader).put_off();
    std::vector<ShownStep> shown;
    for (const auto& step : steps) {
        ShownStep one{.step = step(language), .back = std::nullopt};
        const auto found = until.find(one.step.key);
        if (!one.step.done && found != until.end() && found->second > services.clock.now()) {
            one.back = found->second;
        }
        shown.push_back(std::move(one));
    }
    if (std::ranges::all_of(shown, [](const auto& one) { return one.step.done; })) return {};
    return shown;
}

Result<void> put_off(Services& services, const std::string& key) {
    return change(services, key, services.clock.now() + kAWeek);
}

Result<void> resume(Services& services, const std::string& key) {
    return change(services, key, std::nullopt);
}

void add_steps(Services& services, FirstSteps& steps) {
    steps.insert(steps.begin(),
                 [&services](web::Language language) { return the_sheet(services, language); });
    steps.push_back(
        [&services](web::Language language) { return a_neighbour(services, language); });
    steps.push_back([&services](web::Language language) { return the_mail(services, language); });
    steps.push_back(
        [&services](web::Language language) { return a_sheet_each(services, language); });
    steps.push_back(
        [&services](web::Language language) { return a_second_manager(services, language); });
    steps.push_back(
        [&services](web::Language language) { return the_legal_notice(services, language); });
}

}  // namespace essaim::admin
