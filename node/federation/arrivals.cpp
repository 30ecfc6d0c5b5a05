#include "node/federation/arrivals.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/discovery/nodeinfo.h"
#include "node/base/log.h"
#include "node/base/text.h"
#include "node/federation/arrival_store.h"
#include "node/federation/local_actors.h"
#include "node/federation/signed_fetch.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

constexpr auto kAskAgain = std::chrono::hours(24 * 30);
constexpr std::size_t kAtOnce = 5;
constexpr std::size_t kNameBytes = 40;

}  // namespace

std::map<std::string, std::int64_t> Arrivals::of(storage::Connection& connection,
                                                 const std::string& object) {
    return ArrivalStore(connection).by_software(object);
}

void Arrivals::arrived(storage::Connection& connection, const std::string& activity,
                       const std::string& host) {
    ArrivalStore(connection).arrived(activity, host, kMostHosts);
}

// "" where it does not say; NodeInfo 2.1 §4: a name in lower case letters, digits and "-".
std::string Arrivals::software_of(const std::string& host) const {
    const auto& base = actors_.base();
    const auto origin = base.substr(0, base.find("://") + 3) + host;
    const auto discovery = fetch_.fetch_plain_json(origin + "/.well-known/nodeinfo");
    if (!discovery) return {};
    const auto address = activitypub::nodeinfo_address(*discovery, origin);
    if (!address) return {};
    const auto document = fetch_.fetch_plain_json(*address);
    if (!document) return {};
    const auto info = activitypub::parse_nodeinfo(*document);
    if (!info || info->software.empty() || info->software.size() > kNameBytes) return {};
    const bool plain = std::ranges::all_of(info->software, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    return plain ? info->software : std::string();
}

void Arrivals::look_up(const std::stop_token& stop) {
    std::vector<std::string> hosts;
    {
        auto reader = database_.read();
        hosts = ArrivalStore(*reader).unknown(clock_.now() - kAskAgain, kAtOnce);
    }
    for (const auto& host : hosts) {
        if (stop.stop_requested()) return;
        const auto software = software_of(host);
        const auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
            ArrivalStore(connection).save(host, software, clock_.now());
            return {};
        });
        if (!written) base::log::warning("software of a server", {{"why", written.error().detail}});
    }
}

}  // namespace essaim::federation
