#include "node/feature.h"

#include <charconv>

#include "activitypub/iri.h"
#include "node/storage/connection.h"

namespace essaim {

namespace {

struct KnownActor {
    std::string name;
    std::string handle;
};

std::optional<KnownActor> known_actor(Services& services, const std::string& actor) {
    if (const auto* local = services.federation.actors().by_id(actor)) {
        return KnownActor{services.federation.profile().title,
                          local->name + "@" + services.config.host()};
    }
    auto reader = services.database.read();
    auto query = reader->query("SELECT name, handle FROM remote_actor WHERE id = ?").arg(actor);
    if (!query.step()) return std::nullopt;
    return KnownActor{query.text(0), query.text(1)};
}

web::Site site_of(Services& services) {
    const auto profile = services.federation.profile();
    web::Site site;
    site.name = profile.title;
    site.tagline = profile.tagline;
    site.rosette_key = services.federation.actors().association().id;
    site.hue = profile.hue;
    site.version = "0.1.0";
    site.peers = services.federation.following().size();
    site.navigation = {{"actualites", std::string(web::tr_later("Actualités")), "/actualites"},
                       {"reseau", std::string(web::tr_later("Réseau")), "/reseau"}};
    site.footer = {{std::string(web::tr_later("Suivre")),
                    {{std::string(web::tr_later("Depuis Mastodon")), "/suivre"},
                     {std::string(web::tr_later("Flux Atom")), "/actualites.atom"}}}};
    return site;
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
    frame.modules = head.modules;
    frame.noindex = !head.indexed;
    if (visitor.account) {
        frame.signed_in = visitor.account->name;
        frame.may_write = visitor.may(accounts::Role::Writer);
        frame.may_manage = visitor.may(accounts::Role::Manager);
    }
    return frame;
}

std::string host_in(const std::string& actor) {
    const auto host = activitypub::host_of(actor);
    return host.empty() ? actor : std::string(host);
}

}  // namespace

web::Response show_page(Services& services, const web::Request& request,
                        const accounts::Visitor& visitor, const PageHead& head,
                        const std::string& template_name, const web::Page& page, int status) {
    const auto site = site_of(services);
    const auto frame = frame_of(services, site, request, visitor, head);
    auto response =
        web::Response::html(status, services.templates.render_page(frame, template_name, page));
    response.with("Vary", "Accept, Accept-Language, Cookie")
        .with("Cache-Control", visitor.account ? "private, no-store" : "no-cache");
    if (!head.alternate.empty()) {
        response.with("Link", "<" + head.alternate +
                                  ">; rel=\"alternate\"; type=\"application/activity+json\"");
    }
    return response;
}

web::Response show_problem(Services& services, const web::Request& request, int status) {
    const auto visitor = services.accounts.visitor(request);
    const auto site = site_of(services);
    const auto frame = frame_of(services, site, request, visitor, {.title = "", .indexed = false});
    return web::Response::html(status, web::problem_page(services.templates, frame, status))
        .with("Cache-Control", "no-store");
}

std::string author_name(Services& services, const std::string& actor) {
    const auto known = known_actor(services, actor);
    return known && !known->name.empty() ? known->name : host_in(actor);
}

std::string author_handle(Services& services, const std::string& actor) {
    const auto known = known_actor(services, actor);
    return known ? "@" + known->handle : host_in(actor);
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
