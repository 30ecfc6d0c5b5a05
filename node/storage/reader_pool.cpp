#include "node/storage/reader_pool.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "node/base/log.h"
#include "node/storage/open.h"

namespace essaim::storage {

ReaderPool::ReaderPool(std::filesystem::path file, int keep)
    : file_(std::move(file)), keep_(static_cast<std::size_t>(std::max(keep, 1))) {}

std::unique_ptr<Connection> ReaderPool::idle_or_new() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
    }
    return open_reader(file_);
}

Reader ReaderPool::take() {
    auto connection = idle_or_new();
    connection->query("BEGIN").step();
    const auto end = [this](Connection* used) {
        std::unique_ptr<Connection> owned(used);
        try {  // called by destructors: a connection that cannot end is closed
            owned->query("COMMIT").step();
            give_back(std::move(owned));
        } catch (const std::exception& failure) {
            base::log::error("a reader was lost", {{"why", failure.what()}});
        }
    };
    return Reader({connection.release(), end});
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < keep_) idle_.push_back(std::move(connection));
}

void ReaderPool::close() {
    const std::lock_guard lock(mutex_);
    idle_.clear();
}

}  // namespace essaim::storage
