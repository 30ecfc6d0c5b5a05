#include "node/storage/connection.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <deque>
#include <map>
#include <utility>

namespace essaim::storage {

struct Prepared {
    Prepared(SQLite::Database& database, const std::string& sql) : statement(database, sql) {}
    SQLite::Statement statement;
    bool busy = false;
};

struct Connection::Cache {
    // Same text asked while in use: a second one is prepared beside the first.
    std::map<std::string, std::deque<Prepared>, std::less<>> statements;
};

Query::Query(SQLite::Statement& statement, bool& busy) : statement_(&statement), busy_(&busy) {
    busy = true;
}

Query::Query(Query&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      busy_(other.busy_),
      next_(other.next_) {}

Query::~Query() {
    if (statement_ == nullptr) return;
    statement_->tryReset();
    statement_->clearBindings();
    *busy_ = false;
}

Query& Query::arg(std::string_view text) & {
    statement_->bind(next_++, std::string(text));
    return *this;
}

Query& Query::arg(std::int64_t number) & {
    statement_->bind(next_++, number);
    return *this;
}

Query& Query::arg(const std::optional<std::string>& text) & {
    if (text) return arg(std::string_view(*text));
    statement_->bind(next_++);
    return *this;
}

Query& Query::arg(const std::optional<double>& number) & {
    if (number) {
        statement_->bind(next_++, *number);
    } else {
        statement_->bind(next_++);
    }
    return *this;
}

Query& Query::blob(std::string_view bytes) & {
    statement_->bind(next_++, bytes.data(), static_cast<int>(bytes.size()));
    return *this;
}

bool Query::step() { return statement_->executeStep(); }

std::int64_t Query::run() { return statement_->exec(); }

std::string Query::text(int column) const { return statement_->getColumn(column).getString(); }

std::string Query::bytes(int column) const { return statement_->getColumn(column).getString(); }

std::int64_t Query::number(int column) const { return statement_->getColumn(column).getInt64(); }

double Query::real(int column) const { return statement_->getColumn(column).getDouble(); }

std::optional<std::string> Query::maybe_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

bool Query::is_null(int column) const { return statement_->isColumnNull(column); }

Connection::Connection(std::unique_ptr<SQLite::Database> database)
    : database_(std::move(database)), cache_(std::make_unique<Cache>()) {}

Connection::~Connection() = default;

Query Connection::query(std::string_view sql) {
    auto found = cache_->statements.find(sql);
    if (found == cache_->statements.end()) {
        found = cache_->statements.emplace(std::string(sql), std::deque<Prepared>()).first;
    }
    for (auto& prepared : found->second) {
        if (!prepared.busy) return Query(prepared.statement, prepared.busy);
    }
    auto& fresh = found->second.emplace_back(*database_, found->first);
    return Query(fresh.statement, fresh.busy);
}

void Connection::execute(const std::string& sql) { database_->exec(sql); }

std::int64_t Connection::last_id() const { return database_->getLastInsertRowid(); }

}  // namespace essaim::storage
