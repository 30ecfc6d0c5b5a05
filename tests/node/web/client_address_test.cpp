#include "node/web/client_address.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace essaim::web;

TEST_CASE("only a configured proxy is believed, and only its own last word") {
    using Headers = std::vector<std::pair<std::string, std::string>>;
    const std::vector<std::string> proxies = {"127.0.0.1", "::1"};
    struct Row {
        std::string peer;
        Headers headers;
        std::string client;
    };
    const Row rows[] = {
        {"192.0.2.7", {{"x-forwarded-for", "192.0.2.1"}}, "192.0.2.7"},
        {"127.0.0.1", {}, "127.0.0.1"},
        {"127.0.0.1", {{"x-forwarded-for", "192.0.2.1"}}, "192.0.2.1"},
        {"::1", {{"x-forwarded-for", "2001:db8::1"}}, "2001:db8::1"},
        {"127.0.0.1", {{"x-forwarded-for", "6.6.6.6,192.0.2.1 "}}, "192.0.2.1"},
        {"127.0.0.1",
         {{"x-forwarded-for", "6.6.6.6"}, {"x-forwarded-for", "192.0.2.1"}},
         "192.0.2.1"},
        {"127.0.0.1", {{"x-forwarded-for", "192.0.2.1, unknown"}}, "127.0.0.1"},
        {"127.0.0.1", {{"x-forwarded-for", "192.0.2.1:4711"}}, "127.0.0.1"},
        {"127.0.0.1", {{"x-forwarded-for", ""}}, "127.0.0.1"},
        {"127.0.0.1", {{"x-real-ip", "192.0.2.1"}, {"forwarded", "for=192.0.2.1"}}, "127.0.0.1"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.peer + " " + (row.headers.empty() ? "" : row.headers.back().second));
        CHECK(client_of(row.peer, row.headers, proxies) == row.client);
    }
}

TEST_CASE("a client is an IPv4 address or an IPv6 network of 64 bits") {
    const std::pair<std::string, std::string> rows[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"},
        {"2001:db8:1:3::1", "2001:db8:1:3::/64"},
        {"::1", "::/64"},
        {"nonsense", "nonsense"},
    };
    for (const auto& [address, key] : rows) CHECK(client_key(address) == key);
}
