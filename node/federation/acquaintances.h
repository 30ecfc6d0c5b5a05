// Those who follow us or are followed, asked again now and then: a profile a
// week old, or one whose inbox was gone, is fetched anew. Who answers 410 is
// gone: their Delete never reached us, and is obeyed now (security.md A12, L8;
// Mastodon 4.7 does the same). If the address speaks again, it is a stranger's.
#pragma once

#include <stop_token>

#include "node/federation/inbox.h"

namespace essaim::federation {

class Acquaintances {
  public:
    explicit Acquaintances(const InboxParts& parts) : parts_(parts) {}
    void refresh_some(const std::stop_token& stop);  // waits for the network, a few at a time
    Result<void> departed(const std::string& actor);

  private:
    const InboxParts& parts_;
};

}  // namespace essaim::federation
