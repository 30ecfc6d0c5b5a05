#include "activitypub/discovery/nodeinfo.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "activitypub/discovery/host_meta.h"

using namespace activitypub;
using nlohmann::json;

TEST_CASE("our nodeinfo has every required member, and reads back") {
    NodeInfo info;
    info.software = "essaim";
    info.version = "0.1.0";
    info.repository = "https://code.example/essaim";
    info.users_total = 3;
    info.local_posts = 7;
    info.node_name = "La Noisette";
    const json j = make_nodeinfo(info, NodeInfoVersion::v2_1);
    CHECK(j["version"] == "2.1");
    CHECK(j["protocols"] == json::array({"activitypub"}));
    CHECK(j["services"] == json{{"inbound", json::array()}, {"outbound", json::array()}});
    CHECK(j["usage"]["users"]["total"] == 3);
    CHECK(j["metadata"].is_object());
    const auto read = parse_nodeinfo(j);
    REQUIRE(read.has_value());
    CHECK(read->software == "essaim");
    CHECK(read->repository == info.repository);
    CHECK(read->local_posts == 7);
    CHECK(read->node_name == "La Noisette");
    // 2.0 has no repository.
    CHECK_FALSE(make_nodeinfo(info, NodeInfoVersion::v2_0)["software"].contains("repository"));
    CHECK_FALSE(parse_nodeinfo(json::object()).has_value());
    CHECK_FALSE(parse_nodeinfo({{"software", {{"name", 1}}}}).has_value());
}

TEST_CASE("the newest nodeinfo on the host itself is chosen") {
    const json ours = make_nodeinfo_discovery("https://nous.example", "https://nous.example/actor");
    CHECK(ours["links"].size() == 3);
    CHECK(nodeinfo_address(ours, "https://nous.example/.well-known/nodeinfo") ==
          "https://nous.example/nodeinfo/2.1");
    CHECK_FALSE(nodeinfo_address(ours, "https://other.example/").has_value());
    CHECK_FALSE(nodeinfo_address(json::array(), "https://nous.example/").has_value());
}

TEST_CASE("host-meta leads to WebFinger") {
    CHECK(make_host_meta("https://nous.example")
              .find("template=\"https://nous.example/.well-known/webfinger?resource={uri}\"") !=
          std::string::npos);
    CHECK(make_host_meta_json("https://nous.example") ==
          json{{"links",
                json::array({json{
                    {"rel", "lrdd"},
                    {"template", "https://nous.example/.well-known/webfinger?resource={uri}"}}})}});
}
