#include "node/net/address_guard.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>

#include <cstring>
#include <stdexcept>

using essaim::Fault;
using essaim::net::AddressGuard;

namespace {

bool allows(const AddressGuard& guard, const std::string& ip, int port = 443) {
    sockaddr_storage storage{};
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, ip.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(static_cast<std::uint16_t>(port));
        std::memcpy(&storage, &v4, sizeof v4);
    } else {
        REQUIRE(::inet_pton(AF_INET6, ip.c_str(), &v6.sin6_addr) == 1);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(static_cast<std::uint16_t>(port));
        std::memcpy(&storage, &v6, sizeof v6);
    }
    return guard.allows(static_cast<const sockaddr*>(static_cast<const void*>(&storage)));
}

}  // namespace

TEST_CASE("sockets go to global unicast addresses") {
    const AddressGuard guard;
    for (const char* ip : {"1.1.1.1",         "9.9.9.9",
                           "11.0.0.1",        "100.63.255.255",
                           "100.128.0.1",     "126.255.255.255",
                           "128.0.0.1",       "169.253.1.1",
                           "172.15.0.1",      "172.32.0.1",
                           "192.0.1.1",       "192.167.0.1",
                           "198.17.0.1",      "198.20.0.1",
                           "223.255.255.255", "2606:4700::1111",
                           "2a01:4f8::1",     "2001:4860:4860::8888",
                           "::ffff:9.9.9.9",  "64:ff9b::909:909",
                           "2002:909:909::1", "2001:0:909:909::f6f6:f6f6"}) {
        CAPTURE(ip);
        CHECK(allows(guard, ip));
    }
}

TEST_CASE("every other range is refused, in IPv6 clothes too") {
    const AddressGuard guard;
    for (const char* ip : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "fc00::1",
                           "fd00:ec2::254",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "2001:db8::1",
                           "3fff::1",
                           "100::1",
                           "2001:2::1",
                           "2001:10::1",
                           "5f00::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1",
                           "::8.8.8.8",
                           "64:ff9b::7f00:1",
                           "64:ff9b::a9fe:a9fe",
                           "64:ff9b:1::909:909",
                           "64:ff9b:1::7f00:1",
                           "2002:7f00:1::1",
                           "2002:a00:1::1",
                           "2001:0:7f00:1::f6f6:f6f6",
                           "2001:0:909:909::80ff:fffe",
                           "::ffff:0:127.0.0.1"}) {
        CAPTURE(ip);
        CHECK_FALSE(allows(guard, ip));
    }
    CHECK_FALSE(guard.allows(nullptr));
    sockaddr local{};
    local.sa_family = AF_UNIX;
    CHECK_FALSE(guard.allows(&local));
}

TEST_CASE("an allowed test address is exact: not its neighbour, not its range") {
    const AddressGuard guard({"127.0.0.1:8470", "127.0.0.9", "[::1]:8470"});
    CHECK(allows(guard, "127.0.0.1", 8470));
    CHECK(allows(guard, "::ffff:127.0.0.1", 8470));
    CHECK(allows(guard, "127.0.0.9", 12345));
    CHECK(allows(guard, "::1", 8470));
    CHECK_FALSE(allows(guard, "127.0.0.1", 8471));
    CHECK_FALSE(allows(guard, "127.0.0.2", 8470));
    CHECK_FALSE(allows(guard, "::1", 443));
    CHECK_FALSE(allows(guard, "64:ff9b::7f00:1", 8470));
    CHECK_FALSE(allows(guard, "10.0.0.1", 8470));
}

TEST_CASE("a range, a name or everything cannot be allowed") {
    for (const char* entry :
         {"127.0.0.0/8", "0.0.0.0", "0.0.0.0:80", "::", "[::]:80", "localhost", "*", "",
          "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:99999", "127.1", "10.0.0.0-10.0.0.9"}) {
        CAPTURE(entry);
        CHECK_THROWS_AS(AddressGuard({entry}), std::invalid_argument);
    }
}

TEST_CASE("only https on port 443 to a public name may be asked") {
    const AddressGuard guard;
    for (const char* url : {"https://monnaie.example.org/inbox", "https://EXAMPLE.org:443/",
                            "https://a.b-c.fr./x", "https://xn--nud-1na.example/"}) {
        CAPTURE(url);
        CHECK(guard.check_url(url).has_value());
    }
    for (const char* url : {"http://example.org/",
                            "https://example.org:8443/",
                            "https://example.org:80/",
                            "https://user@example.org/",
                            "https://user:pw@example.org/",
                            "https://:pw@example.org/",
                            "https://9.9.9.9/",
                            "https://127.0.0.1/",
                            "https://127.1/",
                            "https://0x7f000001/",
                            "https://2130706433/",
                            "https://0177.0.0.1/",
                            "https://0/",
                            "https://0x7f.1/",
                            "https://127.0.0.1./",
                            "https://%31%32%37.0.0.1/",
                            "https://[::1]/",
                            "https://[::ffff:127.0.0.1]/",
                            "https://[2606:4700::1111]/",
                            "https://169.254.169.254/latest",
                            "https://localhost/",
                            "https://a.localhost/",
                            "https://LOCALHOST./",
                            "https://printer.local/",
                            "https://intranet/",
                            "https://metadata.google.internal/",
                            "https://1.0.0.127.in-addr.arpa/",
                            "https://999.999.999.999/",
                            "https://1.2.3.4.5/",
                            "https://a..b/",
                            "file:///etc/passwd",
                            "gopher://example.org/",
                            "ftp://example.org/",
                            "dict://example.org:11211/",
                            "javascript:alert(1)",
                            "data:,x",
                            "//example.org/",
                            "example.org",
                            "",
                            "https://",
                            "https:///x",
                            "https://exa mple.org/",
                            "https://example.org/\r\nX: y",
                            "https://ex\\ample.org/",
                            "https://①②⑦.⓪.⓪.①/",
                            "https://example.org:99999/"}) {
        CAPTURE(url);
        const auto result = guard.check_url(url);
        REQUIRE_FALSE(result.has_value());
        CHECK(
            (result.error().fault == Fault::Forbidden || result.error().fault == Fault::Malformed));
    }
}

TEST_CASE("an allowed test address opens http, its port and its names, nothing near it") {
    const AddressGuard guard({"127.0.0.1:8470"},
                             {{"genet.example", "127.0.0.1"}, {"other.example", "127.0.0.2"}});
    CHECK(guard.check_url("http://127.0.0.1:8470/x").has_value());
    CHECK(guard.check_url("http://noisette.localhost:8470/").has_value());
    CHECK(guard.check_url("http://localhost:8470/").has_value());
    CHECK(guard.check_url("http://genet.example:8470/").has_value());
    for (const char* url :
         {"http://127.0.0.1:8471/", "http://noisette.localhost:8471/", "http://127.0.0.2:8470/",
          "http://other.example:8470/", "http://example.org:8470/", "http://[::1]:8470/",
          "http://u@127.0.0.1:8470/", "ftp://127.0.0.1:8470/",
          "http://localhost.evil.example:8470/"}) {
        CAPTURE(url);
        CHECK_FALSE(guard.check_url(url).has_value());
    }
}
