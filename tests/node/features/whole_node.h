// A whole node that listens nowhere: every route answers every kind of visitor
// in the same thread. No test inside.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "node/app.h"
#include "node/federation/moderation.h"
#include "node/storage/connection.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

namespace essaim::test {

inline const std::string kBase = "https://lanoisette.example";

struct Visitor {
    std::string name;
    std::string session;    // cookie value
    std::string signature;  // header
};

class WholeNode {
  public:
    WholeNode() {
        base::Config config;
        config.public_url = kBase;
        config.name = "lanoisette";
        config.title = "La Noisette";
        config.http.port = 0;
        config.http.pages_per_minute = 0;
        config.data_directory = directory_.path();
        REQUIRE(App::initialise(config, directory_.path(),
                                {.title = config.title, .tagline = "", .sentence = "", .hue = 0}));
        app_ = std::make_unique<App>(config,
                                     AppOptions{.directory = directory_.path(), .clock = &clock});
        visitors_ = {
            {"anonymous", "", ""},
            {"stranger", "",
             "keyId=\"https://stranger.example/a#main-key\",headers=\"date\",signature=\"AAAA\""},
            {"blocked peer", "",
             "keyId=\"https://blocked.example/a#main-key\",headers=\"date\",signature=\"AAAA\""}};
        for (const auto role : {accounts::Role::Member, accounts::Role::Writer,
                                accounts::Role::Moderator, accounts::Role::Manager}) {
            const auto name = std::string(accounts::role_name(role));
            const auto account = services().accounts.create(name + "@noisette.example", name, role,
                                                            "une phrase de passe longue");
            REQUIRE(account);
            visitors_.push_back(
                {name, services().accounts.open_session(*account, "test").value(), ""});
        }
        rule("blocked.example", federation::PolicyLevel::Block);
        rule("silenced.example", federation::PolicyLevel::Silence);
    }
    Services& services() { return app_->services(); }
    const std::vector<Visitor>& visitors() const { return visitors_; }
    std::vector<web::Route> routes() const { return app_->routes(); }

    void rule(const std::string& domain, federation::PolicyLevel level) {
        REQUIRE(services().federation.moderation().set(
            {.domain = domain, .level = level, .reason = "essai"}, "cli"));
    }
    void hide(const std::string& iri) {
        REQUIRE(services().federation.moderation().hide(iri, "essai", "cli"));
    }
    void write(const std::function<void(storage::Connection&)>& work) {
        REQUIRE(services().database.write([&](storage::Connection& connection) -> Result<void> {
            work(connection);
            return {};
        }));
    }

    // Status, headers and body, without what differs from one answer to the next.
    std::string ask(const Visitor& who, const std::string& method, const std::string& target,
                    const std::string& accept, const std::string& form = "") {
        web::Request request;
        request.method = method;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        if (const auto mark = target.find('?'); mark != std::string::npos)
            request.query = target.substr(mark + 1);
        request.client = "192.0.2.1";
        request.headers = {{"host", "lanoisette.example"}, {"accept", accept}};
        if (!who.session.empty())
            request.headers.emplace_back("cookie", "__Host-session=" + who.session);
        if (!who.signature.empty()) request.headers.emplace_back("signature", who.signature);
        if (method == "POST") {
            request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
            request.body = form + (who.session.empty() ? "" : "&csrf=" + token(who));
        }
        const auto response = app_->answer(request);
        std::string all = std::to_string(response.status) + "\n";
        for (const auto& [name, value] : response.headers) {
            if (name != "Set-Cookie") all += name + ": " + value + "\n";
        }
        return stable(all + (response.shared_body ? *response.shared_body : response.body));
    }

    web::Response answer(web::Request& request) { return app_->answer(request); }

    FixedClock clock;

  private:
    std::string token(const Visitor& who) {
        web::Request request;
        request.headers = {{"cookie", "__Host-session=" + who.session}};
        return services().accounts.visitor(request).csrf_token;
    }
    static std::string stable(std::string text) {
        for (const std::string name : {"csrf", "once"}) {
            const auto token = "name=\"" + name + "\" value=\"";
            for (auto at = text.find(token); at != std::string::npos;
                 at = text.find(token, at + 1)) {
                text.erase(at + token.size(),
                           text.find('"', at + token.size()) - at - token.size());
            }
        }
        return text;
    }
    TemporaryDirectory directory_;
    std::unique_ptr<App> app_;
    std::vector<Visitor> visitors_;
};

}  // namespace essaim::test
