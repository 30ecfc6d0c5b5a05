// What sums of figures need to know of every card (totals.h): kept beside the
// card, so that a sum reads no documents. SQL only; borrows a connection, the
// caller commits.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "node/directory/card.h"
#include "node/directory/totals.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

struct SumCardRow {
    SumCard card;
    std::string said_by;  // of the claim it stands on; "" for a file
    bool self = false;    // that is its own word
};

struct CardFace {
    std::string name = {};
    std::string url = {};  // path of its page
};

class CardSums {
  public:
    explicit CardSums(storage::Connection& connection) : connection_(connection) {}
    void project(const Claim& best);  // as its card shows it from now on
    std::vector<SumCardRow> cards();  // that are on the public pages
    CardFace face(std::int64_t card);
    std::set<std::int64_t> hidden();  // whose first claim moderation hides
    // Of federations and successors: what cards name is looked up as the address of
    // a card, of who speaks for it, of its website, and as a name that one card has.
    struct Link {
        std::int64_t card;
        std::string kind;  // "partOf" …
        std::int64_t other;
    };
    std::vector<Link> links();

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::directory
