// Reading connections at rest, opened when first needed. take() never waits:
// a thread may hold several readers without locking out the others; only
// `keep` of them stay open when they come back. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "node/storage/database.h"

namespace essaim::storage {

class ReaderPool {
  public:
    ReaderPool(std::filesystem::path file, int keep);
    // Opens a read transaction. Throws when the file cannot be read any more.
    Reader take();
    void close();  // those at rest

  private:
    std::unique_ptr<Connection> idle_or_new();
    void give_back(std::unique_ptr<Connection> connection);

    const std::filesystem::path file_;
    const std::size_t keep_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace essaim::storage
