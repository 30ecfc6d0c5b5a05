#include "node/me/notice_pages.h"

#include "node/feature/notices.h"
#include "node/federation/notice_store.h"
#include "node/me/own_desk.h"
#include "node/storage/connection.h"
#include "node/web/rosette.h"

namespace essaim::me {

namespace {

using accounts::Visitor;
using federation::NoticeStore;

constexpr const char* kHere = "/moi/notifications";

void show_choices(Services& services, web::Page& page, const Visitor& visitor,
                  web::Language language) {
    auto reader = services.database.read();
    const auto unwanted = NoticeStore(*reader).reader(visitor.account->id).unwanted;
    auto& box = page.section("CHOICES");
    box.set("CSRF", visitor.csrf_token);
    for (const auto& kind : notice_kinds()) {
        // Whoever has an address of their own may be followed, whatever their role.
        if (!visitor.may(kind.role) && kind.key != "follow") continue;
        auto& row = box.section("KIND");
        row.set("KEY", std::string(kind.key));
        row.set("NAME", services.translations.tr(language, kind.name));
        if (!unwanted.contains(std::string(kind.key))) row.show("WANTED");
    }
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    web::Page page;
    std::int64_t newest = 0;
    bool unread = false;
    const auto notices = notices_for(services, visitor, language);
    for (const auto& notice : notices) {
        newest = std::max(newest, notice.id);
        unread = unread || notice.unread;
        auto& row = page.section("NOTICE");
        row.set("SENTENCE", notice.sentence).set_url("URL", notice.url);
        row.set("ISO", web::iso_time(notice.at));
        row.set("DATE", web::format_ago(language, notice.at, services.clock.now()));
        row.set_if("EXCERPT", notice.excerpt);
        if (notice.unread) row.show("NEW");
        if (!notice.actor.empty()) {
            row.set_html("ROSETTE",
                         web::rosette(notice.actor, face_of(services, notice.actor).hue));
        }
    }
    if (notices.empty()) page.show("NOTHING");
    if (unread) {
        page.section("UNREAD").set("CSRF", visitor.csrf_token).set("UNTIL", std::to_string(newest));
    }
    show_choices(services, page, visitor, language);
    return show_page(
        services, request, visitor,
        {.title = services.translations.tr(language, "Notifications"), .indexed = false},
        "me/notices.html", page);
}

web::Response save(Services& services, const web::Request& request,
                   const std::function<void(NoticeStore&)>& change, const char* what) {
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        NoticeStore store(connection);
        change(store);
        return {};
    });
    if (!written) return show_problem(services, request, 503);
    return done(services, kHere, what);
}

}  // namespace

void add_notice_routes(Services& services, web::Router& router) {
    on_get(services, router, kHere, [&](const auto& request, const auto& visitor) {
        return show(services, request, visitor);
    });
    on_post(services, router, "/moi/notifications/lues",
            [&](const auto& request, const auto& visitor) {
                // Until what the page showed: what came since stays new.
                const auto until = whole_number(request.form_value("jusque").value_or(""));
                return save(
                    services, request,
                    [&](NoticeStore& store) {
                        if (until) store.see(visitor.account->id, *until);
                    },
                    "lues");
            });
    on_post(services, router, kHere, [&](const auto& request, const auto& visitor) {
        std::set<std::string> unwanted;
        for (const auto& kind : notice_kinds()) {
            if (!request.form_value(kind.key)) unwanted.emplace(kind.key);
        }
        return save(
            services, request,
            [&](NoticeStore& store) { store.choose(visitor.account->id, unwanted); },
            "courriel-choisi");
    });
}

}  // namespace essaim::me
