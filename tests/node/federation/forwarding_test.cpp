#include "tests/node/federation/social_node.h"

using namespace essaim;
using namespace essaim::test;

namespace {

const std::string kOurFollowers = std::string(kUs) + "/followers";

const activitypub::PrivateKey& proof_key() {
    static const auto key = activitypub::PrivateKey::generate_ed25519();
    return key;
}

// Bob's server lists an Ed25519 key; zoe, on a third server, follows us.
class Forwarder : public SocialNode {
  public:
    Forwarder() {
        auto document = kBob.document();
        document["assertionMethod"] =
            json::array({{{"id", kBob.id + "#ed"},
                          {"type", "Multikey"},
                          {"controller", kBob.id},
                          {"publicKeyMultibase", proof_key().public_key().to_multikey()}}});
        internet.answer(kBob.id, document.dump());
        tell(kZoe.activity("f", "Follow", kUs), kZoe);
        tell(kEve.activity("f", "Follow", kUs), kEve);  // a follower where bob is: has it already
        object = publish("1");
        internet.handle(kZoe.id + "/inbox",
                        [this](const net::HttpRequest& request) -> Result<net::HttpAnswer> {
                            arrived.with([&](auto& all) { all.push_back(request.body); });
                            net::HttpAnswer answer;
                            answer.status = 202;
                            return answer;
                        });
    }
    json to_followers(json activity) {
        activity["cc"] = {kOurFollowers};
        return activity;
    }
    json proven(const json& activity) {
        return activitypub::with_proof(activity, kBob.id + "#ed", proof_key(), clock.now());
    }
    // Bodies of bob's activities that reached zoe.
    std::vector<std::string> passed_on() {
        std::vector<std::string> bodies;
        for (int i = 0;
             i < 300 &&
             count("SELECT count(*) FROM delivery d JOIN forwarded f USING (activity)") > 0;
             ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        arrived.with([&](auto& all) {
            for (const auto& body : all) {
                if (json::parse(body)["actor"] == kBob.id) bodies.push_back(body);
            }
            all.clear();
        });
        return bodies;
    }
    std::string object;
    base::Guarded<std::vector<std::string>> arrived;
};

}  // namespace

TEST_CASE(
    "a proven answer in our thread goes on to our followers, byte for byte, and so do its edit and "
    "end") {
    Forwarder node;
    auto note = reply_of(kBob, "n1", node.object);
    // Spaces and the order of members are the author's, and stay.
    const auto create = node.proven(node.to_followers(create_of(kBob, note))).dump(3);
    CHECK(node.send(node.signed_post("/inbox", create, kBob)) == 202);
    node.settle();
    CHECK(node.passed_on() == std::vector<std::string>{create});

    note["content"] = "corrigé";
    note["updated"] = "2026-06-01T11:00:00Z";
    const auto update = node.proven(node.to_followers(kBob.activity("u1", "Update", note)));
    node.tell(update);
    CHECK(node.passed_on() == std::vector<std::string>{update.dump()});
    const auto end = node.proven(node.to_followers(kBob.activity("d1", "Delete", note["id"])));
    node.tell(end);
    CHECK(node.passed_on() == std::vector<std::string>{end.dump()});
    CHECK(node.count("SELECT count(*) FROM delivery JOIN forwarded USING (activity) WHERE inbox "
                     "LIKE '%gironde%'") == 0);
}

TEST_CASE("what is not proven, not ours to pass on, or not new stays here") {
    Forwarder node;
    int number = 0;
    const auto fresh = [&](const std::string& parent) {
        return reply_of(kBob, "n" + std::to_string(++number), parent);
    };
    node.we_follow(kBob);
    node.tell(node.to_followers(create_of(kBob, fresh(node.object))));  // no proof
    node.tell(node.proven(create_of(kBob, fresh(node.object))));        // not to our followers
    node.tell(node.proven(node.to_followers(
        create_of(kBob, kBob.note("alone", "Bonjour")))));  // in no thread of ours
    auto broken = node.proven(node.to_followers(create_of(kBob, fresh(node.object))));
    broken["object"]["content"] = "autre chose";
    node.tell(broken);
    auto stolen = node.to_followers(create_of(kBob, fresh(node.object)));
    stolen = activitypub::with_proof(stolen, kZoe.id + "#ed", proof_key(), node.clock.now());
    node.tell(stolen);
    CHECK(node.passed_on().empty());
    CHECK(node.count("SELECT count(*) FROM forwarded") == 0);

    const auto note = fresh(node.object);
    node.tell(node.proven(node.to_followers(create_of(kBob, note))));
    CHECK(node.passed_on().size() == 1);
    auto again = node.to_followers(create_of(kBob, note));
    again["id"] = kBob.id + "/create-again";
    node.tell(node.proven(again));
    CHECK(node.passed_on().empty());
}

TEST_CASE("nobody makes us write to all our followers more than thirty times an hour") {
    Forwarder node;
    for (int i = 0; i < 33; ++i) {
        node.tell(node.proven(node.to_followers(
            create_of(kBob, reply_of(kBob, "n" + std::to_string(i), node.object)))));
    }
    CHECK(node.count("SELECT count(*) FROM forwarded") == 30);
    CHECK(node.read(node.object + "/replies")["totalItems"] == 33);
}
