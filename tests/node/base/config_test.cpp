#include "node/base/config.h"

#include <doctest/doctest.h>

#include "node/base/config_rules.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using base::ConfigProblem;

namespace {

const std::string kGood =
    "[node]\npublic_url = \"https://lanoisette.example\"\nname = \"lanoisette\"\ntitle = \"La "
    "Noisette\"\n";

std::vector<ConfigProblem> problems_of(const std::string& toml) {
    const test::TemporaryDirectory directory;
    const auto config = base::read_config(directory.write("essaim.toml", toml));
    return config ? std::vector<ConfigProblem>{} : config.error();
}

}  // namespace

TEST_CASE("the shortest good file gives every other setting its usual value") {
    const test::TemporaryDirectory directory;
    const auto config = base::read_config(directory.write("essaim.toml", kGood));
    REQUIRE(config.has_value());
    CHECK(config->host() == "lanoisette.example");
    CHECK(config->url("/@lanoisette") == "https://lanoisette.example/@lanoisette");
    CHECK(config->name == "lanoisette");
    CHECK(config->title == "La Noisette");
    CHECK(config->language == "fr");
    CHECK(config->http.address == "127.0.0.1");
    CHECK(config->http.port == 8470);
    CHECK(config->http.workers == 2);
    CHECK(config->http.pages_per_minute == 60);
    CHECK(config->http.trusted_proxies == std::vector<std::string>{"127.0.0.1", "::1"});
    CHECK(config->data_directory == directory.path());
    CHECK(config->federation.allow_addresses.empty());
    CHECK(config->log_level == "info");
}

TEST_CASE("every setting is read") {
    const test::TemporaryDirectory directory;
    const auto config = base::read_config(directory.write("essaim.toml", R"(
[node]
public_url = "http://gironde.localhost:8471"
name = "la_gironde33"
title = "L'\"Élan\""
language = "en"
[http]
address = "::1"
port = 9000
workers = 8
pages_per_minute = 0
trusted_proxies = ["10.0.0.1"]
[data]
directory = "state"
[federation]
allow_addresses = ["127.0.0.1:8470", "[::1]:8472"]
[log]
level = "debug"
)"));
    REQUIRE(config.has_value());
    CHECK(config->host() == "gironde.localhost:8471");
    CHECK(config->title == "L'\"Élan\"");
    CHECK(config->language == "en");
    CHECK(config->http.address == "::1");
    CHECK(config->http.port == 9000);
    CHECK(config->http.workers == 8);
    CHECK(config->http.pages_per_minute == 0);
    CHECK(config->http.trusted_proxies == std::vector<std::string>{"10.0.0.1"});
    CHECK(config->data_directory == directory / "state");
    CHECK(config->federation.allow_addresses.size() == 2);
    CHECK(config->log_level == "debug");
}

TEST_CASE("an absolute data directory stays where it is") {
    const test::TemporaryDirectory directory;
    const auto config = base::read_config(
        directory.write("essaim.toml", kGood + "[data]\ndirectory = \"/var/lib/essaim\"\n"));
    REQUIRE(config.has_value());
    CHECK(config->data_directory == "/var/lib/essaim");
}

TEST_CASE("each mistake is told with its line and what to write instead") {
    struct Row {
        std::string toml;  // after the four lines of kGood
        int line;
        std::string_view says;
    };
    const Row table[] = {
        {"language = \"de\"", 5, "\"fr\" or \"en\""},
        {"naem = \"x\"", 5, "node.naem is no setting; did you mean node.name?"},
        {"[http]\nport = \"80\"", 6, "number from 0 to 65535, such as 8470"},
        {"[http]\nport = 65536", 6, "number from 0 to 65535"},
        {"[http]\nworkers = 0", 6, "number from 1 to 64"},
        {"[http]\npages_per_minute = -1", 6, "number from 0 to 60000"},
        {"[http]\nadress = \"::1\"", 6, "did you mean http.address?"},
        {"[http]\naddress = \"localhost\"", 6, "must be an IP address of this machine"},
        {"[http]\ntrusted_proxies = \"127.0.0.1\"", 6, "a list of texts, such as [\"127.0.0.1\"]"},
        {"[http]\ntrusted_proxies = [\"127.0.0.1\", 2]", 6, "a list of texts"},
        {"[http]\ntrusted_proxies = [\"10.0.0.0/8\"]", 6, "\"10.0.0.0/8\" is no IP address"},
        {"[htpp]\n\nport = 80", 7, "htpp.port is no setting; did you mean http.port?"},
        {"[log]\nlevel = \"loud\"", 6, "\"debug\", \"info\", \"warning\" or \"error\""},
        {"[log]\nlevel = 3", 6, "must be a text in quotes, such as \"info\""},
        {"[federation]\nallow_addresses = [\"127.0.0.1:80\"]", 6, "remove it on a public node"},
        {"title = \"twice\"", 5, ""},
        {"[log", 5, ""},
    };
    for (const auto& row : table) {
        CAPTURE(row.toml);
        const auto problems = problems_of(kGood + row.toml + "\n");
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].line == row.line);
        CAPTURE(problems[0].message);
        CHECK(problems[0].message.find(row.says) != std::string::npos);
        CHECK_FALSE(problems[0].message.empty());
    }
}

TEST_CASE("the section about mail is read with its usual values") {
    const test::TemporaryDirectory directory;
    directory.write("secret", "sésame\n");
    const auto config = base::read_config(directory.write(
        "essaim.toml", kGood + "[mail]\nserver = \"smtp.example.org\"\nfrom = \"a@b.example\"\n"
                               "user = \"a\"\npassword_file = \"secret\"\n"));
    REQUIRE(config.has_value());
    CHECK(config->mail == base::Config::Mail{.server = "smtp.example.org",
                                             .port = 587,
                                             .security = base::Config::Mail::Security::StartTls,
                                             .user = "a",
                                             .password = "sésame",
                                             .from = "a@b.example",
                                             .ca_file = ""});
    const auto none = base::read_config(directory.write("essaim.toml", kGood));
    REQUIRE(none.has_value());
    CHECK_FALSE(none->mail.is_set());
}

TEST_CASE("each mistake about mail is told with what to write instead") {
    struct Row {
        std::string toml;
        std::string_view says;
    };
    const std::string server = "server = \"smtp.example.org\"\n";
    const std::string from = "from = \"a@b.example\"\n";
    const Row table[] = {
        {from, "mail.server is missing"},
        {server, "mail.from must be the address of the sender"},
        {server + "from = \"A B <a@b.example>\"\n", "mail.from must be the address"},
        {"server = \"smtp example\"\n" + from, "mail.server must be the name of a server"},
        {server + from + "security = \"none\"\n", "only for a server on this machine"},
        {server + from + "security = \"ssl\"\n", "\"starttls\" (usual, port 587)"},
        {server + from + "port = 0\n", "number from 1 to 65535"},
        {server + from + "per_hour = 0\n", "mail.per_hour must be a number"},
        {server + from + "user = \"a\"\n", "go together"},
        {server + from + "password = \"a\"\n", "go together"},
        {server + from + "user = \"a\"\npassword_file = \"x\"\n", "there is no password to read"},
        {server + from + "ca_file = \"x.pem\"\n", "there is no file"},
        {server + from + "pasword = \"a\"\n", "did you mean mail.password?"},
    };
    for (const auto& row : table) {
        CAPTURE(row.toml);
        const auto problems = problems_of(kGood + "[mail]\n" + row.toml);
        REQUIRE(problems.size() == 1);
        CAPTURE(problems[0].message);
        CHECK(problems[0].message.find(row.says) != std::string::npos);
    }
}

TEST_CASE("all the mistakes of a file are told at once, in its order, each once") {
    const auto problems = problems_of(
        "log = 3\n[node]\npublic_url = 7\nname = \"La Noisette\"\n[http]\nport = -1\nprot = 80\n");
    REQUIRE(problems.size() == 6);
    const int lines[] = {0, 1, 3, 4, 6, 7};
    for (std::size_t i = 0; i < problems.size(); ++i) {
        CAPTURE(problems[i].message);
        CHECK(problems[i].line == lines[i]);
    }
    CHECK(problems[0].message.starts_with("node.title must name the association"));
    CHECK(problems[1].message.starts_with("log is a section"));
}

TEST_CASE("what is missing is told as about the whole file") {
    const auto problems = problems_of("");
    REQUIRE(problems.size() == 3);
    for (const auto& problem : problems) CHECK(problem.line == 0);
    const test::TemporaryDirectory directory;
    const auto absent = base::read_config(directory / "essaim.toml");
    REQUIRE_FALSE(absent.has_value());
    CHECK(absent.error() ==
          std::vector<ConfigProblem>{{0, "there is no such file; \"essaim init\" writes one"}});
    CHECK_FALSE(base::read_config(directory.path()).has_value());
}

TEST_CASE("a public address is an origin, spelt in one way only") {
    for (const auto* good :
         {"https://lanoisette.example", "https://a.b.c.example:8443", "http://localhost:8470",
          "https://xn--abeille-cva.example", "https://[::1]:8443", "https://192.0.2.1"}) {
        CAPTURE(good);
        CHECK(base::parse_public_url(good).has_value());
    }
    for (const auto* bad : {"",
                            "lanoisette.example",
                            "ftp://lanoisette.example",
                            "https://",
                            "https://Lanoisette.example",
                            "https://lanoisette.example/",
                            "https://lanoisette.example/a",
                            "https://lanoisette.example?q",
                            "https://u@lanoisette.example",
                            "https://lanoisette.example:",
                            "https://lanoisette.example:0",
                            "https://lanoisette.example:443",
                            "http://localhost:80",
                            "https://lanoisette.example:080",
                            "https://lanoisette.example:8a",
                            "https://lanoisette.example:80810",
                            "https://la noisette.example",
                            "https://.example",
                            "https://a..example",
                            "https://-a.example",
                            "https://a-.example",
                            "https://example.",
                            "https://0x7f.1",
                            "https://127.1",
                            "https://1",
                            "https://[::1",
                            "https://[::1]x",
                            "https://[zz]",
                            "https://été.example",
                            "HTTPS://lanoisette.example"}) {
        CAPTURE(bad);
        CHECK_FALSE(base::parse_public_url(bad).has_value());
    }
}

TEST_CASE("http and allowed addresses are for this machine only, not for names that resemble it") {
    for (const auto* host : {"localhost", "gironde.localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) {
        CAPTURE(host);
        CHECK(base::is_on_this_machine(host));
    }
    for (const auto* host : {"127.evil.example", "127.0.0.1.example", "localhost.example",
                             "notlocalhost", "10.0.0.1", "[::2]", "::1"}) {
        CAPTURE(host);
        CHECK_FALSE(base::is_on_this_machine(host));
        const auto problems =
            problems_of("[node]\nname = \"a\"\ntitle = \"b\"\npublic_url = \"http://" +
                        std::string(host) + ":8470\"\n");
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].line == 4);
    }
}

TEST_CASE("an allowed address is an IP address with its port") {
    for (const auto* good : {"127.0.0.1:8470", "[::1]:8470", "10.1.2.3:1"}) {
        CAPTURE(good);
        CHECK(base::is_address_and_port(good));
    }
    for (const auto* bad :
         {"", "127.0.0.1", "::1", "::1:80", "localhost:80", "127.0.0.1:", "127.0.0.1:0",
          "127.0.0.1:x", "[127.0.0.1]:80", "127.0.0.1:65536", "[::1]"}) {
        CAPTURE(bad);
        CHECK_FALSE(base::is_address_and_port(bad));
    }
}

TEST_CASE("a fresh file reads back as it was asked for") {
    const test::TemporaryDirectory directory;
    const base::NewConfig values = {.public_url = "http://localhost:8471",
                                    .name = "lanoisette",
                                    .title = "L'\"Élan\" \\ d'été\nsuite",
                                    .port = 8471,
                                    .allow_addresses = {"127.0.0.1:8470", "127.0.0.1:8472"}};
    const auto config =
        base::read_config(directory.write("essaim.toml", base::config_template(values)));
    REQUIRE(config.has_value());
    CHECK(config->public_url == values.public_url);
    CHECK(config->name == values.name);
    CHECK(config->title == "L'\"Élan\" \\ d'été suite");
    CHECK(config->http.port == 8471);
    CHECK(config->federation.allow_addresses == values.allow_addresses);

    const auto plain = base::read_config(directory.write(
        "plain.toml",
        base::config_template({.public_url = "https://a.example", .name = "a", .title = "A"})));
    REQUIRE(plain.has_value());
    CHECK(plain->federation.allow_addresses.empty());
}
