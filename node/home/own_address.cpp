#include "node/home/own_address.h"

#include "node/base/text.h"
#include "node/federation/actor_name.h"
#include "node/federation/identity.h"
#include "node/web/rosette.h"

namespace essaim::home {

namespace {

using accounts::Role;
using accounts::Visitor;

std::string handle_of(Services& services, const std::string& name) {
    return "@" + name + "@" + services.config.host();
}

// The part of /moi; nothing for who is no member.
web::SafeHtml part_of_me(Services& services, const web::Request& request, const Visitor& visitor) {
    if (!visitor.may(Role::Member)) return {};
    const auto language = web::language_of(request);
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    if (const auto* actor = services.federation.identity().people.of(visitor.account->id)) {
        page.section("HAS")
            .set("HANDLE", handle_of(services, actor->name))
            .set("URL", "/membres/" + actor->name);
    } else {
        page.section("NONE")
            .set("NAME", federation::proposed_name(visitor.account->name))
            .set("HOST", services.config.host());
    }
    return services.templates.render(language, "home/own_address_part.html", page);
}

// Before anything happens: what it will be, or what will be lost.
web::Response confirm(Services& services, const web::Request& request, const Visitor& visitor,
                      const std::string& name, bool leaving, int status,
                      const std::string& problem = "") {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set("CSRF", visitor.csrf_token).set("NAME", name).set("HOST", services.config.host());
    page.set("HEADING", leaving ? words.tr(language, "Ne plus avoir d’adresse")
                                : words.tr(language, "Votre adresse dans le fédiverse"));
    page.set_if("PROBLEM", problem);
    if (!problem.empty()) {
        page.show("AGAIN");
    } else {
        page.section(leaving ? "LEAVE" : "CREATE").set("HANDLE", handle_of(services, name));
    }
    return show_page(
        services, request, visitor,
        {.title = words.tr(language, "Votre adresse dans le fédiverse"), .indexed = false},
        "home/own_address.html", page, status);
}

web::Response create(Services& services, const web::Request& request, const Visitor& visitor,
                     const std::string& name, bool sure) {
    auto& identity = services.federation.identity();
    if (identity.people.of(visitor.account->id) != nullptr) return web::Response::see_other("/moi");
    if (const auto problem = identity.people.problem_with(name)) {
        return confirm(services, request, visitor, name, false, 422,
                       services.translations.tr(web::language_of(request), *problem));
    }
    if (!sure) return confirm(services, request, visitor, name, false, 200);
    services.accounts.journal(visitor.account->id, "address.new", name);
    auto response = done(services, "/membres/" + name, "adresse");
    response.wait =
        identity.in_background("address", [&identity, name, account = *visitor.account] {
            return identity.people.add(name, account.name, account.id);
        });
    return response;
}

web::Response give_up(Services& services, const web::Request& request, const Visitor& visitor,
                      bool sure) {
    auto& people = services.federation.identity().people;
    const auto* actor = people.of(visitor.account->id);
    if (actor == nullptr) return web::Response::see_other("/moi");
    if (!sure) return confirm(services, request, visitor, actor->name, true, 200);
    if (!people.remove(visitor.account->id)) return show_problem(services, request, 503);
    services.accounts.journal(visitor.account->id, "address.end", actor->name);
    return done(services, "/", "adresse-fermee");
}

web::Response post(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Member);
    if (!visitor) return visitor.error();
    const auto action = request.form_value("action").value_or("");
    const bool ticked = request.form_value("oui") == "1";
    const auto name = std::string(base::trim(request.form_value("nom").value_or("")));
    if (action == "voir")
        return ticked ? create(services, request, *visitor, name, false)
                      : web::Response::see_other("/moi");
    if (action == "creer") return create(services, request, *visitor, name, true);
    // The ticked box of who has one: nothing changes.
    if (action == "garder")
        return ticked ? web::Response::see_other("/moi")
                      : give_up(services, request, *visitor, false);
    if (action == "fermer") return give_up(services, request, *visitor, true);
    return web::Response::see_other("/moi");
}

web::Response person(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.visitor(request);
    const auto language = web::language_of(request);
    const auto& actors = services.federation.actors();
    const auto name = request.parameter("name");
    const auto* actor = actors.by_name(name);
    if (actor == nullptr || actor->kind != "person") {
        return show_problem(services, request, actors.is_gone(name) ? 410 : 404);
    }
    web::Page page;
    page.set("NAME", actor->display_name).set("HANDLE", handle_of(services, name));
    page.set("MEMBER", services.translations.tr(language, "Membre de {name}",
                                                {{"name", services.federation.profile().title}}));
    page.set_html("ROSETTE", web::rosette(actor->id, web::hue_of(actor->id), {.size = 96}));
    return show_page(services, request, visitor,
                     {.title = actor->display_name,
                      .description = handle_of(services, name),
                      .alternate = actor->id,
                      .indexed = false,
                      .modules = {"copier.js"}},
                     "home/person.html", page);
}

}  // namespace

void add_own_address_routes(Services& services, web::Router& router) {
    services.accounts.add_to_me([&services](const web::Request& request, const Visitor& visitor) {
        return part_of_me(services, request, visitor);
    });
    router.post("/moi/adresse",
                [&services](const web::Request& request) { return post(services, request); });
    router.get("/membres/{name}",
               [&services](const web::Request& request) { return person(services, request); });
}

}  // namespace essaim::home
