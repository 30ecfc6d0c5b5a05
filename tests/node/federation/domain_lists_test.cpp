#include "node/federation/domain_lists.h"

#include "peer.h"

using namespace essaim;
using namespace essaim::test;
using federation::PolicyLevel;
using federation::Skipped;

namespace {

const Peer kBob{"https://gironde.example/users/bob"};

constexpr const char* kList =
    "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n"
    "spam.example,suspend,true,true,\"Publicité, en masse\",true\n"
    "Bruit.example,silence,False,False,,False\n"
    "images.example,noop,true,false,,false\n"
    "lanoisette.example,suspend,,,,\n"
    "gironde.example,suspend,,,insultes,\n"
    "com,suspend,,,,\n"
    "ami.example,suspend,,,,\n"
    "ferme.example,silence,,,,\n"
    "sous.ferme.example,suspend,,,,\n"
    "connu.example,silence,,,,\n"
    "BRUIT.example,suspend,,,pire,\n";

federation::ImportPlan plan(TestNode& node, const std::string& csv,
                            PolicyLevel otherwise = PolicyLevel::Block) {
    const auto rows = federation::read_domain_list(csv, otherwise);
    REQUIRE(rows);
    return federation::plan_import(*rows, node.federation->domain_policy().rules(),
                                   node.federation->moderation(), "liste commune");
}

void rule(TestNode& node, const char* domain, PolicyLevel level) {
    REQUIRE(node.federation->moderation().set({.domain = domain, .level = level, .reason = "x"},
                                              "cli"));
}

}  // namespace

TEST_CASE("a list of others is read as Mastodon writes it, with or without its header") {
    struct Case {
        const char* csv;
        PolicyLevel otherwise;
        std::vector<std::pair<std::string, PolicyLevel>> rows;
    };
    const Case cases[] = {
        {"", PolicyLevel::Block, {}},
        {"spam.example\nbruit.example\n",
         PolicyLevel::Silence,
         {{"spam.example", PolicyLevel::Silence}, {"bruit.example", PolicyLevel::Silence}}},
        {"#domain\nami.example\r\n", PolicyLevel::Allow, {{"ami.example", PolicyLevel::Allow}}},
        {"domain,severity\nspam.example,suspend\n",
         PolicyLevel::Allow,
         {{"spam.example", PolicyLevel::Block}}},
        {"#severity,#domain\nsilence,bruit.example\n",
         PolicyLevel::Block,
         {{"bruit.example", PolicyLevel::Silence}}},
        {"\xEF\xBB\xBF#domain,#severity\nspam.example,LIMIT\n",
         PolicyLevel::Block,
         {{"spam.example", PolicyLevel::Silence}}},
        {"#domain,#severity\nx.example,whatever\n",
         PolicyLevel::Block,
         {{"x.example", PolicyLevel::None}}},
    };
    for (const auto& one : cases) {
        CAPTURE(one.csv);
        const auto rows = federation::read_domain_list(one.csv, one.otherwise);
        REQUIRE(rows);
        std::vector<std::pair<std::string, PolicyLevel>> read;
        for (const auto& row : *rows) read.emplace_back(row.domain, row.level);
        CHECK(read == one.rows);
    }
    CHECK_FALSE(federation::read_domain_list("\"open", PolicyLevel::Block));
    CHECK_FALSE(federation::read_domain_list("\xFF\xFE", PolicyLevel::Block));
}

TEST_CASE("a plan says what would change, whom we would lose, and what is left alone and why") {
    TestNode node;
    node.we_follow(kBob);
    node.write("INSERT INTO follower VALUES ('lanoisette', '" + kBob.id + "', 'x', 5)");
    rule(node, "ami.example", PolicyLevel::Allow);
    rule(node, "ferme.example", PolicyLevel::Block);
    rule(node, "connu.example", PolicyLevel::Silence);
    const auto made = plan(node, kList);
    REQUIRE(made.rules.size() == 2);
    CHECK(made.rules[0].domain == "bruit.example");
    CHECK(made.rules[0].level == PolicyLevel::Block);  // the stricter of two rows
    CHECK(made.rules[0].reason == "pire");
    CHECK(made.rules[1].domain == "spam.example");
    CHECK(made.rules[1].reason == "Publicité, en masse");
    CHECK(made.rules[1].obfuscate);
    REQUIRE(made.linked.size() == 1);
    CHECK(made.linked[0].domain == "gironde.example");
    CHECK(made.cut.followers == std::vector<std::string>{kBob.id});
    CHECK(made.cut.following == std::vector<std::string>{kBob.id});
    CHECK(made.names_us());
    std::vector<std::pair<std::string, Skipped>> skipped;
    for (const auto& one : made.skipped) skipped.emplace_back(one.row.typed, one.why);
    CHECK(skipped ==
          std::vector<std::pair<std::string, Skipped>>{{"images.example", Skipped::Nothing},
                                                       {"lanoisette.example", Skipped::Ourselves},
                                                       {"com", Skipped::NotADomain},
                                                       {"ami.example", Skipped::KeptOurs},
                                                       {"ferme.example", Skipped::KeptOurs},
                                                       {"sous.ferme.example", Skipped::Already},
                                                       {"connu.example", Skipped::Already}});
    // Nothing of it has happened.
    CHECK(node.federation->following().size() == 1);
    CHECK(node.count("SELECT count(*) FROM domain_policy") == 3);
}

TEST_CASE("what is exported comes back unchanged") {
    TestNode node;
    const std::vector<federation::DomainRule> rules = {
        {.domain = "ami.example", .level = PolicyLevel::Allow, .reason = ""},
        {.domain = "bruit.example", .level = PolicyLevel::Silence, .reason = "trop, de \"bruit\""},
        {.domain = "spam.example",
         .level = PolicyLevel::Block,
         .reason = "=HYPERLINK(1)",
         .obfuscate = true}};
    const auto csv = federation::write_domain_list(rules);
    CHECK(csv.find("\"'=HYPER") != std::string::npos);  // no formula for a spreadsheet
    const auto made = plan(node, csv);
    REQUIRE(made.rules.size() == 3);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        CHECK(made.rules[i].domain == rules[i].domain);
        CHECK(made.rules[i].level == rules[i].level);
        CHECK(made.rules[i].obfuscate == rules[i].obfuscate);
        if (i > 0) CHECK(made.rules[i].reason == rules[i].reason);
    }
    REQUIRE(node.federation->moderation().set_all(made.rules, "cli"));
    CHECK(plan(node, csv).rules.empty());
}
