#include "node/feature.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "activitypub/iri.h"
#include "activitypub/media_type.h"
#include "node/base/text.h"
#include "node/feature/notices.h"
#include "node/federation/identity.h"
#include "node/storage/connection.h"
#include "node/web/rosette.h"
#include "node/web/session_cookie.h"

namespace essaim {

namespace {

constexpr const char* kDoneCookie = "fait";

// What done() makes the next page say.
constexpr auto kDone = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"publie", web::tr_later("C’est publié, et en route vers vos abonnés.")},
    {"brouillon",
     web::tr_later("Le brouillon est gardé. Seules les personnes qui écrivent ici le voient.")},
    {"brouillon-efface", web::tr_later("Le brouillon est effacé.")},
    {"programme", web::tr_later("C’est noté : le texte paraîtra à cette heure.")},
    {"document-supprime",
     web::tr_later("Le document est supprimé avec ses fichiers. Les autres serveurs sont priés de "
                   "l’oublier aussi.")},
    {"version-effacee", web::tr_later("Cette version est effacée, son fichier avec elle.")},
    {"modifie", web::tr_later("Les changements sont enregistrés, et en route vers vos abonnés.")},
    {"supprime",
     web::tr_later(
         "L’actualité est supprimée. Les autres serveurs sont priés de l’effacer aussi.")},
    {"fiche", web::tr_later("La fiche est enregistrée.")},
    {"apparence", web::tr_later("L’apparence est enregistrée.")},
    {"vote", web::tr_later("La réponse est envoyée à l’auteur de la question.")},
    {"citation-retiree",
     web::tr_later("L’accord est retiré : les autres serveurs sont priés de ne plus montrer la "
                   "citation.")},
    {"identite", web::tr_later("C’est enregistré, et les autres serveurs en sont avertis.")},
    {"cles", web::tr_later("Les clés changent : cela prend quelques secondes, et chaque serveur en "
                           "est averti avec l’ancienne.")},
    {"alias", web::tr_later("La liste des anciennes adresses est à jour, et publique.")},
    {"demenagement",
     web::tr_later("C’est fait : vos abonnés sont invités à suivre la nouvelle adresse.")},
    {"retour", web::tr_later("L’association est de nouveau à cette adresse.")},
    {"adresse", web::tr_later("Votre adresse existe. On peut vous suivre.")},
    {"adresse-fermee",
     web::tr_later("Votre adresse est fermée. Les autres serveurs sont priés de l’oublier.")},
    {"epingle", web::tr_later("C’est épinglé en tête de votre page.")},
    {"plus-epingle", web::tr_later("Ce n’est plus épinglé.")},
    {"suivi", web::tr_later("La demande est partie. La réponse s’affichera ici.")},
    {"plus-suivi", web::tr_later("C’est fait : vous ne suivez plus cette association.")},
    {"annuaire", web::tr_later("C’est enregistré dans l’annuaire.")},
    {"confirmee", web::tr_later("C’est noté : votre fiche est confirmée aujourd’hui, et tous les "
                                "nœuds en sont avertis.")},
    {"site-demande",
     web::tr_later("Le nœud lit la page d’accueil de votre site. Rechargez cette page "
                   "dans un instant.")},
    {"chiffres", web::tr_later("Les chiffres sont enregistrés, avec leur date et leur source.")},
    {"chiffre-retire", web::tr_later("Le chiffre est retiré, ici et chez ceux qui l’ont reçu.")},
    {"plus-tard", web::tr_later("C’est noté : cette étape revient dans une semaine.")},
    {"reprise", web::tr_later("Cette étape est de nouveau dans la liste.")},
    {"repondu", web::tr_later("La réponse est publiée, et en route.")},
    {"reponse-supprimee",
     web::tr_later("La réponse est supprimée. Les autres serveurs sont priés de l’effacer aussi.")},
    {"aime", web::tr_later("C’est dit : vous aimez ce texte.")},
    {"plus-aime", web::tr_later("C’est repris : vous n’aimez plus ce texte.")},
    {"partage", web::tr_later("Ce texte est partagé, et en route vers vos abonnés.")},
    {"plus-partage", web::tr_later("Ce texte n’est plus partagé.")},
    {"masque",
     web::tr_later("C’est masqué. La liste « Masqués », plus bas, permet de le remontrer.")},
    {"remontre", web::tr_later("C’est de nouveau visible.")},
    {"retire",
     web::tr_later("Ce texte est supprimé. Les autres serveurs sont priés de l’effacer aussi.")},
    {"clos", web::tr_later("Le signalement est clos. Il peut être rouvert plus bas.")},
    {"rouvert", web::tr_later("Le signalement est rouvert.")},
    {"transmis", web::tr_later("Le signalement part vers le serveur d’origine, au nom du nœud.")},
    {"serveur", web::tr_later("La règle est en vigueur. « Lever », dans la liste, l’annule.")},
    {"leve", web::tr_later("La règle est levée ; ce qu’elle cachait est de nouveau visible.")},
    {"importe", web::tr_later("La liste est en vigueur.")},
    {"ouverture", web::tr_later("C’est enregistré.")},
    {"relance",
     web::tr_later("Le nœud réessaie maintenant. Rechargez cette page dans un instant.")},
    {"suivi-liste",
     web::tr_later("Les demandes partent une à une. Les réponses s’affichent ici, à mesure.")},
    {"phrase",
     web::tr_later("Votre phrase de passe est changée. Les autres appareils sont déconnectés.")},
    {"code-arrete", web::tr_later("Le second code n’est plus demandé.")},
    {"appareil", web::tr_later("Cet appareil est déconnecté.")},
    {"appareils", web::tr_later("Tous les autres appareils sont déconnectés.")},
    {"reste", web::tr_later("C’est entendu : vous restez, rien n’est effacé.")},
    {"role", web::tr_later("Le rôle est changé. La personne se connectera de nouveau.")},
    {"compte-ferme", web::tr_later("Ce compte est fermé. Sa page permet de le rouvrir.")},
    {"compte-rouvert", web::tr_later("Ce compte est rouvert.")},
    {"invitation-reprise", web::tr_later("Ce lien ne fonctionne plus.")},
    {"demande-ecartee", web::tr_later("La demande est écartée et effacée.")},
    {"abandon", web::tr_later("Ces envois sont abandonnés.")},
    {"lues", web::tr_later("C’est noté : tout est lu.")},
    {"fil-suivi", web::tr_later("Les réponses vous parviendront par courriel.")},
    {"archive", web::tr_later("L’archive se prépare. Rechargez cette page dans un instant.")},
    {"lien-parti", web::tr_later("Le lien part par courriel. Il vaut trois jours.")},
    {"courriel-choisi", web::tr_later("C’est enregistré.")},
    {"essai", web::tr_later("Le courriel d’essai part vers votre adresse. Ce qui l’empêcherait "
                            "s’afficherait ici.")},
    {"courriel-relance", web::tr_later("Le nœud réessaie maintenant.")},
    {"courriel-oublie", web::tr_later("Ce courriel est abandonné.")},
});

std::string_view done_sentence(std::string_view what) {
    const auto* found = std::ranges::find(kDone, what, [](const auto& row) { return row.first; });
    return found == kDone.end() ? std::string_view() : found->second;
}

web::Frame frame_of(Services& services, const web::Site& site, const web::Request& request,
                    const accounts::Visitor& visitor, const PageHead& head) {
    web::Frame frame{.site = site, .language = web::language_of(request)};
    frame.title = head.title;
    frame.description =
        head.description.empty() ? services.federation.profile().sentence : head.description;
    frame.section = head.section;
    frame.canonical_url = services.federation.actors().base() + request.path;
    frame.path = request.path;
    frame.activity_url = head.alternate;
    frame.feeds = {{services.translations.tr(frame.language, "Actualités"), "/actualites.atom"}};
    // Who is signed in has a desk; the directory needs nothing of it.
    if (visitor.account && head.section != "annuaire") frame.styles = {"bureau.css"};
    frame.styles.insert(frame.styles.end(), head.styles.begin(), head.styles.end());
    frame.modules = head.modules;
    frame.noindex = !head.indexed;
    if (head.embeddable) {
        frame.oembed_url = services.config.url(
            "/oembed?format=json&url=" + base::percent_encode(services.config.url(request.path)));
    }
    const auto& us = services.federation.actors().association();
    const auto profile = services.federation.profile();
    frame.creator = "@" + us.name + "@" + services.config.host();
    frame.picture = head.picture.empty()
                        ? federation::picture_of(services.federation.actors(), us, profile)
                        : services.config.url(head.picture);
    frame.article = !head.alternate.empty() && head.alternate != us.id;
    if (const auto home = services.federation.identity().moves.moved()) {
        frame.notices.push_back(
            {web::Notice::Kind::Attention,
             services.translations.tr(
                 frame.language,
                 "Cette association a déménagé : suivez {handle}. On ne publie plus ici.",
                 {{"handle", home->handle}})});
    }
    if (visitor.account) {
        const auto told = web::CookieJar(services.config.public_url).read(request, kDoneCookie);
        if (const auto sentence = done_sentence(told); !sentence.empty()) {
            frame.notices.push_back(
                {web::Notice::Kind::Done, services.translations.tr(frame.language, sentence)});
        }
        frame.signed_in = visitor.account->name;
        frame.unread = static_cast<int>(unread_notices(services, visitor));
        frame.may_write = visitor.may(accounts::Role::Writer);
        frame.may_manage = visitor.may(accounts::Role::Moderator);
    }
    return frame;
}

}  // namespace

web::Response show_page(Services& services, const web::Request& request,
                        const accounts::Visitor& visitor, const PageHead& head,
                        const std::string& template_name, const web::Page& page, int status) {
    // The address of a page is an address of the thing, for a server that was given it.
    if (!head.alternate.empty() && status == 200 &&
        activitypub::prefers_activity_json(request.header("accept").value_or("")))
        return web::Response::see_other(head.alternate).with("Vary", "Accept");
    const auto site = site_of(services);
    const auto frame = frame_of(services, site, request, visitor, head);
    auto response =
        web::Response::html(status, services.templates.render_page(frame, template_name, page));
    response.with("Vary", "Accept, Accept-Language, Cookie")
        .with("Cache-Control", visitor.account ? "private, no-store" : "no-cache");
    if (std::ranges::any_of(frame.notices,
                            [](const auto& one) { return one.kind == web::Notice::Kind::Done; })) {
        response.with("Set-Cookie", web::CookieJar(services.config.public_url).clear(kDoneCookie));
    }
    if (!head.alternate.empty()) {
        response.with("Link", "<" + head.alternate +
                                  ">; rel=\"alternate\"; type=\"application/activity+json\"");
    }
    return response;
}

web::Response show_problem(Services& services, const web::Request& request, int status,
                           const std::string& detail) {
    const auto visitor = services.accounts.visitor(request);
    const auto site = site_of(services);
    const auto frame = frame_of(services, site, request, visitor, {.title = "", .indexed = false});
    return web::Response::html(status, web::problem_page(services.templates, frame, status, detail))
        .with("Cache-Control", "no-store");
}

web::Site site_of(Services& services) {
    const auto profile = services.federation.profile();
    web::Site site;
    site.name = profile.title;
    site.tagline = profile.tagline;
    site.about = profile.place;
    site.word = profile.footer;
    site.email = profile.email;
    site.rosette_key = services.federation.actors().association().id;
    site.hue = profile.hue;
    site.logo = profile.logo;
    site.version = "0.1.0";
    if (const auto peers = neighbours(services).size(); peers > 0) site.peers = peers;
    site.navigation = {{"actualites", std::string(web::tr_later("Actualités")), "/actualites"},
                       {"documents", std::string(web::tr_later("Documents")), "/documents"},
                       {"annuaire", std::string(web::tr_later("Annuaire")), "/reseau/annuaire"},
                       {"reseau", std::string(web::tr_later("Réseau")), "/reseau"}};
    site.footer = {{std::string(web::tr_later("Lire")),
                    {{std::string(web::tr_later("Actualités")), "/actualites"},
                     {std::string(web::tr_later("Agenda")), "/agenda"},
                     {std::string(web::tr_later("Documents")), "/documents"},
                     {std::string(web::tr_later("Le fil du réseau")), "/reseau"}}},
                   {std::string(web::tr_later("Suivre")),
                    {{std::string(web::tr_later("Depuis Mastodon")), "/suivre"},
                     {std::string(web::tr_later("Flux Atom")), "/actualites.atom"}}},
                   {std::string(web::tr_later("Règles")),
                    {{std::string(web::tr_later("Signaler un contenu")), "/signaler"},
                     {std::string(web::tr_later("Serveurs écartés")), "/a-propos/serveurs"}}}};
    if (!profile.legal.empty()) {
        site.footer.back().links.push_back(
            {std::string(web::tr_later("Mentions légales")), "/mentions-legales"});
    }
    return site;
}

mail::Paper paper_of(Services& services) {
    return {services.templates, services.federation.profile().title, services.config.public_url};
}

federation::Sight sight_of(Services& services, const accounts::Visitor& visitor) {
    auto viewer = federation::Viewer::Anyone;
    if (visitor.may(accounts::Role::Writer)) viewer = federation::Viewer::Writer;
    if (visitor.may(accounts::Role::Moderator)) viewer = federation::Viewer::Moderator;
    return {services.federation.visibility(), viewer};
}

web::Response done(Services& services, const std::string& target, const std::string& what) {
    return web::Response::see_other(target).with(
        "Set-Cookie", web::CookieJar(services.config.public_url).set(kDoneCookie, what, 120));
}

Face face_of(Services& services, const std::string& actor) {
    const auto profile = services.federation.profile();
    if (const auto* local = services.federation.actors().by_id(actor)) {
        return {profile.title, "@" + local->name + "@" + services.config.host(), "/", profile.hue};
    }
    const auto host = activitypub::host_of(actor);
    Face face{host.empty() ? actor : host, host.empty() ? actor : host, actor, web::hue_of(actor)};
    auto reader = services.database.read();
    auto query = reader
                     ->query(
                         "SELECT name, handle, url, coalesce(json_extract(json, '$.icon.url'), '') "
                         "FROM remote_actor WHERE id = ?")
                     .arg(actor);
    if (!query.step()) return face;
    if (const auto name = query.text(0); !name.empty()) face.name = name;
    face.handle = "@" + query.text(1);
    if (const auto url = query.text(2); !url.empty()) face.url = url;
    face.hue = web::hue_shown(actor, query.text(3));
    return face;
}

std::vector<federation::Followed> neighbours(Services& services) {
    auto all = services.federation.following();
    const auto sight = sight_of(services);
    std::erase_if(all, [&](const auto& one) {
        return one.state != "accepted" || !sight.sees_actor(one.actor);
    });
    return all;
}

std::string report_url(const std::string& iri) {
    return "/signaler?objet=" + base::percent_encode(iri);
}

std::string id_part(const std::string& iri) { return iri.substr(iri.rfind('/') + 1); }

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::string> first_result_of(Services& services, const std::string& once) {
    auto reader = services.database.read();
    auto query = reader->query("SELECT target FROM form_once WHERE once = ?").arg(once);
    if (once.empty() || !query.step()) return std::nullopt;
    return query.text(0);
}

void remember_result_of(Services& services, const std::string& once, const std::string& target) {
    if (once.empty() || once.size() > 64) return;
    const auto now = base::to_millis(services.clock.now());
    std::ignore = services.database.write([&](storage::Connection& connection) -> Result<void> {
        connection.query("DELETE FROM form_once WHERE at < ?").arg(now - 3'600'000).run();
        connection.query("INSERT OR IGNORE INTO form_once VALUES (?, ?, ?)")
            .arg(once)
            .arg(target)
            .arg(now)
            .run();
        return {};
    });
}

}  // namespace essaim
