#include "node/feature/notices.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/news/publishing.h"
#include "tests/node/features/whole_node.h"

using namespace essaim;
using nlohmann::json;
using test::kBase;
using test::WholeNode;

namespace {

const std::string kUs = kBase + "/@lanoisette";
const std::string kMarie = "https://ailleurs.example/marie";

struct House : WholeNode {
    House() {
        const auto post = news::Publishing(services())
                              .add({.title = "Le marché",
                                    .summary = "",
                                    .source = "Douze étals.",
                                    .language = "fr"},
                                   news::PostState::Published, "cli");
        REQUIRE(post);
        ours = post->id;
    }
    accounts::Visitor visitor(const std::string& name) {
        for (const auto& one : visitors()) {
            if (one.name != name) continue;
            web::Request request;
            request.headers = {{"cookie", "__Host-session=" + one.session}};
            return services().accounts.visitor(request);
        }
        return {};
    }
    std::vector<NoticeShown> told(const std::string& name) {
        return notices_for(services(), visitor(name), web::Language::French);
    }
    std::int64_t unread(const std::string& name) {
        return unread_notices(services(), visitor(name));
    }
    std::string page(const std::string& name, const std::string& path) {
        for (const auto& one : visitors()) {
            if (one.name == name) return ask(one, "GET", path, "text/html");
        }
        return {};
    }
    std::string submit(const std::string& name, const std::string& path, const std::string& form) {
        for (const auto& one : visitors()) {
            if (one.name == name) return ask(one, "POST", path, "text/html", form);
        }
        return {};
    }

    void follow(const std::string& actor) {
        write([&](storage::Connection& connection) {
            connection.query("INSERT INTO follower VALUES ('lanoisette', ?, 'x', 1)")
                .arg(actor)
                .run();
        });
    }
    void react(const std::string& kind, const std::string& actor) {
        write([&](storage::Connection& connection) {
            connection.query("INSERT INTO reaction VALUES (?, ?, 'ailleurs.example', ?, ?, 1)")
                .arg(ours)
                .arg(kind)
                .arg(actor)
                .arg(actor + "#" + kind)
                .run();
        });
    }
    // As the inbox keeps it: the text, then its place.
    void reply(const std::string& id, const std::string& author) {
        write([&](storage::Connection& connection) {
            const json note = {{"id", id},
                               {"type", "Note"},
                               {"attributedTo", author},
                               {"content", "<p>Et le fromager ?</p>"}};
            connection
                .query(
                    "INSERT INTO object (id, type, actor, local, json, published, updated) "
                    "VALUES (?, 'Note', ?, 0, ?, 1, 1)")
                .arg(id)
                .arg(author)
                .arg(note.dump())
                .run();
            connection
                .query(
                    "INSERT INTO thread_item (object, actor, parent, thread, published) VALUES "
                    "(?, ?, ?, ?, 2)")
                .arg(id)
                .arg(author)
                .arg(ours)
                .arg(kBase + "/t/" + ours.substr(ours.rfind('/') + 1))
                .run();
        });
    }

    std::string ours;
};

}  // namespace

TEST_CASE("who writes is told what others do, who manages who wants in, nobody else anything") {
    House house;
    house.follow(kMarie);
    house.react("like", kMarie);
    house.react("boost", kMarie);
    house.reply("https://ailleurs.example/1", kMarie);
    REQUIRE(
        house.services().accounts.ask_to_join("noe@exemple.org", "Noé", "Bonjour", "192.0.2.9"));
    struct Row {
        std::string who;
        std::size_t count;
    };
    for (const auto& row : {Row{"anonymous", 0}, Row{"member", 0}, Row{"writer", 4},
                            Row{"moderator", 4}, Row{"manager", 5}}) {
        CAPTURE(row.who);
        CHECK(house.told(row.who).size() == row.count);
        CHECK(house.unread(row.who) == static_cast<std::int64_t>(row.count));
    }
    const auto told = house.told("writer");
    CHECK(told[0].sentence.find("ailleurs.example répond sous") == 0);
    CHECK(told[0].excerpt == "Et le fromager ?");
    CHECK(told[0].url == "/actualites/le-marche");
    CHECK(told[3].sentence == "ailleurs.example vous suit.");
    CHECK(house.page("writer", "/").find("4 notifications non lues") != std::string::npos);
    CHECK(house.page("writer", "/moi/notifications").find("Le marché") != std::string::npos);
    CHECK(house.page("anonymous", "/").find("notifications") == std::string::npos);
}

TEST_CASE("what is taken back, hidden, or by a blocked server is not told") {
    House house;
    house.follow(kMarie);
    house.react("like", kMarie);
    house.reply("https://ailleurs.example/1", kMarie);
    house.reply("https://ailleurs.example/2", kMarie);
    house.follow("https://blocked.example/x");
    house.react("boost", "https://blocked.example/x");
    CHECK(house.unread("writer") == 4);
    house.hide("https://ailleurs.example/1");
    CHECK(house.unread("writer") == 3);
    house.write([&](storage::Connection& connection) {
        connection.query("DELETE FROM follower").run();
        connection.query("DELETE FROM reaction").run();
        connection.query("UPDATE object SET deleted = 1 WHERE local = 0").run();
    });
    CHECK(house.told("writer").empty());
}

TEST_CASE("each reads for themselves, up to what they saw, and chooses what they are told") {
    House house;
    house.follow(kMarie);
    const auto seen = house.told("writer").front().id;
    house.react("like", kMarie);
    CHECK(house.submit("writer", "/moi/notifications/lues", "jusque=" + std::to_string(seen))
              .starts_with("303"));
    CHECK(house.unread("writer") == 1);
    CHECK(house.unread("manager") == 2);
    CHECK(house.submit("writer", "/moi/notifications/lues", "jusque=999999999").starts_with("303"));
    house.react("boost", kMarie);
    CHECK(house.unread("writer") == 1);  // nobody has read what is still to come
    CHECK(house.submit("writer", "/moi/notifications", "follow=1&reply=1").starts_with("303"));
    CHECK(house.unread("writer") == 0);
    CHECK(house.told("writer").size() == 1);
    CHECK(house.told("manager").size() == 3);
}

TEST_CASE("who follows a member's own address is told to that member alone") {
    House house;
    const auto member = house.visitor("member");
    house.write([&](storage::Connection& connection) {
        connection
            .query(
                "INSERT INTO local_actor (name, kind, rsa_private, ed25519_private, created_at, "
                "account) VALUES ('noe', 'person', x'00', x'00', 1, ?)")
            .arg(member.account->id)
            .run();
        connection.query("INSERT INTO follower VALUES ('noe', ?, 'x', 1)").arg(kMarie).run();
    });
    CHECK(house.unread("member") == 1);
    CHECK(house.unread("writer") == 0);
    CHECK(house.unread("manager") == 0);
}

TEST_CASE("two thousand are kept, the newest") {
    House house;
    house.write([&](storage::Connection& connection) {
        for (int i = 0; i < 2100; ++i) {
            connection.query("INSERT INTO follower VALUES ('lanoisette', ?, 'x', 1)")
                .arg("https://ailleurs.example/" + std::to_string(i))
                .run();
        }
    });
    auto reader = house.services().database.read();
    auto query = reader->query("SELECT count(*), max(id) - min(id) FROM notice");
    REQUIRE(query.step());
    CHECK(query.number(0) == 2000);
    CHECK(query.number(1) == 1999);
    CHECK(house.unread("writer") == 99);
}
