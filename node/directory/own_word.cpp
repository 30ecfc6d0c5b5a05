#include "node/directory/own_word.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/log.h"
#include "node/base/text.h"
#include "node/directory/card_store.h"
#include "node/directory/peer_store.h"
#include "node/directory/saying.h"
#include "node/directory/site_proof_store.h"
#include "node/storage/connection.h"
#include "node/web/html_reader.h"

namespace essaim::directory {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostAtOnce = 20;

std::string without_slash(std::string_view address) {
    while (address.ends_with('/')) address.remove_suffix(1);
    return std::string(address);
}

// The front page of a site that is its own, not somebody's page on another; "" else.
// Without TLS only where the node itself is (a demo on this machine).
std::string front_page_of(const Services& services, const std::string& website) {
    if (!is_whole_site(website)) return {};
    auto origin = activitypub::origin_of(website);
    const bool plain = services.config.public_url.starts_with("http://");
    if (origin.starts_with("http://") && !plain) origin = "https://" + origin.substr(7);
    return origin.empty() ? origin : origin + "/";
}

class Links : public web::HtmlEvents {
  public:
    explicit Links(std::span<const std::string> wanted) : wanted_(wanted) {}
    bool found() const { return found_; }
    void start(const std::string& tag, const web::HtmlAttributes& attributes) override {
        if (tag != "a" && tag != "link") return;
        bool me = false;
        bool ours = false;
        for (const auto& [name, value] : attributes) {
            if (name == "rel") {
                const auto kinds = base::ascii_lower(value);
                for (const auto kind : base::split(kinds, ' ')) me = me || kind == "me";
            }
            if (name == "href")
                ours = std::ranges::any_of(wanted_, [&](const std::string& one) {
                    return activitypub::is_iri(one) &&
                           without_slash(one) == without_slash(base::trim(value));
                });
        }
        found_ = found_ || (me && ours);
    }
    void end(const std::string&) override {}
    void text(std::string_view) override {}

  private:
    std::span<const std::string> wanted_;
    bool found_ = false;
};

SiteAnswer ask(Services& services, net::HttpClient& http, const SiteProof& proof) {
    const auto answer =
        http.send({.url = proof.page,
                   .headers = {{"Accept", "text/html"}},
                   .max_bytes = web::kMaxHtmlInput,
                   .timeout = 10s,
                   .redirects = 3,
                   .allow = [&](const std::string& url) -> Result<void> {
                       if (site_of_website(url) == proof.site) return {};
                       return refuse(Fault::Forbidden, "the site of somebody else: " + url);
                   }});
    if (!answer || answer->status != 200) return SiteAnswer::Silent;
    const std::string addresses[] = {proof.actor, face_of(services, proof.actor).url};
    return names_as_own(answer->body, addresses) ? SiteAnswer::Names : SiteAnswer::NamesNot;
}

// What this author says of itself, after its site has spoken.
void judge_again(storage::Connection& connection, const SiteProof& proof) {
    CardStore store(connection);
    bool still_said = false;
    for (const auto& iri : store.iris_of(proof.actor)) {
        const auto claim = store.claim(iri);
        if (!claim) continue;
        const auto document = nlohmann::json::parse(claim->document, nullptr, false);
        if (activitypub::text(document, "method") != "self") continue;
        if (site_of_website(activitypub::text(document, "website")) == proof.site)
            still_said = true;
        const auto method = method_of(connection, document, proof.actor, iri);
        if (method != claim->method) store.change_method(*claim, method);
    }
    if (!still_said) SiteProofStore(connection).forget(proof.actor);
}

}  // namespace

Method method_of(storage::Connection& connection, const nlohmann::json& document,
                 const std::string& author, const std::string& iri) {
    if (activitypub::text(document, "method") != "self") return Method::ThirdParty;
    const auto website = activitypub::text(document, "website");
    CardStore store(connection);
    if (store.has_own_word(author, iri)) return Method::ThirdParty;
    if (!website.empty() && !speaks_for(author, website))
        return is_whole_site(website) &&
                       SiteProofStore(connection).holds(author, site_of_website(website))
                   ? Method::Self
                   : Method::ThirdParty;
    // One word a server, or it could invent as many associations as it likes; unless a person
    // here follows the other.
    const bool taken = store.has_own_word_from(activitypub::origin_of(author), iri);
    return taken && !PeerStore(connection).is_followed(author) ? Method::ThirdParty : Method::Self;
}

void ask_its_site(Services& services, storage::Connection& connection,
                  const nlohmann::json& document, const std::string& author) {
    const auto website = activitypub::text(document, "website");
    if (activitypub::text(document, "method") != "self") return;
    const auto page =
        speaks_for(author, website) ? std::string() : front_page_of(services, website);
    SiteProofStore store(connection);
    if (page.empty()) {
        store.forget(author);
        return;
    }
    const auto now = services.clock.now();
    store.want(author, site_of_website(website), page, now);
    storage::enqueue_by(connection, kSitesJob, now);
}

bool names_as_own(std::string_view html, std::span<const std::string> addresses) {
    Links links(addresses);
    return web::read_html(html, links) && links.found();
}

Result<void> ask_sites(Services& services, net::HttpClient& http) {
    std::vector<SiteProof> due;
    {
        auto reader = services.database.read();
        due = SiteProofStore(*reader).due(services.clock.now(), kMostAtOnce);
    }
    for (const auto& proof : due) {
        if (services.jobs.stopping()) break;
        const auto answer = ask(services, http, proof);
        const bool ours = services.federation.actors().owns(proof.actor);
        auto written =
            services.database.write([&](storage::Connection& connection) -> Result<void> {
                SiteProofStore(connection).answered(proof, answer, services.clock.now());
                if (!ours) judge_again(connection, proof);
                return {};
            });
        if (!written) return written;
        base::log::info("site asked whose it is",
                        {{"site", proof.site},
                         {"actor", proof.actor},
                         {"answer", answer == SiteAnswer::Names      ? "names it"
                                    : answer == SiteAnswer::NamesNot ? "does not name it"
                                                                     : "none"}});
        // Others ask anew when they hear from us again.
        if (ours && answer == SiteAnswer::Names && !proof.proven)
            std::ignore = say_own_card_again(services);
    }
    return {};
}

void add_sites_job(Services& services, net::HttpClient& http) {
    const auto go = [&services, &http](const std::string&) -> Result<void> {
        if (auto asked = ask_sites(services, http); !asked) return asked;
        return services.database.write([&](storage::Connection& connection) -> Result<void> {
            if (const auto next = SiteProofStore(connection).next())
                storage::enqueue_by(connection, kSitesJob, *next);
            return {};
        });
    };
    services.jobs.on(kSitesJob, go, storage::Scheduler::Runs::Apart);
}

}  // namespace essaim::directory
