// Bodies that are too large for memory: an upload is written to a file without
// a name as it arrives, and read back through a map of it, so that a hundred
// megabytes cost the machine's page cache and nothing else. A file that nobody
// holds any more is gone, after a crash too. The room says how much there may
// be at once, for each client and in all. Any thread; a Spool is filled by one.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "node/base/error.h"

namespace essaim::web {

class SpoolRoom;

class Spool {
  public:
    Spool(int file, std::shared_ptr<SpoolRoom> room, std::string client);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    Result<void> append(std::string_view bytes);  // Unavailable: the disk is full
    std::size_t size() const { return size_; }
    // All of it; valid as long as this is, and until the next append().
    std::string_view view() const;
    int file() const { return file_; }

  private:
    const int file_;
    const std::shared_ptr<SpoolRoom> room_;
    const std::string client_;
    std::size_t size_ = 0;
    mutable void* map_ = nullptr;
    mutable std::size_t mapped_ = 0;
};

class SpoolRoom : public std::enable_shared_from_this<SpoolRoom> {
  public:
    struct Bounds {
        std::size_t bytes = 64 << 20;  // of one body
        std::size_t at_once = 8;
        std::size_t for_one_client = 2;
    };
    SpoolRoom(std::filesystem::path directory, Bounds bounds)
        : directory_(std::move(directory)), bounds_(bounds) {}

    const Bounds& bounds() const { return bounds_; }
    // TooMany: come back later; Unavailable: no file can be made.
    Result<std::shared_ptr<Spool>> take(const std::string& client);

  private:
    friend class Spool;
    void give_back(const std::string& client);
    const std::filesystem::path directory_;
    const Bounds bounds_;
    std::mutex mutex_;
    std::size_t taken_ = 0;
    std::map<std::string, std::size_t> clients_;
};

}  // namespace essaim::web
