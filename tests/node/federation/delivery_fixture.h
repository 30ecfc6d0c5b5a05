// A node with followers on an Internet in a table, for the tests of sending.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "activitypub/build.h"
#include "node/federation/delivery.h"
#include "node/federation/delivery_store.h"
#include "node/federation/domain_policy.h"
#include "node/federation/local_actors.h"
#include "node/federation/outbox.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"
#include "tests/support/fake_internet.h"
#include "tests/support/fixed_clock.h"
#include "tests/support/temporary_directory.h"

namespace essaim::test {

inline const std::string kPublic = "https://www.w3.org/ns/activitystreams#Public";

class Sender {
  public:
    explicit Sender(net::HttpClient* other = nullptr) : client_(other != nullptr ? *other : net) {
        REQUIRE(federation::LocalActors::create(database, "noisette", clock.now()).has_value());
        actors_.emplace(*federation::LocalActors::load(database, "https://noisette.example"));
        restart();
    }
    const federation::LocalActor& us() const { return actors_->association(); }
    const federation::LocalActors& actors() const { return *actors_; }

    // As after the end of the process: only the table is left.
    void restart() {
        delivery_.reset();
        delivery_.emplace(clock, database, client_, *actors_, policy);
        outbox_.emplace(*actors_, *delivery_, policy);
    }
    void end() { delivery_.reset(); }
    federation::Delivery& delivery() { return *delivery_; }
    federation::Outbox& outbox() { return *outbox_; }

    void known(const std::string& actor, const std::string& inbox, const std::string& shared = "") {
        write([&](storage::Connection& c) {
            c.query(
                 "INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, "
                 "shared_inbox, json, fetched_at) VALUES (?,?,'x@y','Person','',?,?,?,'{}',0)")
                .arg(actor)
                .arg(std::string(actor).substr(8, actor.find('/', 8) - 8))
                .arg(actor)
                .arg(inbox)
                .arg(shared.empty() ? std::optional<std::string>() : std::optional(shared))
                .run();
        });
    }
    void follower(const std::string& actor, const std::string& inbox,
                  const std::string& shared = "") {
        known(actor, inbox, shared);
        write([&](storage::Connection& c) {
            c.query("INSERT INTO follower (local_name, actor, activity, since) VALUES (?,?,?,0)")
                .arg(us().name)
                .arg(actor)
                .arg(actor + "/follow")
                .run();
        });
    }

    nlohmann::json note(const std::string& id, const std::string& text) const {
        return {{"id", us().id.substr(0, us().id.rfind('/')) + "/o/" + id},
                {"type", "Note"},
                {"attributedTo", us().id},
                {"content", text}};
    }
    nlohmann::json activity(const std::string& id, const std::string& type, nlohmann::json object,
                            std::vector<std::string> to = {kPublic}) const {
        return activitypub::make_activity(actors_->base() + "/a/" + id, type, us().id,
                                          std::move(object), to, {us().id + "/followers"},
                                          clock.now());
    }
    Result<void> publish(const nlohmann::json& what,
                         federation::Listing listing = federation::Listing::Listed) {
        return database.write([&](storage::Connection& c) {
            return outbox_->publish(c, what, listing, clock.now());
        });
    }
    void say(const std::string& id) {
        REQUIRE(publish(activity(id, "Create", note(id, "bonjour " + id))).has_value());
        delivery_->wake();
    }

    template <class F>
    void write(F&& work) {
        REQUIRE(database
                    .write([&](storage::Connection& c) -> Result<void> {
                        work(c);
                        return {};
                    })
                    .has_value());
    }
    std::int64_t number(const std::string& sql) const {
        auto reader = database.read();
        auto query = reader->query(sql);
        return query.step() ? query.number(0) : -1;
    }
    std::string text(const std::string& sql) const {
        auto reader = database.read();
        auto query = reader->query(sql);
        return query.step() ? query.text(0) : "";
    }
    std::int64_t waiting() const {
        return number("SELECT count(*) FROM delivery WHERE state = 'waiting'");
    }
    std::int64_t failed() const {
        return number("SELECT count(*) FROM delivery WHERE state = 'failed'");
    }

    // Waits for what other threads bring about; false after five seconds.
    template <class F>
    static bool soon(F&& there) {
        for (int i = 0; i < 1000; ++i) {
            if (there()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return false;
    }
    // Time passes, and the loop looks at the clock again.
    void later(std::chrono::milliseconds by) {
        clock.advance(by);
        delivery_->wake();
    }

    TemporaryDirectory directory;
    FixedClock clock;
    FakeInternet net;
    storage::Database database{{.file = directory / "essaim.db"}};
    federation::DomainPolicy policy{database};

  private:
    net::HttpClient& client_;
    std::optional<federation::LocalActors> actors_;
    std::optional<federation::Delivery> delivery_;
    std::optional<federation::Outbox> outbox_;
};

}  // namespace essaim::test
