// security.md §1.2: who may say what about whom (B1–B6, B12, B13), with the
// workers running: after each forgery nothing of it is in the database and no
// feature heard of it.
#include "node/federation/object_store.h"
#include "running_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

const Peer kBob{"https://gironde.example/users/bob"};
const Peer kSibling{"https://gironde.example/users/eve", &rsa_key(1)};
const Peer kStranger{"https://evil.example/users/eve", &rsa_key(1)};
constexpr const char* kPublic = "https://www.w3.org/ns/activitystreams#Public";

// Bob and Eve are followed; Bob's note n1 is here, and he follows us.
struct Peopled : ActingNode {
    Peopled() {
        for (const auto* peer : {&kBob, &kSibling, &kStranger}) {
            know(*peer);
            we_follow(*peer);
        }
        CHECK(tell(kBob.activity("f", "Follow", kUs), kBob) == 202);
        CHECK(tell(kBob.activity("c1", "Create", kBob.note("n1", "vrai")), kBob) == 202);
        CHECK(calls().size() == 1);
        // Their keys too, so that forgeries below fetch none.
        for (const auto* peer : {&kSibling, &kStranger}) {
            CHECK(tell(peer->activity("0", "Like", kUs), *peer) == 202);
        }
        before = state();
    }
    // All but the queue itself, which remembers what it refused.
    std::vector<std::string> state() { return rows({"inbox", "undone", "peer_host", "delivery"}); }
    // The forgery is refused or ignored; never a fault of ours.
    void check_without_effect(const json& activity, const Peer& signer) {
        const auto status = tell(activity, signer);
        CHECK((status == 202 || status / 100 == 4));
        CHECK(changes(before, state()) == "");
        CHECK(calls().size() == 1);
    }
    std::vector<std::string> before;
};

json with(json document, const std::string& name, json value) {
    document[name] = std::move(value);
    return document;
}

}  // namespace

TEST_CASE("B1: a fetched document is believed at its own address only") {
    const std::string id = kBob.id + "/n9";
    const auto genuine = kBob.note("n9", "faux");
    struct Row {
        const char* what;
        std::function<void(FakeInternet&)> prepare;
    };
    const Row rows[] = {
        {"another id of the same server",
         [&](auto& net) { net.answer(id, with(genuine, "id", kBob.id + "/n8").dump()); }},
        {"an id of another server",
         [&](auto& net) { net.answer(id, with(genuine, "id", "https://evil.example/n9").dump()); }},
        {"no id", [&](auto& net) { net.answer(id, with(genuine, "id", nullptr).dump()); }},
        {"an open redirect",
         [&](auto& net) {
             net.redirect(id, "https://evil.example/n9");
             net.answer("https://evil.example/n9", genuine.dump());
         }},
        {"a redirect back and forth",
         [&](auto& net) {
             net.redirect(id, "https://evil.example/n9");
             net.redirect("https://evil.example/n9", id);
         }},
        {"somebody else's text",
         [&](auto& net) { net.answer(id, with(genuine, "attributedTo", kSibling.id).dump()); }},
        {"an activity instead",
         [&](auto& net) { net.answer(id, kBob.activity("n9", "Create", genuine).dump()); }},
        {"a list", [&](auto& net) { net.answer(id, json::array({genuine}).dump()); }},
        {"no JSON", [&](auto& net) { net.answer(id, "<html>"); }},
        {"too deep",
         [&](auto& net) { net.answer(id, std::string(100, '[') + std::string(100, ']')); }},
        {"gone", [&](auto& net) { net.answer(id, genuine.dump(), 410); }},
        {"refused", [&](auto& net) { net.answer(id, genuine.dump(), 403); }},
    };
    Peopled node;
    int number = 0;
    for (const auto& row : rows) {
        CAPTURE(row.what);
        node.internet.forget(id);
        row.prepare(node.internet);
        node.check_without_effect(kBob.activity("b1-" + std::to_string(++number), "Create", id),
                                  kBob);
    }
    // Of another server: not even asked.
    node.internet.clear_requests();
    node.check_without_effect(kStranger.activity("b1", "Create", id), kStranger);
    node.check_without_effect(kStranger.activity("b1e", "Create", genuine), kStranger);
    node.check_without_effect(
        kStranger.activity("b1u", "Update", with(kBob.document(), "name", "faux")), kStranger);
    CHECK(node.internet.requests().empty());
    // Shared by another: its own server is asked what it is, and does not say.
    node.check_without_effect(kStranger.activity("b1a", "Announce", genuine), kStranger);
    for (const auto& request : node.internet.requests()) CHECK(request.url == id);
}

TEST_CASE("B2: an object is what its server calls one, by the exact media type") {
    struct Row {
        const char* type;
        bool object;
    };
    const Row rows[] = {
        {"application/activity+json", true},
        {"application/activity+json; charset=utf-8", true},
        {"Application/Activity+JSON", true},
        {"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", true},
        {"text/plain; x=application/activity+json", false},
        {"text/html; application/activity+json", false},
        {"text/plain, application/activity+json", false},
        {"application/activity+json, text/plain", false},
        {"application/json", false},
        {"application/ld+json", false},
        {"application/ld+json; profile=\"https://evil.example/ns\"", false},
        {"application/ld+json; x=\"https://www.w3.org/ns/activitystreams\"", false},
        {"application/activity+json-evil", false},
        {"application/x-activity+json", false},
        {"application/activity+json; charset=utf-16", false},
        {"application/octet-stream", false},
        {"image/png", false},
        {"multipart/mixed; boundary=application/activity+json", false},
        {"", false},
        {"application/activity+json;charset=\"utf-8", false},
    };
    Peopled node;
    int number = 1;
    std::size_t accepted = 1;
    for (const auto& row : rows) {
        CAPTURE(row.type);
        const auto name = "m" + std::to_string(++number);
        node.internet.answer(kBob.id + "/" + name, kBob.note(name, "texte").dump(), 200, row.type);
        CHECK(node.tell(kBob.activity("c" + name, "Create", kBob.id + "/" + name), kBob) == 202);
        if (row.object) ++accepted;
        CHECK(node.calls().size() == accepted);
        // The same words at our own door; there application/ld+json without a profile counts too.
        auto sent = node.draft(kBob.activity("d" + name, "Like", kUs), kBob);
        sent.content_type = row.type;
        const std::string type = row.type;
        const bool plain_ld =
            type.starts_with("application/ld+json") && type.find("profile=") == std::string::npos;
        const bool taken = row.object || plain_ld;
        CHECK(node.status(sent) == (taken ? 202 : 415));
    }
}

TEST_CASE("B3: attributedTo is the actor as one absolute IRI, and no local id comes from outside") {
    Peopled node;
    const json rows[] = {1,
                         0,
                         -1,
                         1.5,
                         "1",
                         "admin",
                         "lanoisette",
                         "@lanoisette",
                         kUs,
                         "https://lanoisette.example/actor",
                         "/users/bob",
                         "users/bob",
                         "acct:bob@gironde.example",
                         "https://gironde.example/users/BOB",
                         "https://gironde.example/users/bob/",
                         "https://gironde.example/users/bob#main-key",
                         "https://bob@gironde.example/users/bob",
                         "http://gironde.example/users/bob",
                         "javascript:alert(1)",
                         "",
                         nullptr,
                         true,
                         json::array({kBob.id}),
                         json::array({kBob.id, kUs}),
                         json::array(),
                         json{{"id", kBob.id}},
                         json{{"id", kUs}, {"type", "Organization"}},
                         json::object()};
    int number = 0;
    for (const auto& author : rows) {
        CAPTURE(author.dump());
        const auto name = "b3-" + std::to_string(++number);
        node.check_without_effect(
            kBob.activity("c" + name, "Create",
                          with(kBob.note(name, "faux"), "attributedTo", author)),
            kBob);
        node.check_without_effect(
            kBob.activity("u" + name, "Update",
                          with(with(kBob.note("n1", "faux"), "attributedTo", author), "updated",
                               "2026-06-01T11:00:00Z")),
            kBob);
        // As the actor of the activity itself, where one embedded is one.
        if (author == json::array({kBob.id}) || author == json{{"id", kBob.id}}) continue;
        CHECK(node.post(with(kBob.activity("a" + name, "Like", kUs), "actor", author), kBob) /
                  100 ==
              4);
    }
    CHECK(changes(node.before, node.state()) == "");
}

TEST_CASE("B4: what somebody wrote is not sent again, to more people, by another") {
    Peopled node;
    // Bob's letter to us alone was not kept; Eve holds a copy.
    auto letter =
        with(with(kBob.note("dm", "entre nous"), "to", json::array({kUs})), "cc", json::array());
    node.check_without_effect(kBob.activity("cdm", "Create", letter), kBob);
    auto opened = with(letter, "to", json::array({kPublic}));
    for (const auto* thief : {&kSibling, &kStranger}) {
        CAPTURE(thief->id);
        int number = 0;
        for (const auto* type : {"Create", "Update", "Announce", "Add"}) {
            CAPTURE(type);
            const auto name = "b4-" + std::to_string(++number);
            node.check_without_effect(thief->activity(name, type, opened), *thief);
            // An address of her own server that we never saw, Eve may call hers.
            if (thief == &kStranger) {
                node.check_without_effect(
                    thief->activity(name + "o", type, with(opened, "attributedTo", thief->id)),
                    *thief);
            }
            if (type == std::string("Announce")) continue;  // n1 itself may be shared
            node.check_without_effect(
                thief->activity(name + "n", type,
                                with(kBob.note("n1", "volé"), "attributedTo", thief->id)),
                *thief);
        }
    }
    // Nor is a private one of ours.
    node.write(
        "INSERT INTO object (id, type, actor, local, json, published, updated) VALUES "
        "('https://lanoisette.example/o/S', 'Note', '" +
        std::string(kUs) +
        "', 1, "
        "'{\"id\":\"https://lanoisette.example/o/S\",\"to\":[\"" +
        kBob.id + "\"]}', 1, 1)");
    node.before = node.state();
    const json ours = {{"id", "https://lanoisette.example/o/S"},
                       {"type", "Note"},
                       {"attributedTo", kUs},
                       {"content", "volé"},
                       {"to", {kPublic}}};
    for (const auto* type : {"Create", "Update", "Delete", "Announce"}) {
        node.check_without_effect(kBob.activity(std::string("b4-ours-") + type, type, ours), kBob);
    }
    CHECK(node.get("/o/S").status == 404);
}

TEST_CASE("B5: nobody updates, deletes, undoes, moves or adds for another") {
    Peopled node;
    const auto follow = kBob.activity("f", "Follow", kUs);
    const auto note = with(kBob.note("n1", "faux"), "updated", "2026-06-01T11:30:00Z");
    const json tombstone = {{"id", kBob.id + "/n1"}, {"type", "Tombstone"}};
    struct Row {
        const char* type;
        json object;
        json target = nullptr;
    };
    const Row rows[] = {
        {"Update", note},
        {"Update", with(note, "attributedTo", kSibling.id)},
        {"Update", kBob.id + "/n1"},
        {"Update", with(kBob.document(), "name", "faux")},
        {"Update", with(kBob.document(), "publicKey",
                        {{"id", kBob.key_id()},
                         {"owner", kBob.id},
                         {"publicKeyPem", rsa_key(1).public_key().to_pem()}})},
        {"Update", kBob.id},
        {"Delete", kBob.id + "/n1"},
        {"Delete", tombstone},
        {"Delete", with(tombstone, "attributedTo", kSibling.id)},
        {"Delete", kBob.id},
        {"Delete", kUs},
        {"Undo", follow},
        {"Undo", follow["id"]},
        {"Undo", with(follow, "actor", kSibling.id)},
        {"Undo", kBob.id + "/c1"},
        {"Remove", kBob.id + "/n1", kBob.id + "/featured"},
        {"Add", kBob.id + "/n1", kBob.id + "/featured"},
        {"Add", kBob.id + "/n1", std::string(kUs) + "/featured"},
        {"Move", kBob.id, kSibling.id},
        {"Move", kUs, kSibling.id},
        {"Block", kBob.id},
        {"Follow", kBob.id},
        {"Follow", "https://lanoisette.example/actor"},
        {"Follow", "https://lanoisette.example/@personne"},
    };
    int number = 0;
    for (const auto* other : {&kSibling, &kStranger}) {
        for (const auto& row : rows) {
            CAPTURE(other->id);
            CAPTURE(row.type);
            CAPTURE(row.object.dump());
            auto activity = other->activity("b5-" + std::to_string(++number), row.type, row.object);
            if (!row.target.is_null()) activity["target"] = row.target;
            node.check_without_effect(activity, *other);
        }
    }
    CHECK(node.post(kBob.activity("still", "Like", kUs), kBob) == 202);  // his key is what it was
    CHECK(node.tell(kBob.activity("d", "Delete", kBob.id + "/n1"), kBob) == 202);
    CHECK(node.calls().back() == "Delete " + kBob.id + "/n1");  // he may
}

TEST_CASE("B6: neither order nor repetition brings back what is older or gone") {
    Peopled node;
    const auto edit = [&](const std::string& name, const std::string& text,
                          const std::string& updated) {
        CHECK(node.tell(
                  kBob.activity(name, "Update", with(kBob.note("n1", text), "updated", updated)),
                  kBob) == 202);
    };
    const auto text = [&] { return node.text("SELECT json FROM object WHERE id LIKE '%/n1'"); };
    edit("u2", "deuxième", "2026-06-01T11:30:00Z");
    CHECK(text().find("deuxième") != std::string::npos);
    edit("u1", "première", "2026-06-01T11:00:00Z");
    edit("u3", "la même heure", "2026-06-01T11:30:00Z");
    edit("u4", "sans date", "hier");
    CHECK(text().find("deuxième") != std::string::npos);
    CHECK(node.tell(kBob.activity("d", "Delete", kBob.id + "/n1"), kBob) == 202);
    edit("u5", "après la fin", "2026-06-01T11:50:00Z");
    CHECK(text().find("Tombstone") != std::string::npos);
}

TEST_CASE("B6: deletions of what never came are remembered, a thousand of one server") {
    Peopled node;
    node.write("DELETE FROM undone");
    const Peer other{"https://evil.example/users/zoe", &rsa_key(1)};
    node.know(other);
    CHECK(node.tell(other.activity("d", "Delete", other.id + "/late"), other) == 202);
    // Hosts that only look alike must not push out one another's.
    const Peer near{"https://evil.example.org/users/zoe"};
    const std::string beside = "https://evil.example.orgs/users/zoe";
    REQUIRE(node.database.write([&](storage::Connection& connection) -> Result<void> {
        federation::ObjectStore(connection)
            .remember_undone(beside + "/1", beside, node.clock.now());
        for (int i = 0; i < 1100; ++i) {
            node.clock.advance(std::chrono::milliseconds(1));
            federation::ObjectStore(connection)
                .remember_undone(near.id + "/" + std::to_string(i), near.id, node.clock.now());
        }
        return {};
    }));
    CHECK(node.count("SELECT count(*) FROM undone WHERE id LIKE 'https://evil.example.org/%'") ==
          1000);
    CHECK(node.count("SELECT count(*) FROM undone WHERE id LIKE '%/1099'") == 1);
    CHECK(node.count("SELECT count(*) FROM undone WHERE id LIKE 'https://evil.example/%'") == 1);
    CHECK(node.count("SELECT count(*) FROM undone WHERE actor = '" + beside + "'") == 1);
    node.we_follow(other);
    const auto calls = node.calls().size();
    CHECK(node.tell(other.activity("c", "Create", other.note("late", "trop tard")), other) == 202);
    CHECK(node.calls().size() == calls);
    // Another spelling of an origin would not be counted, so it is not kept.
    CHECK(node.tell(other.activity("x", "Delete", "https://EVIL.example:443/users/zoe/9"), other) ==
          202);
    CHECK(node.count("SELECT count(*) FROM undone WHERE id LIKE '%zoe/9'") == 0);
}

TEST_CASE("B12: only an answer of the one we asked, about what we asked, changes anything") {
    Peopled node;
    node.write("UPDATE following SET state = 'asked', activity = '" + std::string(kUs) +
               "/q1' WHERE actor = '" + kBob.id + "'");
    node.before = node.state();
    const auto asked = [](const std::string& id, const std::string& actor,
                          const std::string& object) {
        return json{{"id", id}, {"type", "Follow"}, {"actor", actor}, {"object", object}};
    };
    const std::string q1 = std::string(kUs) + "/q1";
    int number = 0;
    for (const auto* type : {"Accept", "Reject"}) {
        const auto forge = [&](json object, const Peer& signer) {
            CAPTURE(type);
            CAPTURE(object.dump());
            node.check_without_effect(
                signer.activity("b12-" + std::to_string(++number), type, std::move(object)),
                signer);
        };
        forge(q1, kSibling);
        forge(q1, kStranger);
        forge(asked(q1, kUs, kBob.id), kSibling);
        forge(std::string(kUs) + "/q2", kBob);
        forge(kBob.id + "/f", kBob);
        forge(asked(kBob.id + "/f", kBob.id, kUs), kBob);
        forge(asked(std::string(kUs) + "/q2", kSibling.id, kBob.id), kBob);
        forge(asked(std::string(kUs) + "/q2", kUs, kSibling.id), kBob);
        forge(json{{"id", std::string(kUs) + "/q2"},
                   {"type", "Join"},
                   {"actor", kUs},
                   {"object", kBob.id}},
              kBob);
        forge(json::array(), kBob);
        forge(nullptr, kBob);
    }
    CHECK(node.tell(kBob.activity("yes", "Accept", asked(q1, kUs, kBob.id)), kBob) == 202);
    CHECK(node.text("SELECT state FROM following WHERE actor = '" + kBob.id + "'") == "accepted");
}

TEST_CASE(
    "B13: what another forwards without its author's proof is refused, and nothing is fetched for "
    "it") {
    Peopled node;
    node.internet.clear_requests();
    const auto ld_signature = json{{"type", "RsaSignature2017"},
                                   {"creator", kBob.key_id()},
                                   {"created", "2026-06-01T12:00:00Z"},
                                   {"signatureValue", "AAAA"}};
    const auto create = kBob.activity("fw", "Create", kBob.note("fw", "transmis"));
    const json rows[] = {
        create,
        with(create, "signature", ld_signature),
        with(create, "proof",
             json{{"type", "DataIntegrityProof"},
                  {"cryptosuite", "eddsa-jcs-2022"},
                  {"verificationMethod", kStranger.id + "#ed"},
                  {"proofValue", "z1"}}),
        with(create, "proof", nullptr),
        with(kBob.activity("fd", "Delete", kBob.id), "signature", ld_signature),
        kBob.activity("fd2", "Delete", kBob.id + "/n1"),
    };
    for (const auto& activity : rows) {
        CAPTURE(activity.dump());
        CHECK(node.post(activity, kStranger) == 401);
    }
    node.settle();
    CHECK(changes(node.before, node.state()) == "");
    CHECK(node.calls().size() == 1);
    CHECK(node.internet.requests().empty());
}
