#include "node/mail/mail.h"

#include <doctest/doctest.h>

#include "node/storage/connection.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/smtp_script.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using namespace std::chrono_literals;
using Answers = std::map<std::string, std::string>;
using mail::Letter;
using mail::Mail;

namespace {

const mail::Content kContent{
    .subject = "Bonjour",
    .text = std::string("arrêter : ") + mail::kUnsubscribeMark,
    .html = std::string("<a href=\"") + mail::kUnsubscribeMark + "\">arrêter</a>"};

// A node's mail, whose job runs when the test says so.
struct Bench {
    explicit Bench(Answers answers = {}, int per_hour = 300) : server(std::move(answers)) {
        config.public_url = "https://noisette.example";
        config.mail = server.config();
        config.mail.per_hour = per_hour;
        start();
    }
    ~Bench() { stop(); }
    void start() {
        jobs = std::make_unique<storage::Scheduler>(database, clock);
        post = std::make_unique<Mail>(config, clock, database, *jobs, [] {
            return mail::Sender{"La Noisette", "bureau@noisette.example"};
        });
    }
    void stop() {
        jobs->stop();
        post.reset();
        jobs.reset();
    }
    // Until there is nothing more to do now.
    void work() {
        jobs->start();
        for (int i = 0; i < 500 && is_due(); ++i) std::this_thread::sleep_for(10ms);
        CHECK_FALSE(is_due());
        stop();
        start();
    }
    bool is_due() const {
        auto reader = database.read();
        auto query = reader->query(
            "SELECT 1 FROM job WHERE state = 'running' OR (state = 'waiting' AND run_at <= ?)");
        query.arg(base::to_millis(clock.now()));
        return query.step();
    }
    std::int64_t count(const char* sql) const {
        auto reader = database.read();
        auto query = reader->query(sql);
        query.step();
        return query.number(0);
    }

    test::TemporaryDirectory directory;
    storage::Database database{{.file = directory / "essaim.db"}};
    test::FixedClock clock;
    base::Config config;
    test::SmtpScript server;
    std::unique_ptr<storage::Scheduler> jobs;
    std::unique_ptr<Mail> post;
};

Letter letter(const std::string& to, bool urgent = false) {
    return {.kind = "lettre",
            .to = to,
            .unsubscribe = "https://noisette.example/lettre/arreter/" + to,
            .urgent = urgent};
}

}  // namespace

TEST_CASE("each gets the same letter with a link of their own, and nothing of it stays") {
    Bench bench;
    REQUIRE(bench.database.write([&](storage::Connection& connection) {
        return bench.post->put(connection, kContent,
                               {letter("a@b.example"), letter("c@d.example")});
    }));
    bench.work();
    const auto letters = bench.server.letters();
    REQUIRE(letters.size() == 2);
    for (const auto* who : {"a@b.example", "c@d.example"}) {
        const auto& text = letters[letters[0].find(who) == std::string::npos ? 1 : 0];
        CHECK(text.find("List-Unsubscribe: <https://noisette.example/lettre/arreter/" +
                        std::string(who)) != std::string::npos);
        CHECK(text.find("unsubscribe.invalid") == std::string::npos);
        CHECK(text.find("Reply-To: <bureau@noisette.example>") != std::string::npos);
    }
    CHECK(bench.count("SELECT count(*) FROM mail") == 0);
    CHECK(bench.count("SELECT count(*) FROM mail_content") == 0);
}

TEST_CASE(
    "what is refused for good stays for who manages; what somebody waited for loses its link") {
    Bench bench(Answers{{"RCPT", "550 5.1.1 no such mailbox"}});
    REQUIRE(bench.post->send(kContent, letter("a@b.example")));
    REQUIRE(bench.post->send(kContent, letter("c@d.example", true)));
    bench.work();
    const auto stuck = bench.post->stuck(10);
    REQUIRE(stuck.size() == 2);
    for (const auto& one : stuck) {
        CHECK(one.error == "550 5.1.1 no such mailbox");
        CHECK(one.can_retry == (one.to == "a@b.example"));
    }
    CHECK(bench.count("SELECT count(*) FROM mail_content") == 1);
    bench.server.answer({});
    for (const auto& one : stuck) CHECK(bench.post->retry(one.id).has_value() == one.can_retry);
    bench.work();
    CHECK(bench.server.letters().size() == 1);
    for (const auto& one : stuck) CHECK(bench.post->drop(one.id));
    CHECK(bench.post->stuck(10).empty());
}

TEST_CASE(
    "what the server wants later is tried later; while there is no server, nothing is tried") {
    Bench bench(Answers{{"RCPT", "450 4.2.0 greylisted"}});
    REQUIRE(bench.post->send(kContent, letter("a@b.example")));
    bench.work();
    CHECK(bench.post->state().counts.waiting == 1);
    bench.server.answer({});
    bench.clock.advance(59s);
    bench.work();
    CHECK(bench.server.letters().empty());
    bench.clock.advance(2s);
    bench.work();
    CHECK(bench.server.letters().size() == 1);

    bench.config.mail.port = 1;  // nobody listens there
    REQUIRE(bench.post->send(kContent, letter("a@b.example")));
    REQUIRE(bench.post->send(kContent, letter("c@d.example")));
    bench.work();
    REQUIRE(bench.post->state().trouble);
    CHECK(bench.post->state().counts.waiting == 2);
    CHECK(bench.count("SELECT max(attempts) FROM mail") == 0);
    bench.config.mail.port = bench.server.port();
    bench.clock.advance(61s);
    bench.work();
    CHECK(bench.server.letters().size() == 3);
    CHECK_FALSE(bench.post->state().trouble);
}

TEST_CASE("what was being handed over when the process ended is not sent again, and is said") {
    Bench bench(Answers{{".", ""}});  // takes the letter and hangs up
    REQUIRE(bench.post->send(kContent, letter("a@b.example")));
    bench.work();
    bench.server.answer({});
    bench.clock.advance(48h);
    bench.work();
    CHECK(bench.server.letters().size() == 1);
    REQUIRE(bench.post->stuck(1).size() == 1);
    CHECK(bench.post->stuck(1)[0].unsure);

    // Killed between the last byte and the answer: the row says so.
    REQUIRE(bench.database.write([](storage::Connection& connection) -> Result<void> {
        connection.query("UPDATE mail SET state = 'handing'").run();
        return {};
    }));
    bench.stop();
    bench.start();
    bench.work();
    CHECK(bench.server.letters().size() == 1);
    CHECK(bench.post->state().counts.unsure == 1);
}

TEST_CASE("so many letters leave in an hour and no more; who waits for one comes first") {
    Bench bench({}, 2);
    REQUIRE(bench.database.write([&](storage::Connection& connection) {
        return bench.post->put(
            connection, kContent,
            {letter("a@b.example"), letter("c@d.example"), letter("e@f.example")});
    }));
    REQUIRE(bench.post->send(kContent, letter("vite@b.example", true)));
    bench.work();
    REQUIRE(bench.server.letters().size() == 2);
    CHECK(bench.server.letters()[0].find("vite@b.example") != std::string::npos);
    bench.clock.advance(61min);
    bench.work();
    CHECK(bench.server.letters().size() == 4);
}

TEST_CASE("a letter that comes too late to be of use is not sent, and its link is gone") {
    Bench bench;
    auto late = letter("a@b.example", true);
    late.valid = 1h;
    bench.config.mail.port = 1;
    REQUIRE(bench.post->send(kContent, late));
    bench.work();
    bench.config.mail.port = bench.server.port();
    bench.clock.advance(61min);
    bench.work();
    CHECK(bench.server.letters().empty());
    REQUIRE(bench.post->stuck(1).size() == 1);
    CHECK(bench.post->stuck(1)[0].error == "expired");
    CHECK(bench.count("SELECT count(*) FROM mail_content") == 0);
    bench.clock.advance(24h * 31);
    REQUIRE(bench.post->clean());
    CHECK(bench.post->stuck(1).empty());
}

TEST_CASE("a link that is signed says what it said; one letter changed and it says nothing") {
    Bench bench;
    const auto token = bench.post->sign("s-01J");
    CHECK(bench.post->signed_what(token) == std::optional<std::string>("s-01J"));
    for (const auto& other : {token + "0", "s-01K" + token.substr(5), std::string("s-01J"),
                              std::string("s-01J."), std::string(), std::string(1000, 'x')}) {
        CAPTURE(other);
        CHECK_FALSE(bench.post->signed_what(other));
    }
    Bench elsewhere;
    CHECK_FALSE(elsewhere.post->signed_what(token));
}

TEST_CASE("one address is written to three times a day at most, on request (security.md D7)") {
    Bench bench;
    const auto ask = [&](const std::string& address) {
        return bench.database
            .write([&](storage::Connection& connection) -> Result<void> {
                if (!bench.post->may_ask(connection, address)) return refuse(Fault::TooMany, "");
                return {};
            })
            .has_value();
    };
    for (int i = 0; i < 30; ++i) CHECK(ask("a@b.example") == (i < 3));
    CHECK(ask("c@d.example"));
}
