// The tables of the library: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "node/documents/document.h"
#include "node/documents/filter.h"
#include "node/federation/visibility.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::documents {

class DocumentStore {
  public:
    explicit DocumentStore(storage::Connection& connection) : connection_(connection) {}

    void save(const Document& document);                         // inserts or replaces by id
    void remove(const std::string& id);                          // with its versions
    std::optional<Document> by_id(const std::string& id);        // whoever asks: not for a page
    std::optional<Document> by_page(const std::string& url);     // as above
    std::optional<Document> by_slug(const std::string& slug);    // as above
    std::string free_slug(const std::string& wanted);            // neither used nor given up before
    std::optional<base::Instant> gone(const std::string& slug);  // when it was taken back
    void remember_gone(const std::string& slug, base::Instant at);
    std::vector<std::string> ids();  // ours and others'

    // Ours and those of whom we follow, newest first, as far as they are seen:
    // `most` of them after the first `from`, and how many there are in all.
    // `words`: ids that were found by them; none: no question was asked.
    struct Listed {
        std::vector<Document> documents;
        std::size_t count = 0;
    };
    Listed listed(const Filter& filter, const std::optional<std::set<std::string>>& words,
                  const federation::Sight& sight, std::size_t from, std::size_t most);
    // What one can choose among those, whatever is chosen now.
    struct Choices {
        std::set<std::string, std::greater<>> years;
        std::set<std::string> authors;
    };
    Choices choices(const federation::Sight& sight);
    std::vector<Document> newest(bool local, std::size_t limit, const federation::Sight& sight);
    std::vector<Document> written_by(const std::string& account);  // for that person alone
    std::int64_t count_ours(const federation::Sight& sight);

    void add_version(const std::string& document, const Version& version);
    std::vector<Version> versions(const std::string& document);  // newest first
    std::optional<Version> version(const std::string& document, std::int64_t number);
    // What it held is gone; that it was there stays.
    void erase_version(const std::string& document, std::int64_t number);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::documents
