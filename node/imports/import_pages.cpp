#include "node/imports/import_pages.h"

#include "node/imports/checking.h"
#include "node/imports/import_job.h"
#include "node/imports/run_page.h"
#include "node/storage/connection.h"
#include "node/web/bits.h"

namespace essaim::imports {

namespace {

using accounts::Role;
using accounts::Visitor;

constexpr std::size_t kRuns = 10;

std::string state_words(Services& services, web::Language language, const Run& run) {
    const auto& words = services.translations;
    if (run.state == "running") return words.tr(language, "en cours");
    if (run.state == "done") return words.tr(language, "terminé");
    if (run.state == "stopped") return words.tr(language, "arrêté");
    return words.tr(language, "vérifié, pas encore importé");
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor,
                   const std::string& problem, int status) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set("CSRF", visitor.csrf_token);
    if (!problem.empty()) {
        page.show("FILE_WRONG");
        page.section("FILE_ERROR").set("MESSAGE", problem);
        page.set_html("SUMMARY",
                      web::form_summary(services.templates, language, {{"fichier", problem}}));
    }
    auto reader = services.database.read();
    const auto runs = ImportStore(*reader).newest(kRuns);
    if (!runs.empty()) {
        auto& list = page.section("RUNS");
        for (const auto& run : runs) {
            list.section("RUN")
                .set_url("URL", "/gestion/imports/" + run.id)
                .set("NAME", run.site.empty() ? run.file_name : run.site)
                .set("DATE", web::format_date_time(language, run.added))
                .set("STATE", state_words(services, language, run))
                .set("LEVEL", run.state == "done" ? "ok" : "attention");
        }
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Imports"), .indexed = false},
                     "imports/imports.html", page, status);
}

web::Response check(Services& services, const web::Request& request, const Visitor& visitor,
                    const Takers& takers) {
    const auto language = web::language_of(request);
    const auto file = request.file("fichier");
    if (!file || file->bytes.empty())
        return show(services, request, visitor,
                    services.translations.tr(language, "Choisissez d’abord un fichier."), 422);
    const auto run = check_file(services, takers, language, file->bytes,
                                file->file_name.value_or(""), visitor.account->id);
    if (!run && run.error().fault == Fault::Unprocessable)
        return show(services, request, visitor, run.error().detail, 422);
    if (!run) return show_problem(services, request, 503);
    services.accounts.journal(visitor.account->id, "import.check", file->file_name.value_or(""));
    return web::Response::see_other("/gestion/imports/" + *run);
}

std::optional<Run> run_of(Services& services, const web::Request& request) {
    auto reader = services.database.read();
    auto run = ImportStore(*reader).run(request.parameter("id"));
    if (run && run->state == "reading") return std::nullopt;
    return run;
}

web::Response decide(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto run = run_of(services, request);
    if (!run) return web::Response::see_other("/gestion/imports");
    const auto here = "/gestion/imports/" + run->id;
    const auto action = request.form_value("action").value_or("");
    if (action == "importer") {
        if (!start_run(services, run->id)) return show_problem(services, request, 503);
        if (run->state == "checked")
            services.accounts.journal(visitor.account->id, "import.start", run->site);
        return web::Response::see_other(here);
    }
    if (action != "arreter") return show_problem(services, request, 400);
    if (!stop_run(services, run->id)) return show_problem(services, request, 503);
    services.accounts.journal(visitor.account->id, "import.stop", run->site);
    return web::Response::see_other(run->state == "checked" ? "/gestion/imports" : here);
}

}  // namespace

void add_import_routes(Services& services, web::Router& router, const Takers& takers) {
    using Handler = std::function<web::Response(const web::Request&, const Visitor&)>;
    const auto guarded = [&services](Handler handler) {
        return [&services, handler = std::move(handler)](const web::Request& request) {
            const auto visitor = services.accounts.require(request, Role::Manager);
            return visitor ? handler(request, *visitor) : visitor.error();
        };
    };
    router.get("/gestion/imports",
               guarded([&services](const web::Request& request, const Visitor& visitor) {
                   return show(services, request, visitor, "", 200);
               }));
    router.post_files("/gestion/imports", guarded([&services, takers](const web::Request& request,
                                                                      const Visitor& visitor) {
                          return check(services, request, visitor, takers);
                      }));
    router.get("/gestion/imports/{id}",
               guarded([&services](const web::Request& request, const Visitor& visitor) {
                   const auto run = run_of(services, request);
                   if (!run) return show_problem(services, request, 404);
                   return show_run(services, request, visitor, *run);
               }));
    router.post("/gestion/imports/{id}",
                guarded([&services](const web::Request& request, const Visitor& visitor) {
                    return decide(services, request, visitor);
                }));
}

}  // namespace essaim::imports
