#include "node/cli/doctor.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "activitypub/date.h"
#include "activitypub/discovery/webfinger.h"
#include "activitypub/json_access.h"
#include "activitypub/media_type.h"
#include "activitypub/signatures/key.h"
#include "activitypub/signatures/request_signature.h"
#include "node/base/clock.h"
#include "node/cli/client.h"
#include "node/net/curl_client.h"
#include "node/net/mailer.h"

namespace essaim::cli {

namespace {

constexpr std::int64_t kClockMilliseconds = 60'000;  // Friendica refuses more

class Examination {
  public:
    Examination(const base::Config& config, const Words& words, const Signer& sign)
        : config_(config), words_(words), sign_(sign), http_(options_of(config)) {}

    std::vector<Finding> run() {
        check_web();
        check_mail();
        return std::move(findings_);
    }

  private:
    void check_web() {
        if (!config_.public_url.starts_with("https://") &&
            config_.federation.allow_addresses.empty()) {
            bad(words_(
                    "Ce nœud est à l’essai sur cette machine ({url}) : depuis internet, personne "
                    "ne peut le lire ni le suivre.",
                    {{"url", config_.public_url}}),
                words_(
                    "Pour l’ouvrir, il faut un nom de domaine et un serveur web devant le nœud : "
                    "docs/operating.md"));
            return;
        }
        const auto jrd =
            get("/.well-known/webfinger?resource=acct:" + config_.name + "@" + config_.host(),
                "application/jrd+json");
        if (!jrd) return;  // nothing answers: the rest would say the same
        check_clock(*jrd);
        check_webfinger(*jrd);
        if (const auto actor =
                get("/@" + config_.name, std::string(activitypub::kAcceptActivityJson)))
            check_actor(*actor);
        if (const auto page = get("/", "text/html")) check_page(*page);
        check_inbox();
        check_signature();
    }

    static net::CurlOptions options_of(const base::Config& config) {
        net::CurlOptions options;
        options.user_agent = "essaim doctor";
        options.allow_addresses = config.federation.allow_addresses;
        return options;
    }
    void good(std::string sentence) { findings_.push_back({true, std::move(sentence), ""}); }
    void bad(std::string sentence, std::string advice) {
        findings_.push_back({false, std::move(sentence), std::move(advice)});
    }

    std::optional<net::HttpAnswer> get(const std::string& path, const std::string& accept) {
        net::HttpRequest request;
        request.url = config_.url(path);
        request.headers = {{"Accept", accept}};
        auto answer = http_.send(request);
        if (!answer) {
            bad(words_("{url} ne répond pas : {why}",
                       {{"url", request.url}, {"why", answer.error().detail}}),
                words_("Vérifiez que le nœud tourne (essaim serve), le nom de domaine, le "
                       "certificat et le serveur web devant lui."));
            return std::nullopt;
        }
        return std::move(*answer);
    }

    void check_clock(const net::HttpAnswer& answer) {
        const auto there = activitypub::parse_http_date(answer.header("date"));
        if (!there)
            return bad(words_("La réponse n’a pas de date."),
                       words_("Le serveur web devant le nœud doit laisser passer l’en-tête Date."));
        const auto drift = base::to_millis(base::SystemClock().now()) - base::to_millis(*there);
        if (std::abs(drift) > kClockMilliseconds) {
            return bad(
                words_("L’heure de cette machine et celle du nœud diffèrent de plus d’une minute."),
                words_("Réglez l’heure : timedatectl set-ntp true"));
        }
        good(words_("L’heure concorde avec celle du nœud."));
    }

    void check_webfinger(const net::HttpAnswer& answer) {
        const auto jrd = nlohmann::json::parse(answer.body, nullptr, false);
        const auto id = jrd.is_object() ? activitypub::actor_id_in_jrd(jrd)
                                        : activitypub::refuse(activitypub::Fault::Malformed, "");
        if (answer.status != 200 || !id || *id != config_.url("/@" + config_.name)) {
            return bad(words_("L’adresse @{name}@{host} ne mène pas à l’association.",
                              {{"name", config_.name}, {"host", config_.host()}}),
                       words_("/.well-known/webfinger doit arriver au nœud sans redirection ni "
                              "réponse d’un autre programme."));
        }
        good(words_("L’adresse @{name}@{host} mène à l’association.",
                    {{"name", config_.name}, {"host", config_.host()}}));
    }

    void check_actor(const net::HttpAnswer& answer) {
        if (!activitypub::is_activity_json(answer.header("content-type"))) {
            return bad(words_("La fiche de l’association est servie comme {type}.",
                              {{"type", std::string(answer.header("content-type"))}}),
                       words_("Le serveur web ou son cache change le type du contenu : faites-lui "
                              "respecter Accept et Vary."));
        }
        const auto actor = nlohmann::json::parse(answer.body, nullptr, false);
        const auto* key = actor.is_object() ? activitypub::object(actor, "publicKey") : nullptr;
        if (key == nullptr || activitypub::text(actor, "id") != config_.url("/@" + config_.name)) {
            return bad(words_("La fiche de l’association n’est pas celle de ce nœud."),
                       words_("Vérifiez node.public_url et node.name dans essaim.toml."));
        }
        if (!activitypub::PublicKey::from_pem(activitypub::text(*key, "publicKeyPem"))) {
            return bad(words_("La clé de l’association est illisible."),
                       words_("Restaurez une sauvegarde de la base."));
        }
        good(words_("La fiche de l’association arrive telle que le nœud la sert, avec sa clé."));
    }

    void check_page(const net::HttpAnswer& answer) {
        if (answer.status != 200 || !answer.header("content-type").starts_with("text/html")) {
            return bad(words_("La page d’accueil ne s’affiche pas (réponse {status}).",
                              {{"status", std::to_string(answer.status)}}),
                       words_("Regardez le journal du nœud : journalctl -u essaim"));
        }
        good(words_("La page d’accueil s’affiche."));
    }

    // A signature that must be refused shows that requests reach the inbox whole.
    void check_inbox() {
        net::HttpRequest request;
        request.method = "POST";
        request.url = config_.url("/inbox");
        request.headers = {{"Content-Type", std::string(activitypub::kActivityJson)}};
        request.body =
            R"({"id":"https://doctor.invalid/1","type":"Follow","actor":"https://doctor.invalid/a","object":"https://doctor.invalid/b"})";
        auto answer = http_.send(request);
        if (!answer || answer->status != 401) {
            return bad(
                words_(
                    "La boîte de réception ne reçoit pas les envois signés (réponse {status}).",
                    {{"status", answer ? std::to_string(answer->status) : answer.error().detail}}),
                words_("Un pare-feu applicatif (mod_security) ou le serveur web bloque les envois "
                       "vers /inbox."));
        }
        good(words_(
            "La boîte de réception reçoit les envois et refuse ceux qui ne sont pas signés."));
    }

    // Signed by the node, through everything that stands before it, and back.
    void check_signature() {
        const auto signed_post = sign_();
        if (!signed_post) {
            return bad(
                words_("Le nœud ne tourne pas ici : sa signature n’est pas essayée."),
                words_("Lancez « essaim doctor » sur la machine du nœud, pendant qu’il tourne."));
        }
        net::HttpRequest request;
        request.method = "POST";
        request.url = config_.url("/inbox");
        request.headers = {{"Content-Type", std::string(activitypub::kActivityJson)}};
        for (const auto& [name, value] : signed_post->headers)
            request.headers.emplace_back(name, value);
        request.body = signed_post->body;
        const auto answer = http_.send(request);
        if (!answer || answer->status != 202) {
            return bad(
                words_(
                    "Ce que le nœud signe n’est plus reconnu au retour (réponse {status}).",
                    {{"status", answer ? std::to_string(answer->status) : answer.error().detail}}),
                words_("Le serveur web devant le nœud doit laisser passer tels quels Host, Date, "
                       "Digest, Signature et le contenu."));
        }
        good(words_("Ce que le nœud signe est reconnu au retour."));
    }

    // Signs in to the server of mail, and sends nothing.
    void check_mail() {
        if (!config_.mail.is_set()) {
            return good(words_("Le courriel n’est pas réglé : le nœud n’en envoie pas."));
        }
        const auto outcome = net::Mailer(config_.mail, config_.host_name()).probe();
        if (outcome.kind == net::MailOutcome::Kind::Sent) {
            return good(words_("Le serveur de courriel {server} accepte ce nœud.",
                               {{"server", config_.mail.server}}));
        }
        bad(words_("Le serveur de courriel {server} n’accepte pas ce nœud : {why}",
                   {{"server", config_.mail.server}, {"why", outcome.said}}),
            words_("Vérifiez la section [mail] de essaim.toml : serveur, port, identifiant, mot de "
                   "passe."));
    }

    const base::Config& config_;
    const Words& words_;
    const Signer& sign_;
    net::CurlClient http_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> examine(const base::Config& config, const Words& words, const Signer& sign) {
    return Examination(config, words, sign).run();
}

Signer signer_of(const std::filesystem::path& directory, const base::Config& config) {
    return [directory, url = config.url("/@" + config.name)]() -> std::optional<Signed> {
        Signed made{.body = nlohmann::json{{"@context", "https://www.w3.org/ns/activitystreams"},
                                           {"id", url + "#doctor"},
                                           {"type", "View"},
                                           {"actor", url},
                                           {"object", url}}
                                .dump(),
                    .headers = {}};
        const auto answer =
            command_on(directory, {{"command", "doctor.sign"}, {"body", made.body}});
        if (!answer || !answer->contains("headers")) return std::nullopt;
        for (const auto& header : (*answer)["headers"])
            made.headers.emplace_back(header.at(0), header.at(1));
        return made;
    };
}

}  // namespace essaim::cli
