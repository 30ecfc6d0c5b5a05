#include "node/federation/threads.h"

#include "tests/node/federation/social_node.h"

using namespace essaim;
using namespace essaim::test;
using federation::Threads;

namespace {

std::string thread_of(const std::string& object) { return Threads::thread_begun_by(kBase, object); }

web::Response conditional(SocialNode& node, const std::string& path, const std::string& etag) {
    web::Request request;
    request.method = "GET";
    request.target = request.path = path;
    request.headers = {{"accept", "application/activity+json"}, {"if-none-match", etag}};
    return node.router.route(request);
}

}  // namespace

TEST_CASE(
    "a text of ours names its collections and its thread, on its way out and where it stands") {
    SocialNode node;
    const auto object = node.publish("1");
    const auto sent = node.document(object + "#create")["object"];
    CHECK(sent["context"] == thread_of(object));
    CHECK(sent["conversation"] == sent["context"]);
    CHECK(sent["likes"]["id"] == object + "/likes");
    CHECK(sent["likes"]["totalItems"] == 0);
    CHECK(sent["shares"]["id"] == object + "/shares");
    CHECK(sent["replies"]["first"]["items"] == json::array());  // nobody need ask for them at once
    node.tell(kBob.activity("r1", "Like", object));
    node.tell(kBob.activity("r2", "Announce", object));
    node.tell(create_of(kZoe, reply_of(kZoe, "n1", object)), kZoe);
    const auto standing = node.read(object);
    CHECK(standing["likes"]["totalItems"] == 1);
    CHECK(standing["shares"]["totalItems"] == 1);
    CHECK(standing["replies"]["first"]["items"] == json{kZoe.id + "/n1"});
    CHECK(standing["conversation"] == thread_of(object));
    for (const auto* name : {"/likes", "/shares"})
        CHECK(node.read(object + name)["totalItems"] == 1);

    auto edited = standing;  // an edit tells the counts, too: Mastodon takes them from it
    edited["content"] = "<p>Corrigé</p>";
    edited["updated"] = "2026-06-02T10:00:00Z";
    node.say(activitypub::make_activity(std::string(kBase) + "/a/u1", "Update", kUs, edited,
                                        {kEverybody}, {}, node.clock.now()));
    CHECK(node.document(std::string(kBase) + "/a/u1")["object"]["likes"]["totalItems"] == 1);
    CHECK(node.read(object)["replies"]["totalItems"] == 1);
}

TEST_CASE(
    "replies: five inside the first page, the others behind it, remote ones included (case 48)") {
    SocialNode node;
    const auto object = node.publish("1");
    json all = json::array();
    for (int i = 0; i < 12; ++i) {
        const auto minute = std::string(i < 10 ? "0" : "") + std::to_string(i);
        const auto note = reply_of(kBob, "n" + minute, object, "2026-05-20T10:" + minute + ":00Z");
        node.tell(create_of(kBob, note));
        all.push_back(note["id"]);
    }
    const auto replies = node.read(object + "/replies");
    CHECK(replies["id"] == object + "/replies");
    CHECK(replies["type"] == "Collection");
    CHECK(replies["totalItems"] == 12);
    const auto& first = replies["first"];
    CHECK(first["type"] == "CollectionPage");
    CHECK(first["partOf"] == object + "/replies");
    CHECK(first["items"].size() == 5);
    json walked = first["items"];
    std::string next = first.value("next", "");
    for (int pages = 0; !next.empty() && pages < 10; ++pages) {
        const auto page = node.read(next);
        CHECK(page["id"] == next);
        for (const auto& item : page["items"]) walked.push_back(item);
        next = page.value("next", "");
    }
    CHECK(walked == all);
    web::Request head;
    head.method = "HEAD";
    head.target = head.path = "/o/1/replies";
    CHECK(node.router.route(head).status == 200);
}

TEST_CASE(
    "the thread lists all there is in it in order, with a digest that spares a second reading "
    "(case 59)") {
    SocialNode node;
    const auto object = node.publish("1");
    const auto thread = thread_of(object);
    CHECK(node.read(thread)["totalItems"] == 1);
    node.tell(create_of(kBob, reply_of(kBob, "late", object, "2026-05-20T12:00:00Z")));
    node.tell(create_of(kZoe, reply_of(kZoe, "early", object, "2026-05-20T11:00:00Z")), kZoe);
    node.tell(create_of(kZoe, reply_of(kZoe, "deep", kBob.id + "/late", "2026-05-20T13:00:00Z")),
              kZoe);
    const auto collection = node.read(thread);
    CHECK(collection["type"] == "OrderedCollection");
    CHECK(collection["attributedTo"] == kUs);
    CHECK(collection["totalItems"] == 4);
    const auto page = node.read(collection["first"]);
    CHECK(page["orderedItems"] ==
          json{object, kZoe.id + "/early", kBob.id + "/late", kZoe.id + "/deep"});
    CHECK(page["partOf"] == thread);
    CHECK(page["attributedTo"] == kUs);

    const auto etag = header(node.get("/t/1"), "ETag");
    CHECK(etag.size() == 66);
    for (const auto& known :
         {etag, "W/" + etag, etag.substr(1, 64), "\"other\", " + etag, std::string("*")}) {
        CAPTURE(known);
        const auto same = conditional(node, "/t/1", known);
        CHECK(same.status == 304);
        CHECK(same.body.empty());
        CHECK(header(same, "ETag") == etag);
    }
    CHECK(conditional(node, "/t/1", "\"other\"").status == 200);
    node.tell(kZoe.activity("d", "Delete", kZoe.id + "/deep"), kZoe);
    CHECK(conditional(node, "/t/1", etag).status == 200);
    CHECK(node.read(thread)["totalItems"] == 3);
}

TEST_CASE("a long thread comes in pages of sixty") {
    SocialNode node;
    const auto object = node.publish("1");
    node.write(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130) "
        "INSERT INTO thread_item SELECT 'https://gironde.example/n/' || i, "
        "'https://gironde.example/u', '" +
        object + "', '" + thread_of(object) + "', 1779000000000 + i FROM n");
    const auto collection = node.read(thread_of(object));
    CHECK(collection["totalItems"] == 131);
    std::size_t seen = 0;
    std::string next = collection["first"];
    std::vector<std::size_t> sizes;
    while (!next.empty() && sizes.size() < 9) {
        const auto page = node.read(next);
        sizes.push_back(page["orderedItems"].size());
        seen += sizes.back();
        next = page.value("next", "");
    }
    CHECK(sizes == std::vector<std::size_t>{60, 60, 11});
    CHECK(seen == 131);
    CHECK(node.read(collection["last"])["orderedItems"].size() == 11);
}

TEST_CASE("what nobody may see has no collections: 404, and 410 for what was taken back") {
    SocialNode node;
    const auto object = node.publish("1");
    const auto names = {"/o/1/replies", "/o/1/likes", "/o/1/shares", "/t/1"};
    for (const auto* path : names) CHECK(node.get(path).status == 200);
    REQUIRE(node.federation->moderation().hide(object, "essai", "cli"));
    for (const auto* path : names) CHECK(node.get(path).status == 404);
    REQUIRE(node.federation->moderation().show(object, "cli"));
    node.tell(create_of(kBob, reply_of(kBob, "n1", object)));
    node.withdraw(object);
    for (const auto* path : names) CHECK(node.get(path).status == 410);
    node.tell(create_of(kZoe, reply_of(kZoe, "n2", kBob.id + "/n1")),
              kZoe);  // nothing grows there any more
    CHECK(node.held() == 1);
    for (const auto* path : {"/o/2/replies", "/o/2/likes", "/t/2", "/t/"})
        CHECK(node.get(path).status == 404);
    const auto answer = node.publish("3", {{"inReplyTo", "https://gironde.example/x"}});
    CHECK(node.status(answer + "/replies") == 200);
    CHECK(node.get("/t/3").status == 404);  // an answer begins no thread
    CHECK_FALSE(node.read(answer).contains("context"));
    CHECK(node.get("/t/1", "text/html").status == 410);
    node.publish("4");
    CHECK(header(node.get("/t/4", "text/html"), "Location") ==
          std::string(kBase) + "/actualites/4");
}

TEST_CASE("answers from a blocked server or by somebody hidden are in no collection") {
    SocialNode node;
    const auto object = node.publish("1");
    node.tell(create_of(kBob, reply_of(kBob, "n1", object)));
    node.tell(create_of(kZoe, reply_of(kZoe, "n1", object)), kZoe);
    CHECK(node.read(object + "/replies")["totalItems"] == 2);
    REQUIRE(node.federation->block("autre.example", "essai"));
    CHECK(node.read(object + "/replies")["first"]["items"] == json{kBob.id + "/n1"});
    CHECK(node.read(thread_of(object))["totalItems"] == 2);
    REQUIRE(node.federation->moderation().hide(kBob.id, "essai", "cli"));
    CHECK(node.read(object + "/replies")["totalItems"] == 0);
    CHECK(node.read(object)["replies"]["first"]["items"] == json::array());
}

TEST_CASE(
    "a stranger's answer is kept when it belongs to a thread of ours, by its parent or by its "
    "context") {
    SocialNode node;
    const auto object = node.publish("1");
    node.tell(create_of(kBob, reply_of(kBob, "n1", object)));
    node.tell(create_of(kZoe, reply_of(kZoe, "n2", kBob.id + "/n1")),
              kZoe);  // to a stranger, in our thread
    auto claimed = reply_of(kZoe, "n3", "https://inconnu.example/n");
    claimed["context"] = thread_of(object);
    node.tell(create_of(kZoe, claimed), kZoe);
    auto invented = reply_of(kZoe, "n4", "https://inconnu.example/n");
    invented["context"] = std::string(kBase) + "/t/none";
    node.tell(create_of(kZoe, invented), kZoe);
    node.tell(create_of(kZoe, reply_of(kZoe, "n5", kEve.id + "/elsewhere")), kZoe);
    CHECK(node.read(thread_of(object))["totalItems"] == 4);
    CHECK(node.held() == 3);
}

TEST_CASE("the parents of an answer are fetched in the background, three at most, each once") {
    SocialNode node;
    const auto object = node.publish("1");
    node.we_follow(kBob);
    // n0 ← n1 ← … ← n5, of which only n5 is told; n0 answers us.
    for (int i = 0; i < 5; ++i) {
        const auto name = "n" + std::to_string(i);
        const auto parent = i == 0 ? object : kZoe.id + "/n" + std::to_string(i - 1);
        node.internet.answer(kZoe.id + "/" + name, reply_of(kZoe, name, parent).dump());
    }
    node.tell(create_of(kBob, reply_of(kBob, "n5", kZoe.id + "/n4")));
    node.tell(create_of(kBob, reply_of(kBob, "n6", kZoe.id + "/n4")));
    node.fetch_missing();
    CHECK(node.held() == 5);  // n5, n6 and n4, n3, n2
    CHECK(node.internet.requests_to(kZoe.id + "/n4").size() == 1);
    CHECK(node.internet.requests_to(kZoe.id + "/n1").empty());
    CHECK(node.text("SELECT name FROM remote_actor WHERE id = '" + kZoe.id + "'") == "Une voisine");
    CHECK(node.read(thread_of(object))["totalItems"] == 1);

    // When the chain closes, all of it is in the thread.
    node.tell(create_of(kZoe, reply_of(kZoe, "n0", object)), kZoe);
    node.tell(create_of(kZoe, reply_of(kZoe, "n1", kZoe.id + "/n0")), kZoe);
    CHECK(node.read(thread_of(object))["totalItems"] == 8);
}

TEST_CASE(
    "a parent out of reach is asked for again, three times; one that is private never shows") {
    SocialNode node;
    node.we_follow(kBob);
    const auto parent = kZoe.id + "/p";
    node.internet.fail(parent);
    node.tell(create_of(kBob, reply_of(kBob, "n1", parent)));
    node.fetch_missing();
    CHECK(node.count("SELECT attempts FROM missing") == 1);
    auto letter = kZoe.note("p", "secret");
    letter["to"] = {kBob.id};
    node.internet.answer(parent, letter.dump());
    node.clock.advance(std::chrono::minutes(11));
    for (int i = 0; i < 500 && node.count("SELECT count(*) FROM missing") > 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK(node.internet.requests_to(parent).size() == 2);
    CHECK(node.count("SELECT count(*) FROM missing") == 0);
    CHECK(node.held() == 1);
}

TEST_CASE("two texts that claim to answer each other do no harm") {
    SocialNode node;
    const auto object = node.publish("1");
    node.we_follow(kBob);
    node.tell(create_of(kBob, reply_of(kBob, "a", kBob.id + "/b")));
    auto b = reply_of(kBob, "b", kBob.id + "/a");
    b["context"] = thread_of(object);
    node.tell(create_of(kBob, b));
    CHECK(node.read(thread_of(object))["totalItems"] == 3);
}
