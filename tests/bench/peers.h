// Other servers as the node under load sees them: names under "localhost", an
// actor with an RSA key each, and activities signed as their servers would.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "activitypub/signatures/key.h"

namespace bench {

struct Peer {
    std::string host;   // with its port
    std::string actor;  // its id
    activitypub::PrivateKey key;
    std::string document;  // what the actor's address answers
};

// `tag` keeps the peers of one round apart from those of another.
std::vector<Peer> make_peers(const std::string& tag, std::size_t count, int port);

// Create{Note} number `number` of this peer, about as long as Mastodon's.
std::string create_note(const Peer& peer, std::size_t number);

// The bytes of a signed POST of `body` to http://node/inbox.
std::string signed_post(const Peer& peer, const std::string& node, const std::string& body);

// `count` requests, peers in turn; signed by as many threads as there are cores.
std::vector<std::string> signed_posts(const std::vector<Peer>& peers, const std::string& node,
                                      std::size_t first, std::size_t count);

// What servers send that never had to do with us: Delete of `count` actors that
// nobody knows, on `hosts` hosts, each with a signature that cannot be checked.
std::vector<std::string> deletes_of_strangers(const std::string& node, std::size_t hosts,
                                              std::size_t count, int port);

}  // namespace bench
