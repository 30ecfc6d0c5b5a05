#include "node/admin/journal_page.h"

#include <map>

#include "node/admin/desk.h"
#include "node/admin/journal_store.h"
#include "node/admin/journal_words.h"
#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;

constexpr std::size_t kPerPage = 50;
constexpr const char* kHere = "/gestion/journal";

web::Response show(Services& services, const ModeratedThings& things, const web::Request& request,
                   const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    const auto before = whole_number(request.query_value("avant").value_or("")).value_or(0);
    std::vector<JournalEntry> lines;
    {
        auto reader = services.database.read();
        lines = JournalStore(*reader).lines(before, kPerPage + 1);
    }
    const bool more = lines.size() > kPerPage;
    if (more) lines.resize(kPerPage);
    web::Page page;
    page.set_html("TABS", tabs(services, language, "journal"));
    if (lines.empty()) page.show("NOTHING");
    web::Page* table = lines.empty() ? nullptr : &page.section("TABLE");  // one, of all lines
    std::map<std::string, std::string> names;                             // each is asked for once
    for (const auto& line : lines) {
        auto& row = table->section("LINE");
        row.set("ISO", web::iso_time(line.at));
        row.set("DATE", web::format_date_time(language, line.at));
        const auto [name, is_new] = names.try_emplace(line.account);
        if (is_new) name->second = name_of(services, line.account, language);
        row.set("WHO", name->second);
        const auto act = words_of_act(line.action);
        row.set("ACTION", act ? words.tr(language, *act) : line.action);
        const auto object = object_of_act(services, things, line.action, line.detail, language);
        if (!object.url.empty()) {
            row.section("LINK").set_url("URL", object.url).set("TEXT", object.text);
        } else {
            row.section("PLAIN").set("TEXT", object.text);
        }
    }
    const auto older = more ? kHere + ("?avant=" + std::to_string(lines.back().number)) : "";
    page.set_html("PAGER",
                  web::pager(services.templates, language, before > 0 ? kHere : "", older));
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Journal"), .indexed = false},
                     "admin/journal.html", page);
}

}  // namespace

void add_journal_routes(Services& services, web::Router& router, const ModeratedThings& things) {
    on_get(services, router, kHere,
           [&services, things](const web::Request& request, const Visitor& visitor) {
               return show(services, things, request, visitor);
           });
}

}  // namespace essaim::admin
