// The figures of the network as one visitor may see them: what sums are made of,
// read from the tables and through the gate. One reading serves many sums.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "node/directory/card_sums.h"
#include "node/directory/known_sums.h"
#include "node/directory/totals.h"
#include "node/feature.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

class NetworkFigures {
  public:
    NetworkFigures(storage::Connection& connection, KnownSums& known,
                   const federation::Sight& sight);

    Total total(const Question& question);
    // The sum at the end of each year, the last `most` of those that have figures, oldest
    // first. Each has its own coverage: they are shown with it, never as a trend alone.
    struct YearTotal {
        int year;
        Total total;
    };
    std::vector<YearTotal> by_year(Question question, std::size_t most);
    // What is said of networks and other partners, any age, newest first: published sums
    // of others, which are never added to these.
    std::vector<CountedRow> of_networks(const Question& question, std::size_t most);
    CardFace face(std::int64_t card);
    const std::vector<SumCard>& cards() const { return *cards_; }
    std::string author(std::int64_t observer) const;  // IRI

  private:
    // As of a day after `after`, until `until`; the earliest day first.
    std::span<const SumRow> rows(const std::string& variable, Day after, Day until);
    bool hides_cards() const;
    void read_cards();

    storage::Connection& connection_;
    const federation::Sight sight_;
    KnownSums& known_;
    std::shared_ptr<const SumCards> known_cards_;
    std::shared_ptr<const SumFigures::Observers> observers_;
    std::vector<SumCard> seen_;  // where some are kept back
    const std::vector<SumCard>* cards_;
    std::map<std::string, std::shared_ptr<const SumFigures::Rows>> rows_;  // by variable
    std::set<std::int64_t> unheard_;                       // observers kept from this visitor
    std::set<std::int64_t> hidden_;                        // observations
    std::unordered_map<std::int64_t, std::string> names_;  // of cards on another claim
};

// "48 monnaies en circulation sur 74 ont donné ce chiffre …" and the like, in whole sentences.
struct Coverage {
    std::string reporting;  // who gave one, of how many
    std::string age;        // how old they are; "" without any
    std::string unknown;    // of whom one does not know whether they circulate; "" for none
};
Coverage coverage_words(Services& services, web::Language language, const Question& question,
                        const Total& total);

}  // namespace essaim::directory
