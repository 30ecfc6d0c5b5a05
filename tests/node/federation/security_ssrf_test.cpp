// security.md C1 and C3 at a running node with the real HTTP client: whatever
// address a stranger writes, no socket goes to this machine or network, and a
// server that answers slowly or without end holds nobody up.
#include <chrono>

#include "node/net/curl_client.h"
#include "running_node.h"
#include "tests/node/net/http_sink.h"

using namespace essaim;
using namespace essaim::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

// As App builds it, without the pages.
struct OpenNode {
    explicit OpenNode(std::vector<std::string> allowed = {})
        : database({.file = directory / "essaim.db"}), internet(options(std::move(allowed))) {
        config.public_url = "https://lanoisette.example";
        config.name = "lanoisette";
        config.title = "La Noisette";
        REQUIRE(federation::LocalActors::create(database, config.name, clock.now()));
        federation = std::make_unique<federation::Federation>(config, clock, database, internet);
        federation->add_routes(router);
        edge = std::make_unique<web::EdgeServer>(
            for_many_clients(), [this](web::Request& request) { return router.route(request); });
        edge->start();
        federation->start();
    }
    ~OpenNode() {
        edge->stop();
        federation->stop();
    }
    static net::CurlOptions options(std::vector<std::string> allowed) {
        net::CurlOptions made;
        made.user_agent = "essaim-test";
        made.allow_addresses = std::move(allowed);
        return made;
    }
    std::string ask(const std::string& bytes) const {
        web::RawClient client(edge->port());
        client.send(bytes);
        return client.read_response();
    }
    // A POST of `peer`, signed by it, naming `key_id`.
    int post(const json& activity, const Peer& peer, const std::string& key_id) const {
        Draft sent;
        sent.body = activity.dump();
        sent.date = activitypub::format_http_date(clock.now());
        sent.digest = activitypub::make_digest(sent.body);
        sent.key_id = key_id;
        sent.key = peer.key;
        return web::status_of(ask(sent.bytes()));
    }
    std::int64_t count(const std::string& sql) const {
        auto reader = database.read();
        auto query = reader->query(sql);
        return query.step() ? query.number(0) : -1;
    }

    TemporaryDirectory directory;
    base::SystemClock clock;
    base::Config config;
    storage::Database database;
    net::CurlClient internet;
    std::unique_ptr<federation::Federation> federation;
    web::Router router;
    std::unique_ptr<web::EdgeServer> edge;
};

bool serve(int socket, const json& document) {
    return HttpSink::reply(socket, document.dump(),
                           "HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n");
}

// Every spelling that some parser has taken for 127.0.0.1 or its neighbours.
const std::vector<std::string>& local_hosts() {
    static const std::vector<std::string> hosts = {"127.0.0.1",
                                                   "127.1",
                                                   "127.0.1",
                                                   "0x7f000001",
                                                   "0x7f.0.0.1",
                                                   "2130706433",
                                                   "017700000001",
                                                   "0177.0.0.1",
                                                   "0",
                                                   "0.0.0.0",
                                                   "localhost",
                                                   "LOCALHOST",
                                                   "localhost.",
                                                   "a.localhost",
                                                   "127.0.0.1.",
                                                   "[::1]",
                                                   "[::]",
                                                   "[::ffff:127.0.0.1]",
                                                   "[::ffff:7f00:1]",
                                                   "[::127.0.0.1]",
                                                   "[64:ff9b::7f00:1]",
                                                   "[2002:7f00:1::]",
                                                   "[fe80::1%25lo]",
                                                   "%31%32%37.0.0.1",
                                                   "①②⑦.⓪.⓪.①",
                                                   "user@127.0.0.1",
                                                   "user:pw@127.0.0.1",
                                                   "public.example@127.0.0.1",
                                                   "127.0.0.1\\@public.example",
                                                   "127.0.0.1#@public.example",
                                                   "127.0.0.1%00.public.example",
                                                   "127.0.0.1%2f.public.example"};
    return hosts;
}

}  // namespace

TEST_CASE("C1: no spelling of a local address, in a key, an actor or a form, opens a connection") {
    HttpSink sink(
        [](HttpSink&, int socket, const std::string&) { return HttpSink::reply(socket, "{}"); });
    OpenNode node;
    const auto port = ":" + std::to_string(sink.port());
    const std::vector<std::string> further = {"https://169.254.169.254/latest/meta-data",
                                              "https://10.0.0.1/u",
                                              "https://192.168.0.1/u",
                                              "https://[fd00::1]/u",
                                              "file:///etc/passwd",
                                              "gopher://127.0.0.1" + port + "/_GET",
                                              "//127.0.0.1" + port + "/u",
                                              "ftp://127.0.0.1" + port + "/u"};
    std::vector<std::string> urls = further;
    for (const auto& host : local_hosts()) {
        for (const auto* scheme : {"http://", "https://"})
            urls.push_back(scheme + host + port + "/u");
    }
    for (const auto& url : urls) {
        CAPTURE(url);
        const Peer there{url};
        // As the key, of an actor there and of one elsewhere.
        for (const auto& peer : {there, Peer{"https://public.example/u"}}) {
            const auto status = node.post(peer.activity("1", "Like", kUs), peer, url + "#main-key");
            CHECK(status / 100 == 4);
        }
        // As whom a member asks to follow.
        for (const auto& whom : {url, url + "/../u"}) {
            const auto followed = node.federation->follow(whom);
            REQUIRE_FALSE(followed);
            CHECK(followed.error().fault != Fault::Internal);
        }
    }
    for (const auto& host : local_hosts()) {
        CAPTURE(host);
        CHECK_FALSE(node.federation->follow("@u@" + host + port));
        CHECK_FALSE(node.federation->follow("u@" + host));
    }
    CHECK(sink.connections() == 0);
    CHECK(node.count("SELECT count(*) FROM inbox") == 0);
    CHECK(node.count("SELECT count(*) FROM following") == 0);
    CHECK(node.count("SELECT count(*) FROM delivery") == 0);
}

TEST_CASE(
    "C1: a server that may be asked leads nowhere else: not by redirect, inbox, key, object or "
    "text") {
    HttpSink victim(
        [](HttpSink&, int socket, const std::string&) { return HttpSink::reply(socket, "{}"); });
    const auto victims = [&](const std::string& path) { return victim.url(path); };
    std::string base;
    HttpSink peer_server([&](HttpSink&, int socket, const std::string& request) {
        const auto path = request.substr(4, request.find(' ', 4) - 4);
        Peer peer{base + path};
        auto document = peer.document();
        if (path.starts_with("/redirect")) {
            return HttpSink::reply(socket, "",
                                   "HTTP/1.1 302 Found\r\nLocation: " + victims("/u") + "\r\n");
        }
        if (path == "/inbox") document["inbox"] = victims("/inbox");
        if (path == "/shared") document["endpoints"] = {{"sharedInbox", victims("/inbox")}};
        if (path == "/key") document["publicKey"]["id"] = victims("/key");
        if (path == "/stub")
            document = {{"id", base + path},
                        {"owner", victims("/u")},
                        {"publicKeyPem", peer.key->public_key().to_pem()}};
        if (path == "/rich") {
            document["icon"] = {{"type", "Image"}, {"url", victims("/icon")}};
            document["outbox"] = victims("/outbox");
            document["featured"] = victims("/featured");
            document["movedTo"] = victims("/moved");
            document["@context"] = {victims("/context")};
        }
        return serve(socket, document);
    });
    base = "http://" + peer_server.authority();
    OpenNode node({peer_server.authority()});
    for (const auto* path : {"/redirect", "/inbox", "/shared", "/key", "/stub", "/rich"}) {
        CAPTURE(path);
        const Peer peer{base + path};
        auto note = peer.note("n", "<img src=\"" + victims("/img") + "\">");
        note["attachment"] = {{{"type", "Image"}, {"url", victims("/image")}}};
        note["inReplyTo"] = victims("/parent");
        note["tag"] = {{{"type", "Mention"}, {"href", victims("/mention")}}};
        note["cc"] = {kUs};
        for (const auto& activity :
             {peer.activity("f", "Follow", kUs), peer.activity("c", "Create", note),
              peer.activity("o", "Create", victims("/o")),
              peer.activity("a", "Announce", victims("/o")),
              peer.activity("r", "Create", base + "/redirect/o"),
              peer.activity("u", "Update", peer.document())}) {
            CHECK(node.post(activity, peer, peer.key_id()) != 500);
        }
        std::ignore = node.federation->follow(base + path);
    }
    for (int i = 0;
         i < 200 &&
         node.count("SELECT count(*) FROM inbox WHERE state = 'waiting' AND attempts = 0") > 0;
         ++i) {
        std::this_thread::sleep_for(10ms);
    }
    std::this_thread::sleep_for(300ms);  // deliveries, if there are any
    CHECK(peer_server.requests() > 0);
    CHECK(victim.connections() == 0);
}

TEST_CASE(
    "C3: a key server that drips, floods or turns in circles is left in time, and holds nobody "
    "up") {
    std::string base;
    HttpSink peer_server([&](HttpSink& self, int socket, const std::string& request) {
        const auto path = request.substr(4, request.find(' ', 4) - 4);
        if (path.starts_with("/circle")) {
            return HttpSink::reply(socket, "",
                                   "HTTP/1.1 302 Found\r\nLocation: " + base + "/circle/" +
                                       std::to_string(self.requests()) + "\r\n");
        }
        HttpSink::write(
            socket, "HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n\r\n{\"id\":\"");
        if (path == "/drip") {
            while (!self.is_stopping() && HttpSink::write(socket, "x"))
                std::this_thread::sleep_for(50ms);
        } else {
            const std::string piece(100'000, 'x');
            while (!self.is_stopping() && HttpSink::write(socket, piece)) {
            }
        }
        return false;
    });
    base = "http://" + peer_server.authority();
    OpenNode node({peer_server.authority()});
    for (const auto* path : {"/drip", "/flood", "/circle"}) {
        CAPTURE(path);
        const Peer peer{base + path};
        const auto start = Clock::now();
        int status = 0;
        std::thread asking(
            [&] { status = node.post(peer.activity("1", "Like", kUs), peer, peer.key_id()); });
        for (int i = 0; i < 5; ++i) {
            const auto asked = Clock::now();
            CHECK(web::status_of(
                      node.ask("GET /actor HTTP/1.1\r\nHost: lanoisette.example\r\n\r\n")) == 200);
            CHECK(Clock::now() - asked < 500ms);
            std::this_thread::sleep_for(20ms);
        }
        asking.join();
        CHECK(status == 503);
        CHECK(Clock::now() - start < 6s);
    }
    CHECK(peer_server.requests() <= 2 + 4);  // three hops, not one more
}
