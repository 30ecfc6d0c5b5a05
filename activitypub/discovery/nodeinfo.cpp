#include "activitypub/discovery/nodeinfo.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/media_type.h"
#include "activitypub/vocabulary/terms.h"

namespace activitypub {

using nlohmann::json;

namespace {

constexpr std::string_view kSchema20 = "http://nodeinfo.diaspora.software/ns/schema/2.0";
constexpr std::string_view kSchema21 = "http://nodeinfo.diaspora.software/ns/schema/2.1";

std::int64_t count(const json* j, std::string_view name) {
    return j ? std::max<std::int64_t>(0, number(*j, name).value_or(0)) : 0;
}

}  // namespace

json make_nodeinfo_discovery(std::string_view base, std::string_view instance_actor) {
    const std::string origin(base);
    json links = json::array();
    links.push_back({{"rel", kSchema21}, {"href", origin + "/nodeinfo/2.1"}});
    links.push_back({{"rel", kSchema20}, {"href", origin + "/nodeinfo/2.0"}});
    if (!instance_actor.empty())
        links.push_back(
            {{"rel", kApplicationRel}, {"type", kActivityJson}, {"href", instance_actor}});
    return {{"links", std::move(links)}};
}

json make_nodeinfo(const NodeInfo& info, NodeInfoVersion version) {
    json software = {{"name", info.software}, {"version", info.version}};
    if (version == NodeInfoVersion::v2_1) {  // 2.0 forbids them
        if (!info.repository.empty()) software["repository"] = info.repository;
        if (!info.homepage.empty()) software["homepage"] = info.homepage;
    }
    json metadata = json::object();
    if (!info.node_name.empty()) metadata["nodeName"] = info.node_name;
    if (!info.node_description.empty()) metadata["nodeDescription"] = info.node_description;
    return {{"version", version == NodeInfoVersion::v2_1 ? "2.1" : "2.0"},
            {"software", std::move(software)},
            {"protocols", json::array({"activitypub"})},
            {"services", {{"inbound", json::array()}, {"outbound", json::array()}}},
            {"openRegistrations", info.open_registrations},
            {"usage",
             {{"users",
               {{"total", info.users_total},
                {"activeMonth", info.users_active_month},
                {"activeHalfyear", info.users_active_halfyear}}},
              {"localPosts", info.local_posts},
              {"localComments", info.local_comments}}},
            {"metadata", std::move(metadata)}};
}

std::string_view nodeinfo_content_type(NodeInfoVersion version) {
    return version == NodeInfoVersion::v2_1
               ? "application/json; "
                 "profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\""
               : "application/json; "
                 "profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\"";
}

Result<std::string> nodeinfo_address(const json& discovery, std::string_view asked) {
    std::string best;
    for (const json* entry : values(discovery, "links")) {
        const std::string rel = text(*entry, "rel");
        std::string href = text(*entry, "href");
        if ((rel != kSchema20 && rel != kSchema21) || !same_origin(href, asked)) continue;
        if (rel == kSchema21) return href;
        best = std::move(href);
    }
    if (best.empty()) return refuse(Fault::Malformed, "no nodeinfo on the host itself");
    return best;
}

Result<NodeInfo> parse_nodeinfo(const json& j) {
    NodeInfo out;
    const json* software = object(j, "software");
    if (!software) return refuse(Fault::Malformed, "nodeinfo without software");
    out.software = shortened(text(*software, "name"), 64);
    out.version = shortened(text(*software, "version"), 64);
    if (out.software.empty()) return refuse(Fault::Malformed, "nodeinfo without a name");
    out.repository = link(*software, "repository");
    out.homepage = link(*software, "homepage");
    out.open_registrations = boolean(j, "openRegistrations");
    const json* usage = object(j, "usage");
    const json* users = usage ? object(*usage, "users") : nullptr;
    out.users_total = count(users, "total");
    out.users_active_month = count(users, "activeMonth");
    out.users_active_halfyear = count(users, "activeHalfyear");
    out.local_posts = count(usage, "localPosts");
    out.local_comments = count(usage, "localComments");
    if (const json* metadata = object(j, "metadata")) {
        out.node_name = shortened(text(*metadata, "nodeName"), 512);
        out.node_description = shortened(text(*metadata, "nodeDescription"), 2048);
    }
    return out;
}

}  // namespace activitypub
