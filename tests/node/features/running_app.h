// For the tests of whole pages: a node as `essaim serve` runs it, on a free
// loopback port with a clock of the test's, asked in raw bytes.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "node/app.h"
#include "tests/node/web/raw_client.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

namespace essaim::test {

class RunningApp {
  public:
    explicit RunningApp(std::vector<std::string> trusted_proxies = {},
                        media::PictureReader reader = {}, media::DocumentReader documents = {})
        : app_(built(std::move(trusted_proxies), std::move(reader), std::move(documents))) {
        app_->start();
    }
    ~RunningApp() { app_->stop(); }

    Services& services() { return app_->services(); }
    App& app() { return *app_; }
    // Not called ask: a literal would rather be the bool than the target.
    std::string ask_bytes(const std::string& bytes, bool with_body = true) {
        web::RawClient client(app_->port());
        client.send(bytes);
        return client.read_response(with_body);
    }
    std::string ask(const std::string& method, const std::string& target,
                    const std::string& headers = "", const std::string& body = "") {
        return ask_bytes(
            method + " " + target +
                " HTTP/1.1\r\nHost: lanoisette.example\r\nConnection: close\r\n" + headers +
                (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
                "\r\n" + body,
            method != "HEAD");
    }
    std::string page(const std::string& target) {
        return ask("GET", target, "Accept: text/html\r\n");
    }
    // The Cookie header of somebody who has signed in.
    std::string signed_in(accounts::Role role) {
        const auto email = std::string(accounts::role_name(role)) + "@noisette.example";
        const auto account =
            services().accounts.create(email, "Camille", role, "une phrase de passe longue");
        REQUIRE(account);
        const auto session = services().accounts.open_session(*account, "test");
        REQUIRE(session);
        return "Cookie: __Host-session=" + *session + "\r\n";
    }
    int port() const { return app_->port(); }

    FixedClock clock;

  private:
    std::unique_ptr<App> built(std::vector<std::string> trusted_proxies,
                               media::PictureReader reader, media::DocumentReader documents) {
        base::Config config;
        config.public_url = "https://lanoisette.example";
        config.name = "lanoisette";
        config.title = "La Noisette";
        config.http.port = 0;
        config.http.trusted_proxies = std::move(trusted_proxies);
        config.data_directory = directory_.path();
        REQUIRE(App::initialise(config, directory_.path(),
                                {.title = config.title, .tagline = {}, .sentence = {}, .hue = 0}));
        return std::make_unique<App>(config, AppOptions{.directory = directory_.path(),
                                                        .clock = &clock,
                                                        .picture_reader = std::move(reader),
                                                        .document_reader = std::move(documents)});
    }
    TemporaryDirectory directory_;
    std::unique_ptr<App> app_;
};

}  // namespace essaim::test
