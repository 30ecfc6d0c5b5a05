// The cards of the public pages and the figures said of them, as sums need them (totals.h): read
// from the tables once, and kept in memory until one of them changes. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "node/base/guarded.h"
#include "node/directory/card_sums.h"
#include "node/directory/observation_store.h"
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

// As somebody sees them who sees all of them.
struct SumFigures {
    using Observers = std::map<std::int64_t, ObservationStore::Observer>;
    using Rows = std::vector<SumRow>;  // the earliest day first

    std::int64_t changes = 0;  // of figures, as many as there were
    std::shared_ptr<const Observers> observers = {};
    std::map<std::string, std::shared_ptr<const Rows>> rows = {};  // of variables asked for since
};

class KnownSums {
  public:
    std::shared_ptr<const SumCards> cards(storage::Connection& connection);
    std::shared_ptr<const SumFigures::Observers> observers(storage::Connection& connection);
    std::shared_ptr<const SumFigures::Rows> rows(storage::Connection& connection,
                                                 const std::string& variable);

  private:
    SumFigures figures(storage::Connection& connection);

    base::Guarded<std::shared_ptr<const SumCards>> cards_;
    base::Guarded<SumFigures> figures_;
};

// Which federations and successors these cards have among one another.
void link(std::vector<SumCard>& cards, const std::vector<CardSums::Link>& links);

}  // namespace essaim::directory
