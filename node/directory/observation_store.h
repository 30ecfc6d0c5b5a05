// The table of figures: SQL only. Borrows a connection; the caller commits.
// Nothing is changed but what people decide and what authors take back. Whoever
// may see an observation is for the caller to ask.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/directory/observation.h"
#include "node/directory/totals.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

class ObservationStore {
  public:
    explicit ObservationStore(storage::Connection& connection) : connection_(connection) {}

    // Adds it, with its id and its card; false if it is held already. What its
    // author supersedes with it, about the same and of the same variable, counts no more.
    bool append(Observation& observation, std::int64_t mark);
    void withdraw(const std::string& iri);
    void decide(std::int64_t id, bool shown);

    std::optional<Observation> find(const std::string& iri);
    std::optional<Observation> by_id(std::int64_t id);
    // What is said of a card, and was: by variable, the latest day first.
    std::vector<Observation> of_card(std::int64_t card, std::size_t most);
    std::vector<Observation> before(std::int64_t id, std::size_t most);  // newest first
    // Said by others than its own node and those we follow; nobody has decided.
    std::vector<Observation> waiting(std::size_t most);
    // Those of one author that count, about one card: their IRIs.
    std::vector<std::string> current_iris(const std::string& author, std::int64_t card,
                                          std::size_t most);

    // Of one author, that are not taken back: their IRIs.
    std::vector<std::string> iris_of(const std::string& author);
    std::vector<std::string> taken_back_by(const std::string& author, std::size_t most);

    // What may count for one variable, the earliest day first.
    std::vector<SumRow> rows(const std::string& variable);
    struct Observer {
        std::string iri;
        bool followed;  // by us, and they agreed: what they say of others counts
    };
    std::map<std::int64_t, Observer> observers();
    // Another number after anything of these has changed.
    std::int64_t changes();
    std::map<std::int64_t, std::string> hidden();  // by moderation: observations' IRIs

    std::int64_t count();                                // of all ever taken
    std::int64_t count_from(const std::string& origin);  // of those who speak from there
    std::string state();                                 // tells whether anything is new

    void bind(const std::string& about, std::int64_t card);  // a card came that figures waited for
    void move(std::int64_t from, std::int64_t into);         // two cards were one
    // Those about one of its claims, or about their author.
    void move_about(const std::string& about, std::int64_t from, std::int64_t into);

  private:
    std::int64_t observer(const std::string& iri);
    storage::Connection& connection_;
};

}  // namespace essaim::directory
