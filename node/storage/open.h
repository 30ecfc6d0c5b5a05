// How this node opens its SQLite file (stack.md §4, security.md §0.5): the
// writer creates it for its owner only, checks it, then migrates it; readers
// cannot write nor checkpoint. Throws std::runtime_error with a sentence for
// the operator. Each connection is for one thread at a time.
#pragma once

#include <filesystem>
#include <memory>

#include "node/storage/connection.h"

namespace essaim::storage {

std::unique_ptr<Connection> open_writer(const std::filesystem::path& file);
std::unique_ptr<Connection> open_reader(const std::filesystem::path& file);

}  // namespace essaim::storage
