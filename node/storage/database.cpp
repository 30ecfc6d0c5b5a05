#include "node/storage/database.h"

#include <future>

#include "node/storage/open.h"
#include "node/storage/reader_pool.h"
#include "node/storage/writer.h"

namespace essaim::storage {

struct Database::State {
    explicit State(const DatabaseOptions& options)
        : readers(options.file, options.readers), writer(open_writer(options.file)) {}

    // The writer's connection must be the last to close: SQLite then empties
    // the write-ahead log into the database.
    ~State() {
        writer.stop();
        readers.close();
    }

    ReaderPool readers;
    Writer writer;
};

Database::Database(const DatabaseOptions& options) : state_(std::make_unique<State>(options)) {}

Database::~Database() = default;

Reader Database::read() const { return state_->readers.take(); }

Result<void> Database::write(Work work) {
    state_->writer.refuse_own_thread();
    // Shared: the writing thread may still be inside set_value() when get() has returned.
    const auto promise = std::make_shared<std::promise<Result<void>>>();
    auto outcome = promise->get_future();
    state_->writer.add(std::move(work),
                       [promise](Result<void> done) { promise->set_value(std::move(done)); });
    return outcome.get();
}

void Database::write_later(Work work, Done done) {
    state_->writer.add(std::move(work), std::move(done));
}

std::string Database::integrity() const {
    auto reader = read();
    auto query = reader->query("PRAGMA quick_check(1)");
    query.step();
    return query.text(0);
}

void Database::checkpoint() {
    state_->writer.refuse_own_thread();
    const auto promise = std::make_shared<std::promise<void>>();
    auto finished = promise->get_future();
    state_->writer.add_maintenance(
        [](Connection& connection) { connection.query("PRAGMA wal_checkpoint(TRUNCATE)").step(); },
        [promise](const Result<void>&) { promise->set_value(); });
    finished.get();
}

}  // namespace essaim::storage
