#include "node/storage/writer.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <pthread.h>
#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "node/base/log.h"

namespace essaim::storage {

namespace {

// What a later try may mend is Unavailable; the rest is our own fault.
Error error_of(const std::exception& failure) {
    if (const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure)) {
        switch (sqlite->getErrorCode() & 0xFF) {
            case SQLITE_BUSY:
            case SQLITE_LOCKED:
            case SQLITE_NOMEM:
            case SQLITE_READONLY:
            case SQLITE_IOERR:
            case SQLITE_FULL:
            case SQLITE_CANTOPEN:
                return {Fault::Unavailable, failure.what()};
            default:
                break;
        }
    }
    return {Fault::Internal, failure.what()};
}

// Runs what others wrote; whatever it throws becomes the outcome.
template <class F>
Result<void> guarded(const char* event, const F& call) {
    try {
        return call();
    } catch (const std::exception& failure) {
        base::log::error(event, {{"why", failure.what()}});
        return std::unexpected(error_of(failure));
    } catch (...) {
        base::log::error(event, {{"why", "not a std::exception"}});
        return refuse(Fault::Internal, "not a std::exception");
    }
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), thread_([this] { loop(); }) {}

Writer::~Writer() { stop(); }

void Writer::stop() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    thread_.join();
}

void Writer::refuse_own_thread() const {
    if (std::this_thread::get_id() == thread_.get_id()) {
        throw std::logic_error("the writing thread cannot wait for itself: use write_later()");
    }
}

void Writer::add(Database::Work work, Database::Done done) {
    enqueue({.work = std::move(work), .task = {}, .done = std::move(done)});
}

void Writer::add_maintenance(std::function<void(Connection&)> task, Database::Done done) {
    enqueue({.work = {}, .task = std::move(task), .done = std::move(done)});
}

void Writer::enqueue(Item item) {
    {
        std::unique_lock lock(mutex_);
        if (closed_) {
            lock.unlock();
            if (item.done) item.done(refuse(Fault::Unavailable, "the database is closed"));
            return;
        }
        waiting_.push_back(std::move(item));
    }
    arrived_.notify_one();
}

void Writer::loop() {
    pthread_setname_np(pthread_self(), "writer");
    std::vector<Item> items;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                closed_ = true;
                return;
            }
            items.swap(waiting_);
        }
        commit(items);
        for (auto& item : items) {
            if (item.task) {
                item.outcome = guarded("maintenance failed", [&]() -> Result<void> {
                    item.task(*connection_);
                    return {};
                });
            }
            // Before `done`: who waits for it may end what the work refers to.
            item.work = nullptr;
            if (!item.done) continue;
            std::ignore = guarded("a callback after a write failed", [&]() -> Result<void> {
                item.done(std::move(item.outcome));
                return {};
            });
        }
        items.clear();
    }
}

void Writer::commit(std::vector<Item>& items) {
    if (std::ranges::none_of(items, [](const Item& item) { return item.work != nullptr; })) return;
    const auto committed = guarded("a commit failed", [&]() -> Result<void> {
        connection_->query("BEGIN IMMEDIATE").step();
        for (auto& item : items) {
            if (item.work) item.outcome = in_savepoint(item.work);
        }
        connection_->query("COMMIT").step();
        return {};
    });
    if (committed) return;
    roll_back();
    for (auto& item : items) {
        item.outcome = refuse(Fault::Unavailable, committed.error().detail);
    }
}

// Throws when the savepoint is gone: SQLite has then rolled back the whole
// transaction by itself (disk full, input/output error), neighbours included.
Result<void> Writer::in_savepoint(const Database::Work& work) {
    connection_->query("SAVEPOINT work").step();
    auto outcome = guarded("a write failed", [&] { return work(*connection_); });
    if (!outcome) connection_->query("ROLLBACK TO work").step();
    connection_->query("RELEASE work").step();
    return outcome;
}

void Writer::roll_back() {
    if (sqlite3_get_autocommit(connection_->raw().getHandle()) != 0) return;
    std::ignore = guarded("a rollback failed", [&]() -> Result<void> {
        connection_->query("ROLLBACK").step();
        return {};
    });
}

}  // namespace essaim::storage
