// What of the ground goes into an archive: SQL only. Borrows a connection.
#pragma once

#include <functional>
#include <string>

namespace essaim::storage {
class Connection;
}

namespace essaim::admin {

class ArchiveStore {
  public:
    explicit ArchiveStore(storage::Connection& connection) : connection_(connection) {}

    // Each document of ours that is not deleted, as we serve it, oldest first.
    void documents(const std::function<void(const std::string& json)>& each);
    // "user@host" of who follows the association, or is followed by it.
    void followers(const std::function<void(const std::string& handle)>& each);
    void following(const std::function<void(const std::string& handle)>& each);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::admin
