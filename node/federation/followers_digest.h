// FEP-8fcf in numbers and text: the part of a followers collection that lies on
// one host, its digest, and the header Collection-Synchronization that tells
// both sides whether they agree. What is done about it: followers_sync.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/federation/local_actors.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

// XOR of the SHA-256 of each id, in hexadecimal digits; each id counts once.
std::string followers_digest(std::vector<std::string> ids);

// Those who follow this actor of ours and have their id on that origin
// ("https://gironde.example"), sorted.
std::vector<std::string> followers_at(storage::Connection& connection, const LocalActor& actor,
                                      const std::string& origin);

// What an activity for followers only carries to `inbox`.
std::string synchronization_header(storage::Connection& connection, const LocalActor& sender,
                                   const std::string& inbox);

struct Synchronization {
    std::string collection;  // collectionId
    std::string url;
    std::string digest;
};
// Written like the parameters of a Signature header; nothing unless all three are there, once.
std::optional<Synchronization> parse_synchronization(std::string_view header);

}  // namespace essaim::federation
