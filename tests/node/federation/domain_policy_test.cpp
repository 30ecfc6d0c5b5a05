#include "node/federation/domain_policy.h"

#include <doctest/doctest.h>

#include "node/federation/domain_name.h"

using namespace essaim;
using federation::DomainRules;
using federation::PolicyLevel;

TEST_CASE("a domain is found in whatever people paste, and compared in ASCII lower case") {
    struct Case {
        const char* typed;
        const char* domain;  // null: refused
    };
    const Case cases[] = {
        {"spam.example", "spam.example"},
        {"  Spam.EXAMPLE. ", "spam.example"},
        {"*.spam.example", "spam.example"},
        {"https://spam.example/page?x#y", "spam.example"},
        {"HTTPS://spam.example", "spam.example"},
        {"@eve@spam.example", "spam.example"},
        {"https://user:word@spam.example:8443/", "spam.example"},
        {"spam.example:8443", "spam.example"},
        {"élan.example", "xn--lan-9la.example"},
        {"ÉLAN.example", "xn--lan-9la.example"},
        {"e\u0301lan.example", "xn--lan-9la.example"},
        {"xn--lan-9la.example", "xn--lan-9la.example"},
        {"straße.example", "xn--strae-oqa.example"},
        {"", nullptr},
        {"com", nullptr},
        {"*", nullptr},
        {"*.com", nullptr},
        {"spam example.org", nullptr},
        {"spam..example", nullptr},
        {"-.example\n.com", nullptr},
        {"spam.example%00.org", nullptr},
        {"a\\b.example", nullptr},
    };
    for (const auto& one : cases) {
        CAPTURE(one.typed);
        const auto domain = federation::domain_in(one.typed);
        if (one.domain == nullptr) {
            CHECK_FALSE(domain);
        } else {
            REQUIRE(domain);
            CHECK(*domain == one.domain);
        }
    }
}

TEST_CASE("the nearest name decides, whatever the port; what is only similar is another server") {
    DomainRules rules("noisette.example:8443");
    rules.put("spam.example", PolicyLevel::Block);
    rules.put("quiet.spam.example", PolicyLevel::Silence);
    rules.put("good.spam.example", PolicyLevel::Allow);
    rules.put("example.org", PolicyLevel::Silence);
    struct Case {
        const char* host;
        PolicyLevel open;
        PolicyLevel listed_only;
    };
    const Case cases[] = {
        {"spam.example", PolicyLevel::Block, PolicyLevel::Block},
        {"spam.example:8080", PolicyLevel::Block, PolicyLevel::Block},
        {"a.b.spam.example", PolicyLevel::Block, PolicyLevel::Block},
        {"quiet.spam.example", PolicyLevel::Silence, PolicyLevel::Silence},
        {"x.quiet.spam.example:1", PolicyLevel::Silence, PolicyLevel::Silence},
        {"good.spam.example", PolicyLevel::Allow, PolicyLevel::Allow},
        {"notspam.example", PolicyLevel::None, PolicyLevel::Block},
        {"spam.example.net", PolicyLevel::None, PolicyLevel::Block},
        {"example", PolicyLevel::None, PolicyLevel::Block},
        {"[2001:db8::1]:8443", PolicyLevel::None, PolicyLevel::Block},
        {"noisette.example:8443", PolicyLevel::None, PolicyLevel::None},  // ourselves
        {"", PolicyLevel::None, PolicyLevel::None},
    };
    for (const auto& one : cases) {
        CAPTURE(one.host);
        rules.set_listed_only(false);
        CHECK(rules.level(one.host) == one.open);
        rules.set_listed_only(true);
        CHECK(rules.level(one.host) == one.listed_only);
    }
}
