// The categories of texts: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace essaim::storage {
class Connection;
}

namespace essaim::news {

class CategoryStore {
  public:
    explicit CategoryStore(storage::Connection& connection) : connection_(connection) {}

    // Exactly these from now on, in this order.
    void save(const std::string& post, const std::vector<std::string>& names);
    std::vector<std::string> of(const std::string& post);
    // As it is written most often; none: no text has it.
    std::optional<std::string> name(const std::string& slug);
    std::vector<std::string> most_used(std::size_t limit);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::news
