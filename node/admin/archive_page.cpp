#include "node/admin/archive_page.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/admin/archive.h"
#include "node/admin/desk.h"
#include "node/storage/connection.h"

namespace essaim::admin {

namespace {

using accounts::Visitor;

constexpr const char* kJob = "archive";
constexpr const char* kHere = "/gestion/archive";

struct Ready {
    std::shared_ptr<const web::FileBody> file;
    base::Instant at;
};

std::optional<Ready> ready(Services& services) {
    const int file = ::open(archive_path(services).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    struct stat facts{};
    if (::fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        ::close(file);
        return std::nullopt;
    }
    return Ready{std::make_shared<web::FileBody>(file, static_cast<std::size_t>(facts.st_size)),
                 base::from_millis(std::int64_t{facts.st_mtim.tv_sec} * 1000)};
}

web::Response show(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto language = web::language_of(request);
    const auto& words = services.translations;
    web::Page page;
    page.set_html("TABS", tabs(services, language, "archive"));
    page.set("CSRF", visitor.csrf_token);
    if (const auto archive = ready(services)) {
        const auto kilobytes = static_cast<std::int64_t>(archive->file->size() / 1024 + 1);
        page.section("READY").set(
            "WHAT", words.tr(language, "Archive du {date}, {size} ko. Elle reste ici une semaine.",
                             {{"date", web::format_date_time(language, archive->at)},
                              {"size", web::format_number(language, kilobytes)}}));
    }
    return show_page(services, request, visitor,
                     {.title = words.tr(language, "Archive"), .indexed = false},
                     "admin/archive.html", page);
}

web::Response order(Services& services, const web::Request& request, const Visitor& visitor) {
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        storage::enqueue_by(connection, kJob, services.clock.now());
        return {};
    });
    if (!written) return show_problem(services, request, 503);
    services.jobs.wake();
    services.accounts.journal(visitor.account->id, "archive", "");
    return done(services, kHere, "archive");
}

web::Response download(Services& services, const web::Request& request, const Visitor& visitor) {
    const auto archive = ready(services);
    if (!archive) return show_problem(services, request, 404);
    services.accounts.journal(visitor.account->id, "archive.download", "");
    web::Response response;
    response.file = archive->file;
    response.with("Content-Type", "application/zip")
        .with("Content-Disposition", "attachment; filename=\"essaim.zip\"")
        .with("Cache-Control", "private, no-store");
    return response;
}

}  // namespace

void add_archive_routes(Services& services, Plug& plug) {
    on_get(services, plug.router, kHere, [&](const auto& request, const auto& visitor) {
        return show(services, request, visitor);
    });
    on_post(services, plug.router, kHere, [&](const auto& request, const auto& visitor) {
        return order(services, request, visitor);
    });
    on_get(services, plug.router, "/gestion/archive/essaim.zip",
           [&](const auto& request, const auto& visitor) {
               return download(services, request, visitor);
           });
    services.jobs.on(kJob, [&services, parts = plug.archive](const std::string&) {
        return make_archive(services, parts);
    });
}

}  // namespace essaim::admin
