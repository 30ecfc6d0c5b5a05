// The one thread that writes. It takes all works that wait, runs each in a
// savepoint of one transaction, commits, then tells everybody (group commit).
// It alone checkpoints the write-ahead log. A work whose commit failed gets
// Fault::Unavailable, and so does one that comes after stop(). Any thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "node/storage/database.h"

namespace essaim::storage {

class Writer {
  public:
    explicit Writer(std::unique_ptr<Connection> connection);
    ~Writer();
    void stop();  // finishes what waits, and what that asks for
    void add(Database::Work work, Database::Done done);
    // Runs outside any transaction (checkpoint); `done` afterwards.
    void add_maintenance(std::function<void(Connection&)> task, Database::Done done);
    // Throws std::logic_error rather than let the thread wait for itself.
    void refuse_own_thread() const;

  private:
    struct Item {
        Database::Work work;
        std::function<void(Connection&)> task;
        Database::Done done;
        Result<void> outcome = {};
    };
    void enqueue(Item item);
    void loop();
    void commit(std::vector<Item>& items);
    void roll_back();
    Result<void> in_savepoint(const Database::Work& work);

    std::unique_ptr<Connection> connection_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Item> waiting_;
    bool stopping_ = false;
    bool closed_ = false;
    std::thread thread_;  // last: starts when the rest is there
};

}  // namespace essaim::storage
