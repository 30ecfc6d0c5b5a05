#include <doctest/doctest.h>
#include <httplib.h>

#include <cctype>
#include <nlohmann/json.hpp>
#include <thread>

#include "node/app.h"
#include "node/cli/commands.h"
#include "node/cli/doctor.h"
#include "tests/support/temporary_directory.h"

using namespace essaim;
using namespace essaim::test;

namespace {

enum class Spoilt { None, NoDigest, OtherType, Redirect, OtherDate, Silent };

// A web server in front of a node, as careful as it is told to be.
class Front {
  public:
    explicit Front(Spoilt fault) : fault_(fault) {
        const auto pass = [this](const httplib::Request& request, httplib::Response& response) {
            forward(request, response);
        };
        server_.Get(".*", pass);
        server_.Post(".*", pass);
        port_ = server_.bind_to_any_port("127.0.0.1");
    }
    void open(int node) {
        node_ = node;
        if (fault_ != Spoilt::Silent)
            thread_ = std::thread([this] { server_.listen_after_bind(); });
        if (thread_.joinable())
            while (!server_.is_running()) std::this_thread::yield();
    }
    ~Front() {
        server_.stop();
        if (thread_.joinable()) thread_.join();
    }
    int port() const { return port_; }

  private:
    void forward(const httplib::Request& request, httplib::Response& response) {
        if (fault_ == Spoilt::Redirect && request.path.starts_with("/.well-known")) {
            return response.set_redirect("/ailleurs");
        }
        httplib::Headers headers;
        for (const auto& [given, value] : request.headers) {
            std::string name = given;
            for (auto& letter : name) letter = static_cast<char>(std::tolower(letter));
            if (name == "remote_addr" || name == "remote_port" || name == "local_addr" ||
                name == "local_port" || name == "content-length" || name == "connection" ||
                name == "content-type") {
                continue;
            }
            if (fault_ == Spoilt::NoDigest && name == "digest") continue;
            headers.emplace(name, fault_ == Spoilt::OtherDate && name == "date"
                                      ? "Mon, 01 Jan 2024 00:00:00 GMT"
                                      : value);
        }
        httplib::Client client("127.0.0.1", node_);
        const auto answer = request.method == "POST"
                                ? client.Post(request.target, headers, request.body,
                                              request.get_header_value("Content-Type"))
                                : client.Get(request.target, headers);
        if (!answer) return static_cast<void>(response.status = 502);
        response.status = answer->status;
        if (answer->has_header("Date"))
            response.set_header("Date", answer->get_header_value("Date"));
        const auto type = answer->get_header_value("Content-Type");
        if (type.empty()) return;
        response.set_content(answer->body, fault_ == Spoilt::OtherType ? "application/json" : type);
    }

    Spoilt fault_;
    httplib::Server server_;
    std::thread thread_;
    int port_ = 0;
    int node_ = 0;
};

struct Examined {
    explicit Examined(Spoilt fault) : front(fault) {
        config.public_url = "http://localhost:" + std::to_string(front.port());
        config.name = "lanoisette";
        config.title = "La Noisette";
        config.http.port = 0;
        config.data_directory = directory.path();
        config.federation.allow_addresses = {"127.0.0.1:" + std::to_string(front.port())};
        REQUIRE(App::initialise(config, directory.path(),
                                {.title = config.title, .tagline = {}, .sentence = {}, .hue = 0}));
        App app(config, AppOptions{.directory = directory.path()});
        app.start();
        front.open(app.port());
        findings = cli::examine(config, cli::Words(web::Language::French), [&] {
            cli::Signed made{.body = R"({"id":")" + config.url("/@lanoisette#doctor") +
                                     R"(","type":"View","actor":")" + config.url("/@lanoisette") +
                                     R"(","object":")" + config.url("/@lanoisette") + "\"}",
                             .headers = {}};
            const auto answer =
                cli::run_command(app, {{"command", "doctor.sign"}, {"body", made.body}});
            for (const auto& header : answer.at("headers"))
                made.headers.emplace_back(header.at(0), header.at(1));
            return std::optional(made);
        });
        app.stop();
    }
    std::string bad() const {
        std::string sentences;
        for (const auto& finding : findings) {
            if (finding.good) continue;
            CHECK_FALSE(finding.advice.empty());
            sentences += finding.what + "\n";
        }
        return sentences;
    }
    TemporaryDirectory directory;
    Front front;
    base::Config config;
    std::vector<cli::Finding> findings;
};

}  // namespace

TEST_CASE("the doctor finds a node well that is reached through a careful web server") {
    const Examined node(Spoilt::None);
    CHECK(node.bad() == "");
    CHECK(node.findings.size() == 7);
}

TEST_CASE("the doctor says what a web server in front of the node spoils") {
    struct Case {
        Spoilt fault;
        std::string sentence;
    };
    for (const auto& [fault, sentence] :
         {Case{Spoilt::NoDigest, "Ce que le nœud signe n’est plus reconnu au retour (réponse 403)"},
          Case{Spoilt::OtherDate,
               "Ce que le nœud signe n’est plus reconnu au retour (réponse 403)"},
          Case{Spoilt::OtherType, "La fiche de l’association est servie comme application/json"},
          Case{Spoilt::Redirect, "ne mène pas à l’association"},
          Case{Spoilt::Silent, "ne répond pas"}}) {
        CAPTURE(sentence);
        CHECK(Examined(fault).bad().find(sentence) != std::string::npos);
    }
}

TEST_CASE(
    "the doctor says of a node on trial that nobody outside can reach it, and asks nothing there") {
    base::Config config;
    config.public_url = "http://localhost:8470";
    config.name = "lanoisette";
    const auto findings =
        cli::examine(config, cli::Words(web::Language::French), [] { return std::nullopt; });
    REQUIRE(findings.size() == 2);
    CHECK_FALSE(findings[0].good);
    CHECK(findings[1].what.find("Le courriel n’est pas réglé") != std::string::npos);
    CHECK(findings[0].what.find("à l’essai sur cette machine") != std::string::npos);
}
