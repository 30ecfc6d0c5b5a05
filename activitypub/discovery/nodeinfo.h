// NodeInfo 2.0 and 2.1 (FEP-f1d5): who we run, in numbers; and what a peer
// says it runs. FEP-0151: never infer features from a software's name.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "activitypub/result.h"

namespace activitypub {

enum class NodeInfoVersion { v2_0, v2_1 };

struct NodeInfo {
    std::string software;  // [a-z0-9-]+
    std::string version;
    std::string repository;  // 2.1 only
    std::string homepage;    // 2.1 only
    bool open_registrations = false;
    std::int64_t users_total = 0;
    std::int64_t users_active_month = 0;
    std::int64_t users_active_halfyear = 0;
    std::int64_t local_posts = 0;
    std::int64_t local_comments = 0;
    std::string node_name;
    std::string node_description;
};

// `base` is our origin, without a slash; instance_actor per FEP-2677.
nlohmann::json make_nodeinfo_discovery(std::string_view base, std::string_view instance_actor);
nlohmann::json make_nodeinfo(const NodeInfo& info, NodeInfoVersion version);
std::string_view nodeinfo_content_type(NodeInfoVersion version);

// The best document a discovery lists, on the very host that was asked.
Result<std::string> nodeinfo_address(const nlohmann::json& discovery, std::string_view asked);
Result<NodeInfo> parse_nodeinfo(const nlohmann::json& document);

}  // namespace activitypub
