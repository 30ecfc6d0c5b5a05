#include "tests/bench/peers.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "activitypub/date.h"
#include "activitypub/media_type.h"
#include "activitypub/signatures/request_signature.h"

namespace bench {

namespace {

using nlohmann::json;

constexpr const char* kStreams = "https://www.w3.org/ns/activitystreams";

activitypub::Time now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string padded(std::size_t number) {
    auto text = std::to_string(number);
    return std::string(4 - std::min<std::size_t>(4, text.size()), '0') + text;
}

Peer make_peer(const std::string& host) {
    Peer peer{.host = host,
              .actor = "http://" + host + "/users/marie",
              .key = activitypub::PrivateKey::generate_rsa(),
              .document = {}};
    const json document = {{"@context", {kStreams, "https://w3id.org/security/v1"}},
                           {"id", peer.actor},
                           {"type", "Person"},
                           {"preferredUsername", "marie"},
                           {"name", "Marie"},
                           {"url", peer.actor},
                           {"inbox", peer.actor + "/inbox"},
                           {"outbox", peer.actor + "/outbox"},
                           {"followers", peer.actor + "/followers"},
                           {"endpoints", {{"sharedInbox", "http://" + host + "/inbox"}}},
                           {"publicKey",
                            {{"id", peer.actor + "#main-key"},
                             {"owner", peer.actor},
                             {"publicKeyPem", peer.key.public_key().to_pem()}}}};
    peer.document = document.dump();
    return peer;
}

}  // namespace

std::vector<Peer> make_peers(const std::string& tag, std::size_t count, int port) {
    std::vector<Peer> peers;
    for (std::size_t i = 0; i < count; ++i) {
        peers.push_back(
            make_peer("peer-" + tag + "-" + padded(i) + ".localhost:" + std::to_string(port)));
    }
    return peers;
}

std::string create_note(const Peer& peer, std::size_t number) {
    const auto id = peer.actor + "/statuses/" + std::to_string(number);
    const auto followers = peer.actor + "/followers";
    const auto published = activitypub::format_date_time(now());
    std::string content;
    for (int i = 0; i < 4; ++i) {
        content +=
            "<p>Le marché de la monnaie locale se tient samedi sous la halle : producteurs, "
            "artisans et bureau de change, de 9 h à 13 h. <a href=\"https://marche.example/"
            "rendez-vous\" rel=\"nofollow noopener\"><span class=\"invisible\">https://</span>"
            "marche.example</a></p>";
    }
    const json note = {{"id", id},
                       {"type", "Note"},
                       {"summary", nullptr},
                       {"inReplyTo", nullptr},
                       {"published", published},
                       {"url", id},
                       {"attributedTo", peer.actor},
                       {"to", {std::string(kStreams) + "#Public"}},
                       {"cc", {followers}},
                       {"sensitive", false},
                       {"conversation", "tag:" + peer.host + ",2026:" + std::to_string(number)},
                       {"content", content},
                       {"contentMap", {{"fr", content}}},
                       {"attachment", json::array()},
                       {"tag", json::array()}};
    const json activity = {{"@context",
                            {kStreams,
                             {{"ostatus", "http://ostatus.org#"},
                              {"sensitive", "as:sensitive"},
                              {"conversation", "ostatus:conversation"}}}},
                           {"id", id + "/activity"},
                           {"type", "Create"},
                           {"actor", peer.actor},
                           {"published", published},
                           {"to", note["to"]},
                           {"cc", note["cc"]},
                           {"object", note}};
    return activity.dump();
}

std::string signed_post(const Peer& peer, const std::string& node, const std::string& body) {
    const std::string type(activitypub::kActivityJson);
    const activitypub::HttpMessage message{.method = "POST",
                                           .target = "/inbox",
                                           .scheme = "http",
                                           .authority = node,
                                           .headers = {{"host", node}, {"content-type", type}},
                                           .body = body};
    auto request = "POST /inbox HTTP/1.1\r\nHost: " + node + "\r\nUser-Agent: bench (http://" +
                   peer.host + "/)\r\nContent-Type: " + type +
                   "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : activitypub::sign_request(
             message, activitypub::Scheme::Cavage, peer.actor + "#main-key", peer.key, now())) {
        request += name + ": " + value + "\r\n";
    }
    return request + "\r\n" + body;
}

std::vector<std::string> signed_posts(const std::vector<Peer>& peers, const std::string& node,
                                      std::size_t first, std::size_t count) {
    std::vector<std::string> requests(count);
    const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> signers;
    for (std::size_t offset = 0; offset < threads; ++offset) {
        signers.emplace_back([&, offset] {
            for (auto i = offset; i < count; i += threads) {
                const auto& peer = peers[i % peers.size()];
                requests[i] = signed_post(peer, node, create_note(peer, first + i));
            }
        });
    }
    signers.clear();
    return requests;
}

std::vector<std::string> deletes_of_strangers(const std::string& node, std::size_t hosts,
                                              std::size_t count, int port) {
    // One key signs for all: theirs are never asked for.
    auto peer = make_peer("stranger.localhost:" + std::to_string(port));
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < count; ++i) {
        peer.host = "storm-" + padded(i % hosts) + ".localhost:" + std::to_string(port);
        peer.actor = "http://" + peer.host + "/users/u" + std::to_string(i);
        const json activity = {{"@context", kStreams},
                               {"id", peer.actor + "#delete"},
                               {"type", "Delete"},
                               {"actor", peer.actor},
                               {"to", {std::string(kStreams) + "#Public"}},
                               {"object", peer.actor}};
        requests.push_back(signed_post(peer, node, activity.dump()));
    }
    return requests;
}

}  // namespace bench
