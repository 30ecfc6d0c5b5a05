// The node's SQLite database: one writing connection, owned by one thread,
// which alone commits and checkpoints; any number of reading connections
// (security.md §0.5). Writes that arrive together share one commit (group
// commit, WAL, synchronous=FULL): what write() reported done is on the disk.
// Any thread may call read(), write() and write_later(). Never call the
// network inside a write.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "node/base/error.h"
#include "node/storage/connection.h"

namespace essaim::storage {

struct DatabaseOptions {
    std::filesystem::path file;  // ":memory:" is refused; tests use a temporary directory
    int readers = 4;             // kept open at rest; more are opened while needed
};

// A reading connection borrowed from the pool, inside one read transaction:
// everything seen through it is of one moment. Returned when it is destroyed.
class Reader {
  public:
    explicit Reader(std::unique_ptr<Connection, std::function<void(Connection*)>> borrowed)
        : connection_(std::move(borrowed)) {}
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

  private:
    std::unique_ptr<Connection, std::function<void(Connection*)>> connection_;
};

class Database {
  public:
    // Work done on the writing connection, in a savepoint of its own. It is
    // rolled back alone if it returns an error or throws.
    using Work = std::function<Result<void>(Connection&)>;
    using Done = std::function<void(Result<void>)>;

    // Opens, migrates, starts the writing thread. Throws std::runtime_error
    // with a sentence for the operator when the file cannot be used.
    explicit Database(const DatabaseOptions& options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Reader read() const;

    // Waits until the work is committed (or refused). Not from the writing thread.
    Result<void> write(Work work);
    // Returns at once; `done` is called from the writing thread after the commit.
    void write_later(Work work, Done done);

    // As write(), for work that yields a value.
    template <class F>
    auto write_value(F&& work) -> decltype(work(std::declval<Connection&>())) {
        using Value = typename decltype(work(std::declval<Connection&>()))::value_type;
        std::optional<Value> value;
        auto outcome = write([&](Connection& connection) -> Result<void> {
            value.emplace(TRY(work(connection)));
            return {};
        });
        if (!outcome) return std::unexpected(std::move(outcome).error());
        return std::move(*value);
    }

    std::string integrity() const;  // "ok", or what PRAGMA quick_check says
    void checkpoint();              // TRUNCATE; by the writing thread, waits

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::storage
