// The association changes its address (FEP-7628): on the new node the old
// address is named as an alias; then the old node says Move, its followers'
// servers follow the new one, and nothing more is published there. Both sides
// are checked by asking, never by belief. Peers obey one Move in seven days, so
// going back takes as long. Errors carry French sentences. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/federation/identity_parts.h"

namespace essaim::federation {

struct Alias {
    std::string actor;   // IRI
    std::string handle;  // "@user@host", as far as it is known
};

struct NewHome {
    std::string actor;  // IRI
    std::string handle;
    std::string name;
    base::Instant at;  // when we moved there
};

class Moves {
  public:
    explicit Moves(const IdentityParts& parts) : parts_(parts) {}

    // On the new node. Asks the network: not in a request thread longer than it bears.
    Result<Alias> add_alias(const std::string& whom);
    Result<void> remove_alias(const std::string& actor);
    std::vector<Alias> aliases() const;

    // On the old node: who that is, and whether it names us. Asks the network.
    struct Candidate {
        NewHome home;
        bool names_us = false;
        bool has_moved = false;  // itself, elsewhere
    };
    Result<Candidate> examine(const std::string& whom);
    Result<NewHome> move_to(const std::string& whom);
    std::optional<NewHome> moved() const;
    base::Instant may_return_from() const;  // seven days after the move
    Result<void> come_back();

    // After a crash between writing down a move and saying it.
    Result<void> finish_saying();

  private:
    Result<void> say_move(const std::string& target);
    NewHome home_of(const std::string& actor, base::Instant at) const;
    const IdentityParts& parts_;
};

}  // namespace essaim::federation
