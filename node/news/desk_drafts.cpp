#include "node/news/desk_drafts.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/base/log.h"
#include "node/news/desk_draft_store.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"

namespace essaim::news {

namespace {

using accounts::Role;

constexpr auto kKept = std::chrono::hours(24 * 90);
constexpr std::array<const char*, 9> kFields = {"title",   "summary",   "source",
                                                "warning", "language",  "categories",
                                                "cite",    "later_day", "later_time"};

bool is_form(const std::string& form) {
    return !form.empty() && form.size() <= 40 &&
           std::ranges::all_of(form, [](unsigned char c) { return std::isalnum(c) != 0; });
}

std::string desk_of(const std::string& form) {
    return form == "nouvelle" ? "/ecrire" : "/ecrire/" + form;
}

web::Response keep(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto form = request.form_value("formulaire").value_or("");
    if (!is_form(form)) return show_problem(services, request, 400);
    nlohmann::json fields = nlohmann::json::object();
    for (const auto* name : kFields) {
        auto text = web::clean_utf8(request.form_value(name).value_or(""));
        std::erase(text, '\r');
        fields[name] = std::move(text);
    }
    const auto now = services.clock.now();
    const DeskDraft draft{now, fields.dump()};
    if (draft.fields.size() > DeskDraftStore::kFieldsBytes)
        return show_problem(services, request, 413);
    auto kept = services.database.write([&](storage::Connection& connection) -> Result<void> {
        DeskDraftStore(connection).keep(visitor->account->id, form, draft, now - kKept);
        return {};
    });
    if (!kept) return show_problem(services, request, 503);
    const auto language = web::language_of(request);
    return web::Response::text(
               200, services.translations.tr(language, "Gardé sur le nœud le {date}.",
                                             {{"date", web::format_date_time(language, now)}}))
        .with("Cache-Control", "private, no-store");
}

web::Response erase(Services& services, const web::Request& request) {
    const auto visitor = services.accounts.require(request, Role::Writer);
    if (!visitor) return visitor.error();
    const auto form = request.form_value("formulaire").value_or("");
    if (!is_form(form)) return show_problem(services, request, 400);
    forget_kept_draft(services, visitor->account->id, form);
    return done(services, desk_of(form), "brouillon-efface");
}

}  // namespace

std::optional<KeptDraft> kept_draft(Services& services, const std::string& account,
                                    const std::string& form) {
    auto reader = services.database.read();
    const auto kept = DeskDraftStore(*reader).find(account, form);
    if (!kept) return std::nullopt;
    const auto fields = nlohmann::json::parse(kept->fields, nullptr, false);
    const auto text = [&](const char* name) { return activitypub::text(fields, name); };
    return KeptDraft{.at = kept->at,
                     .draft = {.title = text("title"),
                               .summary = text("summary"),
                               .source = text("source"),
                               .language = text("language"),
                               .warning = text("warning"),
                               .quotes = text("cite"),
                               .categories = categories_in(text("categories"))},
                     .later = {text("later_day"), text("later_time")}};
}

void forget_kept_draft(Services& services, const std::string& account, const std::string& form) {
    const auto forgotten =
        services.database.write([&](storage::Connection& connection) -> Result<void> {
            DeskDraftStore(connection).forget(account, form);
            return {};
        });
    if (!forgotten) base::log::warning("a draft of the desk stays", {{"form", form}});
}

void add_desk_draft_routes(Services& services, web::Router& router) {
    router.post("/moi/brouillon",
                [&services](const web::Request& request) { return keep(services, request); });
    router.post("/moi/brouillon/effacer",
                [&services](const web::Request& request) { return erase(services, request); });
}

}  // namespace essaim::news
