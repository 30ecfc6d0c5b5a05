#include "node/app.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <span>
#include <stdexcept>

#include "node/base/embedded.h"
#include "node/base/log.h"
#include "node/features.h"
#include "node/media/helper_program.h"
#include "node/net/curl_client.h"
#include "node/web/edge_server.h"
#include "node/web/frame.h"
#include "node/web/request_limits.h"
#include "node/web/static_files.h"

namespace essaim {

namespace accounts {
std::span<const base::Embedded> embedded_files();
}
namespace news {
std::span<const base::Embedded> embedded_files();
}
namespace home {
std::span<const base::Embedded> embedded_files();
}
namespace me {
std::span<const base::Embedded> embedded_files();
}
namespace mail {
std::span<const base::Embedded> embedded_files();
}
namespace letters {
std::span<const base::Embedded> embedded_files();
}
namespace admin {
std::span<const base::Embedded> embedded_files();
}
namespace directory {
std::span<const base::Embedded> embedded_files();
}
namespace documents {
std::span<const base::Embedded> embedded_files();
}
namespace imports {
std::span<const base::Embedded> embedded_files();
}

namespace {

// One process per data directory: the writing connection must be the only one.
class DirectoryLock {
  public:
    explicit DirectoryLock(const std::filesystem::path& directory)
        : fd_(::open((directory / "essaim.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
        if (fd_ < 0) throw std::runtime_error("cannot write in " + directory.string());
        if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
            ::close(fd_);
            throw std::runtime_error("another essaim already uses " + directory.string());
        }
    }
    ~DirectoryLock() { ::close(fd_); }
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

  private:
    int fd_;
};

net::CurlOptions curl_options(const base::Config& config) {
    net::CurlOptions options;
    options.user_agent = "essaim/0.1.0 (+" + config.public_url + ")";
    options.allow_addresses = config.federation.allow_addresses;
    return options;
}

web::EdgeOptions edge_options(const base::Config& config, const std::filesystem::path& directory,
                              const web::Router& router) {
    web::EdgeOptions options;
    options.address = config.http.address;
    options.port = config.http.port;
    options.workers = config.http.workers;
    options.trusted_proxies = config.http.trusted_proxies;
    options.uploads = std::make_shared<web::SpoolRoom>(directory, web::SpoolRoom::Bounds{});
    options.takes_files = [&router](std::string_view path) { return router.takes_files(path); };
    return options;
}

media::MediaOptions media_options(const base::Config& config,
                                  const std::filesystem::path& directory,
                                  media::PictureReader reader, media::DocumentReader documents) {
    if (!documents) {
        documents = [program = media::HelperProgram(media::HelperProgram::usual_place())](
                        int file) { return program.text(file); };
    }
    if (!reader) {
        reader = [program = media::HelperProgram(media::HelperProgram::usual_place())](int file) {
            return program.picture(file);
        };
    }
    return {.directory = directory,
            .quota = std::int64_t{config.media.quota_mb} * 1'000'000,
            .reader = std::move(reader),
            .document_reader = std::move(documents)};
}

}  // namespace

struct App::State {
    State(base::Config given, AppOptions options)
        : directory(std::move(options.directory)),
          lock(directory),
          config(std::move(given)),
          clock(options.clock != nullptr ? *options.clock : system_clock),
          database({.file = directory / "essaim.db"}),
          http(curl_options(config)),
          jobs(database, clock),
          federation(config, clock, database, http),
          accounts(config, clock, database),
          media(clock, database,
                media_options(config, directory, std::move(options.picture_reader),
                              std::move(options.document_reader))),
          mail(config, clock, database, jobs,
               [this] {
                   const auto profile = federation.profile();
                   return mail::Sender{profile.title, profile.email};
               }),
          templates({{"accounts", accounts::embedded_files()},
                     {"news", news::embedded_files()},
                     {"home", home::embedded_files()},
                     {"me", me::embedded_files()},
                     {"mail", mail::embedded_files()},
                     {"letters", letters::embedded_files()},
                     {"admin", admin::embedded_files()},
                     {"directory", directory::embedded_files()},
                     {"documents", documents::embedded_files()},
                     {"imports", imports::embedded_files()}},
                    translations),
          services{config,   clock, database, jobs,      federation,
                   accounts, media, mail,     templates, translations},
          limits(clock, {.pages_per_minute = config.http.pages_per_minute}),
          server(edge_options(config, directory, router),
                 [this](web::Request& request) { return answer(request); }) {
        federation.add_routes(router);
        accounts.add_routes(router, templates, [this] { return site_of(services); });
        web::add_static_routes(router);
        Plug plug{.router = router};
        add_features(services, plug, http);
        old_address = plug.old_address;
        router.on_problem([this](const web::Request& request, int status) {
            return show_problem(services, request, status);
        });
    }

    // Who asks too often, or was blocked, reaches no page.
    web::Response answer(web::Request& request) {
        if (auto refused = limits.refuse(request)) return std::move(*refused);
        if (auto refused = federation.turn_away(request)) return std::move(*refused);
        auto response = router.route(request);
        if (const auto target = left_behind(request, response)) response = moved_to(*target);
        web::remember_language(request, response);
        return response;
    }

    static web::Response moved_to(const std::string& target) {
        auto response = web::Response::see_other(target);
        response.status = 301;
        return response;
    }
    // Only what nothing of ours answers, so that no old address covers one of ours;
    // the front page has no query of its own, and "/?p=12" was a page.
    std::optional<std::string> left_behind(const web::Request& request,
                                           const web::Response& response) const {
        if (!old_address || (request.method != "GET" && request.method != "HEAD")) return {};
        const bool query_alone = request.path == "/" && !request.query.empty();
        if (response.status != 404 && !query_alone) return {};
        return old_address(request);
    }

    std::filesystem::path directory;
    DirectoryLock lock;
    base::Config config;
    base::SystemClock system_clock;
    const base::Clock& clock;
    storage::Database database;
    net::CurlClient http;
    storage::Scheduler jobs;
    federation::Federation federation;
    accounts::Accounts accounts;
    media::Media media;
    mail::Mail mail;
    web::Translations translations;
    web::Templates templates;
    Services services;
    web::Router router;
    decltype(Plug::old_address) old_address;
    web::RequestLimits limits;
    web::EdgeServer server;
    bool started = false;
};

App::App(base::Config config, AppOptions options)
    : state_(std::make_unique<State>(std::move(config), std::move(options))) {}

App::~App() { stop(); }

void App::start() {
    state_->jobs.start();
    state_->federation.start();
    state_->server.start();
    state_->started = true;
    base::log::info("ready", {{"url", state_->config.public_url},
                              {"port", std::to_string(state_->server.port())}});
}

void App::stop() {
    if (!state_->started) return;
    state_->started = false;
    state_->server.stop();
    state_->media.stop();
    state_->federation.stop();
    state_->mail.stop();
    state_->jobs.stop();
}

int App::port() const { return state_->server.port(); }

web::Response App::answer(web::Request& request) { return state_->answer(request); }

std::vector<web::Route> App::routes() const { return state_->router.routes(); }

Services& App::services() { return state_->services; }

const std::filesystem::path& App::directory() const { return state_->directory; }

bool App::initialise(const base::Config& config, const std::filesystem::path& directory,
                     const federation::Profile& profile) {
    const base::SystemClock clock;
    {
        const DirectoryLock lock(directory);
        storage::Database database({.file = directory / "essaim.db"});
        {
            auto reader = database.read();
            auto known = reader->query("SELECT 1 FROM local_actor");
            if (known.step()) return false;
        }
        auto created = federation::LocalActors::create(database, config.name, clock.now());
        if (!created) throw std::runtime_error(created.error().detail);
    }
    App app(config, {.directory = directory});
    auto saved = app.services().federation.set_profile(profile);
    if (!saved) throw std::runtime_error(saved.error().detail);
    return true;
}

}  // namespace essaim
