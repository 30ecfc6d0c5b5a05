#include "node/net/mailer.h"

#include <doctest/doctest.h>

#include "tests/support/smtp_script.h"

using namespace essaim;
using net::MailOutcome;
using Kind = net::MailOutcome::Kind;

namespace {

net::MailMessage message(const std::string& html = "<p>Étals</p>") {
    return {.from_name = "La Noisette",
            .from = "nouvelles@noisette.example",
            .to = "lucie@exemple.org",
            .subject = "Le marché",
            .text = "Étals\n.\nfin",
            .html = html,
            .id = "01J@noisette.example",
            .date = base::from_millis(1'780'315'200'000)};
}

}  // namespace

TEST_CASE("what the server of mail answers decides whether the letter is tried again") {
    struct Row {
        std::map<std::string, std::string> answers;
        Kind kind;
        std::string said;
    };
    const Row table[] = {
        {{}, Kind::Sent, "250 ok"},
        {{{"RCPT", "550 5.1.1 no such mailbox"}}, Kind::Refused, "550 5.1.1 no such mailbox"},
        {{{"RCPT", "450 4.2.0 greylisted"}}, Kind::Later, "450 4.2.0 greylisted"},
        {{{"DATA", "554 5.7.1 no"}}, Kind::Refused, "554 5.7.1 no"},
        {{{".", "554 5.7.1 looks like spam"}}, Kind::Refused, "554 5.7.1 looks like spam"},
        {{{".", "451 4.3.0 later"}}, Kind::Later, "451 4.3.0 later"},
        {{{"MAIL", "553 5.1.8 not you"}}, Kind::NoWay, "553 5.1.8 not you"},
        {{{"RCPT", ""}}, Kind::NoWay, ""},
        {{{".", ""}}, Kind::Unsure, ""},
    };
    for (const auto& row : table) {
        const test::SmtpScript server(row.answers);
        net::Mailer mailer(server.config(), "noisette.example");
        const auto outcome = mailer.send(message());
        CAPTURE(outcome.said);
        CAPTURE(row.said);
        CHECK(outcome.kind == row.kind);
        if (!row.said.empty()) CHECK(outcome.said == row.said);
        CHECK_FALSE(outcome.said.empty());
    }
}

TEST_CASE("without a server, or without TLS where it must be, nothing leaves") {
    auto gone = test::SmtpScript().config();
    CHECK(net::Mailer(gone, "noisette.example").send(message()).kind == Kind::NoWay);
    CHECK(net::Mailer(gone, "noisette.example").probe().kind == Kind::NoWay);
    const test::SmtpScript server;  // offers no STARTTLS
    auto config = server.config();
    CHECK(net::Mailer(config, "noisette.example").probe().kind == Kind::Sent);
    config.security = base::Config::Mail::Security::StartTls;
    CHECK(net::Mailer(config, "noisette.example").send(message()).kind == Kind::NoWay);
    CHECK(net::Mailer(config, "noisette.example").probe().kind == Kind::NoWay);
    config.security = base::Config::Mail::Security::Tls;
    CHECK(server.letters().empty());
}

TEST_CASE("whoever sends is asked before the last byte goes, and may still say no") {
    const test::SmtpScript server;
    net::Mailer mailer(server.config(), "noisette.example");
    CHECK(mailer.send(message(), [] { return false; }).kind == Kind::NoWay);
    CHECK(server.letters().empty());
    int asked = 0;
    CHECK(mailer.send(message(), [&] { return ++asked > 0; }).kind == Kind::Sent);
    CHECK(mailer.send(message(""), [&] { return ++asked > 0; }).kind == Kind::Sent);
    CHECK(asked == 2);
    REQUIRE(server.letters().size() == 2);
    const auto both = server.letters()[0];
    CHECK(both.find("text/plain; charset=utf-8") != std::string::npos);
    CHECK(both.find("text/html; charset=utf-8") != std::string::npos);
    CHECK(both.find("=C3=89tals") != std::string::npos);
    CHECK(server.letters()[1].find("text/html") == std::string::npos);
}
