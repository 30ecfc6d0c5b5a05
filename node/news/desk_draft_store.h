// What people were writing, one row an account and form. SQL only; borrows a
// connection, the caller commits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::news {

struct DeskDraft {
    base::Instant at;
    std::string fields;  // JSON
};

class DeskDraftStore {
  public:
    static constexpr std::int64_t kMostOfOne = 20;  // forms of one account
    static constexpr std::size_t kFieldsBytes = 128 * 1024;

    explicit DeskDraftStore(storage::Connection& connection) : connection_(connection) {}

    std::optional<DeskDraft> find(const std::string& account, const std::string& form);
    // The oldest of that account makes room; those of all from before `oldest` go too.
    void keep(const std::string& account, const std::string& form, const DeskDraft& draft,
              base::Instant oldest);
    void forget(const std::string& account, const std::string& form);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::news
