// The cards of the public pages as sums need them (totals.h): read from the table once, and
// kept in memory until one of them changes. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "node/base/guarded.h"
#include "node/directory/card_sums.h"
#include "node/directory/totals.h"

namespace essaim::directory {

// As somebody sees them who sees all of them.
struct SumCards {
    std::int64_t changes = 0;    // of cards, as many as there were
    std::int64_t observers = 0;  // the newest of them, then
    std::vector<SumCard> cards = {};
    std::vector<std::string> authors = {};    // of the claims that they stand on; "" for files
    std::vector<std::uint32_t> said_by = {};  // for each card: which of those
    std::vector<CardSums::Link> links = {};
};

class KnownSums {
  public:
    std::shared_ptr<const SumCards> of(storage::Connection& connection);

  private:
    base::Guarded<std::shared_ptr<const SumCards>> known_;
};

// Which federations and successors these cards have among one another.
void link(std::vector<SumCard>& cards, const std::vector<CardSums::Link>& links);

}  // namespace essaim::directory
