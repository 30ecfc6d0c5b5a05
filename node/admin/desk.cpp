#include "node/admin/desk.h"

#include <array>

namespace essaim::admin {

namespace {

struct Tab {
    std::string_view key, label, url;
    accounts::Role role = accounts::Role::Manager;
};
constexpr std::array<Tab, 14> kTabs = {
    {{"", web::tr_later("Vue d’ensemble"), "/gestion"},
     {"fiche", web::tr_later("Notre fiche"), "/gestion/fiche"},
     {"apparence", web::tr_later("Apparence"), "/gestion/apparence"},
     {"identite", web::tr_later("Fédiverse"), "/gestion/identite"},
     {"reseau", web::tr_later("Voisins et abonnés"), "/gestion/reseau"},
     {"annuaire", web::tr_later("Annuaire"), "/gestion/annuaire"},
     {"personnes", web::tr_later("Personnes"), "/gestion/personnes"},
     {"moderation", web::tr_later("Modération"), "/gestion/moderation", accounts::Role::Moderator},
     {"serveurs", web::tr_later("Serveurs"), "/gestion/serveurs", accounts::Role::Moderator},
     {"envois", web::tr_later("Envois"), "/gestion/envois"},
     {"courriel", web::tr_later("Courriel"), "/gestion/courriel"},
     {"imports", web::tr_later("Imports"), "/gestion/imports"},
     {"archive", web::tr_later("Archive"), "/gestion/archive"},
     {"journal", web::tr_later("Journal"), "/gestion/journal"}}};

auto guarded(Services& services, Handler handler, accounts::Role needed) {
    return [&services, handler = std::move(handler), needed](const web::Request& request) {
        auto visitor = services.accounts.require(request, needed);
        if (visitor) return handler(request, *visitor);
        // The one link "Gestion" leads moderators to what they may do.
        const bool overview = request.method != "POST" && request.path == "/gestion";
        if (overview && services.accounts.visitor(request).may(accounts::Role::Moderator)) {
            return web::Response::see_other("/gestion/moderation");
        }
        return std::move(visitor.error());
    };
}

}  // namespace

void on_get(Services& services, web::Router& router, const std::string& path, Handler handler,
            accounts::Role needed) {
    router.get(path, guarded(services, std::move(handler), needed));
}

void on_post(Services& services, web::Router& router, const std::string& path, Handler handler,
             accounts::Role needed) {
    router.post(path, guarded(services, std::move(handler), needed));
}
void on_post_files(Services& services, web::Router& router, const std::string& path,
                   Handler handler, accounts::Role needed) {
    router.post_files(path, guarded(services, std::move(handler), needed));
}

web::SafeHtml tabs(Services& services, web::Language language, std::string_view current,
                   accounts::Role role) {
    web::Page page;
    for (const auto& tab : kTabs) {
        if (role < tab.role) continue;
        for (const auto* list : {"TAB", "NARROW"}) {  // in a row, and folded on a phone
            auto& item = page.section(list);
            item.set("URL", std::string(tab.url));
            item.set("LABEL", services.translations.tr(language, tab.label));
            if (tab.key == current) item.show("CURRENT");
        }
    }
    return services.templates.render(language, "admin/tabs.html", page);
}

void show_errors(Services& services, web::Page& page, web::Language language,
                 const std::vector<web::FieldError>& errors) {
    for (const auto& error : errors) {
        std::string name;
        for (const char c : error.field) name += static_cast<char>(c - 'a' + 'A');
        page.show(name + "_WRONG");
        page.section(name + "_ERROR").set("MESSAGE", error.message);
    }
    page.set_html("SUMMARY", web::form_summary(services.templates, language, errors));
}

}  // namespace essaim::admin
