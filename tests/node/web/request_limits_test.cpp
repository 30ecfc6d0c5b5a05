#include "node/web/request_limits.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "node/web/edge_server.h"
#include "tests/node/web/raw_client.h"
#include "tests/support/fixed_clock.h"

using namespace essaim::web;
using namespace std::chrono_literals;
using essaim::test::FixedClock;

namespace {

Request request_of(const std::string& method, const std::string& path, const std::string& client) {
    Request request;
    request.method = method;
    request.target = request.path = path;
    request.client = client;
    return request;
}

// How many of 1 000 requests at once pass.
int passing(RequestLimits& limits, const std::string& method, const std::string& path,
            const std::string& client = "192.0.2.1") {
    int passed = 0;
    for (int i = 0; i < 1000; ++i) {
        if (!limits.refuse(request_of(method, path, client))) ++passed;
    }
    return passed;
}

struct Endpoint {
    const char* method;
    const char* path;
    int at_once;
    int in_five_minutes;  // more, later
};
// M9; a spelling that is another path to the router is another page to the limits.
const Endpoint kEndpoints[] = {
    {"GET", "/", 300, 300},
    {"HEAD", "/", 300, 300},
    {"GET", "/actualites/le-marche", 300, 300},
    {"GET", "/@lanoisette", 300, 300},
    {"GET", "/.well-known/webfinger", 300, 300},
    {"GET", "/nowhere", 300, 300},
    {"GET", "/static/essaim.css", 1000, 1000},
    {"GET", "/staticky", 300, 300},
    {"POST", "/inbox", 600, 600},
    {"POST", "/@lanoisette/inbox", 600, 600},
    {"POST", "/actor/inbox", 600, 600},
    {"POST", "/connexion", 30, 10},
    {"POST", "/connexion/", 30, 10},
    {"POST", "/%63onnexion", 60, 300},
    {"POST", "/connexions", 60, 300},
    {"POST", "/bienvenue/ABCD-EFGH", 30, 2},
    {"GET", "/bienvenue/ABCD-EFGH", 60, 5},
    {"POST", "/ecrire", 60, 300},
    {"POST", "/gestion/suivre", 60, 300},
    {"POST", "/nowhere", 60, 300},
    {"PUT", "/", 60, 300},
    {"DELETE", "/inbox", 60, 300},
};

}  // namespace

TEST_CASE("each endpoint has its limit, for each client its own") {
    for (const auto& endpoint : kEndpoints) {
        CAPTURE(endpoint.method);
        CAPTURE(endpoint.path);
        FixedClock clock;
        RequestLimits limits(clock, {});
        CHECK(passing(limits, endpoint.method, endpoint.path) == endpoint.at_once);
        CHECK(passing(limits, endpoint.method, endpoint.path, "192.0.2.2") == endpoint.at_once);
        CHECK(passing(limits, endpoint.method, endpoint.path, "2001:db8::1") == endpoint.at_once);
        const bool unlimited = endpoint.at_once == 1000;
        CHECK(passing(limits, endpoint.method, endpoint.path, "2001:db8::2") ==
              (unlimited ? 1000 : 0));
        clock.advance(5min);
        CHECK(passing(limits, endpoint.method, endpoint.path) ==
              std::min(endpoint.at_once, endpoint.in_five_minutes));
    }
}

TEST_CASE("the limit of one endpoint is not spent by another") {
    FixedClock clock;
    RequestLimits limits(clock, {});
    CHECK(passing(limits, "GET", "/") == 300);
    CHECK(passing(limits, "GET", "/actualites") == 0);  // pages together
    CHECK(passing(limits, "POST", "/connexion") == 30);
    CHECK(passing(limits, "POST", "/inbox") == 600);
    CHECK(passing(limits, "POST", "/ecrire") == 60);
    const auto refused = limits.refuse(request_of("GET", "/", "192.0.2.1"));
    REQUIRE(refused);
    CHECK(refused->status == 429);
    int retry_after = 0;
    for (const auto& [name, value] : refused->headers) {
        if (name != "Retry-After") continue;
        ++retry_after;
        CHECK(value == "1");
    }
    CHECK(retry_after == 1);
}

TEST_CASE("this machine itself is not counted, nor anybody when it is so configured") {
    FixedClock clock;
    RequestLimits limits(clock, {});
    for (const auto* local : {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", ""}) {
        CAPTURE(local);
        CHECK(passing(limits, "POST", "/connexion", local) == 1000);
    }
    CHECK(passing(limits, "POST", "/connexion", "::ffff:192.0.2.1") == 30);
    RequestLimits none(clock, {.pages_per_minute = 0});
    CHECK(passing(none, "POST", "/connexion") == 1000);
    RequestLimits few(clock, {.pages_per_minute = 6});
    CHECK(passing(few, "GET", "/") == 30);
    CHECK(passing(few, "POST", "/connexion") == 30);
}

TEST_CASE("over the socket: an invented X-Forwarded-For does not make another client") {
    struct Row {
        const char* what;
        std::vector<std::string> proxies;
        std::string before;  // of the number in the header
        std::string after;
        int passed;  // of 40 sign-ins
    };
    const Row rows[] = {
        {"nobody is trusted", {}, "192.0.2.", "", 30},
        {"another is the proxy", {"192.0.2.99"}, "192.0.2.", "", 30},
        {"the proxy added the last", {"127.0.0.1"}, "198.51.100.", ", 192.0.2.1", 30},
        {"the proxy added no address", {"127.0.0.1"}, "198.51.100.", ", unknown", 30},
        {"these are forty clients of the proxy", {"127.0.0.1"}, "192.0.2.", "", 40},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        FixedClock clock;
        RequestLimits limits(clock, {.count_loopback = true});
        EdgeOptions options;
        options.trusted_proxies = row.proxies;
        EdgeServer edge(options, [&](Request& request) {
            if (auto refused = limits.refuse(request)) return std::move(*refused);
            return Response::empty(204);
        });
        edge.start();
        RawClient client(edge.port());
        int passed = 0;
        for (int i = 0; i < 40; ++i) {
            const auto number = std::to_string(i + 1);
            client.send("POST /connexion HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: " +
                        row.before + number + row.after + "\r\nX-Real-IP: 203.0.113." + number +
                        "\r\nForwarded: for=203.0.113." + number + "\r\nContent-Length: 0\r\n\r\n");
            const auto status = status_of(client.read_response());
            CHECK((status == 204 || status == 429));
            if (status == 204) ++passed;
        }
        CHECK(passed == row.passed);
    }
}
