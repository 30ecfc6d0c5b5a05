#include "node/home/search_page.h"

#include <chrono>
#include <future>
#include <nlohmann/json.hpp>

#include "activitypub/discovery/webfinger.h"
#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "node/base/guarded.h"
#include "node/base/text.h"
#include "node/federation/handles.h"
#include "node/federation/identity.h"
#include "node/search/index.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"
#include "node/web/html_text.h"
#include "node/web/plain_line.h"
#include "node/web/rosette.h"
#include "node/web/sanitise.h"

namespace essaim::home {

namespace {

using namespace std::chrono_literals;
using accounts::Role;
using accounts::Visitor;

constexpr std::size_t kPerPage = 20;
constexpr std::size_t kLongestQuestion = 200;  // bytes
constexpr auto kPatience = 3s;

// What a question names outside, if it does.
struct Named {
    std::string handle = {};   // "@user@host"
    std::string address = {};  // https://…
    std::string host = {};
};

Named named_in(Services& services, std::string question) {
    if (question.starts_with("acct:")) question.erase(0, 5);
    auto handle = question;
    if (handle.starts_with('!')) handle[0] = '@';  // how groups are written elsewhere
    if (const auto parsed = activitypub::parse_handle(handle)) {
        return {.handle = "@" + activitypub::to_string(*parsed), .host = parsed->host};
    }
    // Without TLS only where the node itself is (a demo on this machine).
    const bool plain =
        question.starts_with("http://") && services.config.public_url.starts_with("http://");
    if ((plain || question.starts_with("https://")) && question.find(' ') == std::string::npos) {
        return {.address = question, .host = activitypub::host_of(question)};
    }
    return {};
}

// Waits a little for `task` on the errands' thread; what is not done by then goes on there.
void wait_a_little(Services& services, const std::string& key, std::function<void()> task) {
    const auto done = std::make_shared<std::promise<void>>();
    auto end = done->get_future();
    std::ignore = services.federation.identity().in_background(
        key, [task = std::move(task), done]() -> Result<void> {
            task();
            done->set_value();
            return {};
        });
    end.wait_for(kPatience);
}

struct Hit {
    std::string url;
    std::string title;
    std::string text;
    std::string author;  // IRI
};

std::optional<Hit> person(Services& services, const Named& named) {
    const auto owner = services.federation.handles().owner(named.handle);
    if (!owner) return std::nullopt;
    const auto face = face_of(services, owner->actor);
    return Hit{.url = owner->url.empty() ? face.url : owner->url,
               .title = face.name,
               .text = face.handle,
               .author = owner->actor};
}

std::optional<Hit> thing(Services& services, const Named& named, const federation::Sight& sight) {
    const auto stored = services.federation.stored(named.address);
    if (!stored || stored->deleted) return std::nullopt;
    const auto document = nlohmann::json::parse(stored->json, nullptr, false);
    if (!document.is_object() || !sight.sees_document(document)) return std::nullopt;
    const auto author = activitypub::text_or_id(document, "attributedTo");
    const auto text = web::text_of_html(activitypub::text(document, "content"));
    const auto title = web::plain_line(web::text_of_html(activitypub::text(document, "name")));
    const auto page = activitypub::link(document, "url");
    return Hit{.url = page.empty() ? named.address : page,
               .title = title.empty() ? web::shorten(web::plain_line(text), 80) : title,
               .text = web::shorten(web::plain_line(text), 280),
               .author = author};
}

// What is asked of another server is asked by people we know: nobody makes us
// knock at doors from outside (security.md C).
void show_named(Services& services, web::Page& page, const Visitor& visitor, Named named,
                web::Language language) {
    const auto& words = services.translations;
    const auto sight = sight_of(services, visitor);
    const auto look = [&] {
        return named.handle.empty() ? thing(services, named, sight) : person(services, named);
    };
    auto hit = look();
    const bool may_ask = visitor.may(Role::Member);
    const bool ours = services.federation.actors().owns(named.address);
    if (!hit && may_ask && !ours) {
        auto& federation = services.federation;
        // The address of a page leads to a thing with an id of its own.
        const auto brought = std::make_shared<base::Guarded<std::string>>();
        wait_a_little(services, "search " + named.handle + named.address,
                      [&federation, named, brought] {
                          if (!named.handle.empty()) {
                              federation.handles().look_up({named.handle});
                          } else if (auto id = federation.bring(named.address)) {
                              brought->with([&](std::string& kept) { kept = *std::move(id); });
                          }
                      });
        brought->with([&](const std::string& id) {
            if (!id.empty()) named.address = id;
        });
        hit = look();
    }
    auto& box = page.section("NAMED");
    if (!hit) {
        box.section("NOT_YET").set(
            "TEXT",
            ours       ? words.tr(language, "Il n’y a rien à cette adresse.")
            : !may_ask ? words.tr(language,
                                  "Nous ne connaissons pas encore cette adresse. Connectez-vous "
                                  "pour que le nœud la demande à {host}.",
                                  {{"host", named.host}})
                       : words.tr(language,
                                  "{host} n’a pas encore répondu, ou ne connaît pas cette adresse. "
                                  "Rechargez la page dans un instant.",
                                  {{"host", named.host}}));
        return;
    }
    auto& row = box.section("FOUND");
    const auto face = face_of(services, hit->author);
    row.set_url("URL", hit->url).set("TITLE", hit->title).set("TEXT", hit->text);
    row.set_html("ROSETTE", web::rosette(hit->author, face.hue));
    if (visitor.may(Role::Writer)) {
        row.section("MORE").set(
            "MORE_URL", "/authorize_interaction?uri=" +
                            base::percent_encode(named.handle.empty() ? named.address
                                                                      : named.handle.substr(1)));
    }
}

web::Response show(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto question = base::truncate_utf8(
        web::plain_line(web::clean_utf8(request.query_value("q").value_or(""))), kLongestQuestion);
    const auto page_number = whole_number(request.query_value("page").value_or("1")).value_or(1);
    const auto from =
        static_cast<std::size_t>(std::clamp<std::int64_t>(page_number, 1, 50) - 1) * kPerPage;
    web::Page page;
    page.set("QUESTION", question);
    const PageHead head{.title = words.tr(language, "Recherche"), .indexed = false};
    if (question.empty())
        return show_page(services, request, visitor, head, "home/search.html", page);
    const auto named = named_in(services, question);
    if (!named.host.empty()) show_named(services, page, visitor, named, language);
    const auto sight = sight_of(services, visitor);
    auto reader = services.database.read();
    auto hits = search::Index(*reader).find(
        {.text = question, .from = from, .limit = kPerPage + 1}, [&](const search::Entry& entry) {
            return sight.sees({.id = entry.id, .author = entry.author});
        });
    const bool more = hits.size() > kPerPage;
    if (more) hits.resize(kPerPage);
    if (hits.empty() && named.host.empty()) {
        page.section("NOTHING").set("TEXT", words.tr(language, "Rien ne répond à « {question} ».",
                                                     {{"question", question}}));
    }
    for (const auto& entry : hits) {
        auto& row = page.section("HIT");
        row.set_url("URL", entry.url).set("LANG", entry.language);
        row.set("TITLE", entry.title.empty() ? web::shorten(entry.excerpt, 80) : entry.title);
        row.set("EXCERPT", entry.title.empty() ? "" : entry.excerpt);
        row.set("ISO", web::iso_time(entry.at)).set("DATE", web::format_date(language, entry.at));
        row.set("KIND", entry.kind == "meeting"    ? words.tr(language, "Rencontre")
                        : entry.kind == "document" ? words.tr(language, "Document")
                                                   : words.tr(language, "Actualité"));
        if (!entry.local) row.section("BY").set("AUTHOR", face_of(services, entry.author).name);
    }
    const auto address = [&](std::int64_t number) {
        return "/recherche?q=" + base::percent_encode(question) +
               (number > 1 ? "&page=" + std::to_string(number) : "");
    };
    page.set_html("PAGER",
                  web::pager(services.templates, language, from > 0 ? address(page_number - 1) : "",
                             more ? address(page_number + 1) : ""));
    return show_page(services, request, visitor, head, "home/search.html", page);
}

}  // namespace

void add_search_routes(Services& services, web::Router& router) {
    router.get("/recherche",
               [&services](const web::Request& request) { return show(services, request); });
}

}  // namespace essaim::home
