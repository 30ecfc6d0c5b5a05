// One SQLite connection with its prepared statements. Borrow it for the
// length of one transaction, never keep it. Stores take a Connection& and
// neither begin nor commit: the caller decides what succeeds together.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace essaim::storage {

// A prepared statement in use: bind in order with arg(), then step or run.
// Reset and given back when destroyed. Columns count from 0.
//   for (auto q = c.query("SELECT a, b FROM t WHERE c = ?").arg(x); q.step();) use(q.text(0));
class Query {
  public:
    explicit Query(SQLite::Statement& statement, bool& busy);
    Query(Query&& other) noexcept;
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query();

    Query& arg(std::string_view text) &;
    Query& arg(std::int64_t number) &;
    Query& arg(const std::optional<std::string>& text) &;  // NULL when empty
    Query& arg(const std::optional<double>& number) &;     // NULL when empty
    Query& blob(std::string_view bytes) &;
    Query&& arg(std::string_view text) && {
        return std::move(static_cast<Query&>(*this).arg(text));
    }
    Query&& arg(std::int64_t number) && {
        return std::move(static_cast<Query&>(*this).arg(number));
    }
    Query&& arg(const std::optional<std::string>& text) && {
        return std::move(static_cast<Query&>(*this).arg(text));
    }
    Query&& arg(const std::optional<double>& number) && {
        return std::move(static_cast<Query&>(*this).arg(number));
    }
    Query&& blob(std::string_view bytes) && {
        return std::move(static_cast<Query&>(*this).blob(bytes));
    }
    Query&& arg(const char* text) && { return std::move(*this).arg(std::string_view(text)); }
    Query&& arg(const std::string& text) && { return std::move(*this).arg(std::string_view(text)); }
    Query&& arg(int number) && { return std::move(*this).arg(std::int64_t{number}); }
    Query& arg(const char* text) & { return arg(std::string_view(text)); }
    Query& arg(const std::string& text) & { return arg(std::string_view(text)); }
    Query& arg(int number) & { return arg(std::int64_t{number}); }

    bool step();                         // true while there is a row
    std::int64_t run();                  // executes; how many rows were changed
    std::string text(int column) const;  // "" for NULL
    std::string bytes(int column) const;
    std::int64_t number(int column) const;  // 0 for NULL
    double real(int column) const;          // 0 for NULL
    std::optional<std::string> maybe_text(int column) const;
    bool is_null(int column) const;

  private:
    SQLite::Statement* statement_;
    bool* busy_;
    int next_ = 1;
};

class Connection {
  public:
    explicit Connection(std::unique_ptr<SQLite::Database> database);
    ~Connection();

    // The statement is prepared once per connection; `sql` must be a literal
    // or an otherwise bounded set of texts, never built from input.
    Query query(std::string_view sql);
    void execute(const std::string& sql);  // several statements, no arguments
    std::int64_t last_id() const;
    SQLite::Database& raw() { return *database_; }

  private:
    std::unique_ptr<SQLite::Database> database_;
    struct Cache;
    std::unique_ptr<Cache> cache_;
};

}  // namespace essaim::storage
