#include "node/directory/peer_store.h"

#include <array>

#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

constexpr const char* kSelect =
    "SELECT host, actor, address, tag, asked_at, answered_at, taken, refused, problem, "
    "figures_tag, "
    "whole_at, whole_tag FROM directory_peer ";

// Who is asked first. Of those who only say something, or follow, one of each server: a
// thousand invented names of one are one.
constexpr std::array<const char*, 4> kWanted = {
    "SELECT actor FROM following WHERE state = 'accepted' ORDER BY since LIMIT ?",
    "SELECT actor FROM directory_peer WHERE answered_at IS NOT NULL ORDER BY answered_at DESC "
    "LIMIT ?",
    "SELECT said_by, max(method = 'self') FROM claim WHERE said_by <> '' AND received_from <> '' "
    "GROUP BY substr(said_by, 1, 7 + instr(substr(said_by, 9), '/')) LIMIT ?",
    "SELECT min(actor) FROM follower GROUP BY substr(actor, 1, 7 + instr(substr(actor, 9), '/')) "
    "LIMIT ?"};

DirectoryPeer peer_in(const storage::Query& query) {
    DirectoryPeer peer{.host = query.text(0),
                       .actor = query.text(1),
                       .address = query.text(2),
                       .tag = query.text(3),
                       .asked = base::from_millis(query.number(4))};
    if (!query.is_null(5)) peer.answered = base::from_millis(query.number(5));
    peer.taken = query.number(6);
    peer.refused = query.number(7);
    peer.problem = query.text(8);
    peer.figures_tag = query.text(9);
    peer.whole = base::from_millis(query.number(10));
    peer.whole_tag = query.text(11);
    return peer;
}

}  // namespace

std::vector<std::string> PeerStore::actors(std::size_t most) {
    std::vector<std::string> found;
    for (const auto* wanted : kWanted) {
        auto query = connection_.query(wanted).arg(static_cast<std::int64_t>(most));
        while (query.step()) found.push_back(query.text(0));
    }
    return found;
}

bool PeerStore::is_followed(const std::string& actor) {
    return connection_.query("SELECT 1 FROM following WHERE actor = ? AND state = 'accepted'")
        .arg(actor)
        .step();
}

std::optional<DirectoryPeer> PeerStore::find(const std::string& host) {
    auto query = connection_.query(std::string(kSelect) + "WHERE host = ?").arg(host);
    return query.step() ? std::optional(peer_in(query)) : std::nullopt;
}

void PeerStore::save(const DirectoryPeer& peer) {
    auto query = connection_.query(
        "INSERT OR REPLACE INTO directory_peer (host, actor, address, tag, asked_at, answered_at, "
        "taken, refused, problem, figures_tag, whole_at, whole_tag) VALUES (?1,?2,?3,?4,?5,CASE "
        "WHEN ?6 < 0 "
        "THEN NULL "
        "ELSE ?6 END,?7,?8,?9,?10,?11,?12)");
    query.arg(peer.host).arg(peer.actor).arg(peer.address).arg(peer.tag);
    query.arg(base::to_millis(peer.asked));
    query.arg(peer.answered ? base::to_millis(*peer.answered) : -1);
    query.arg(peer.taken).arg(peer.refused).arg(peer.problem).arg(peer.figures_tag);
    query.arg(base::to_millis(peer.whole)).arg(peer.whole_tag);
    query.run();
}

std::vector<DirectoryPeer> PeerStore::all(std::size_t most) {
    std::vector<DirectoryPeer> found;
    auto query = connection_.query(std::string(kSelect) + "ORDER BY asked_at DESC, host LIMIT ?")
                     .arg(static_cast<std::int64_t>(most));
    while (query.step()) found.push_back(peer_in(query));
    return found;
}

}  // namespace essaim::directory
