// What the association says of itself, as its actor document needs it. Kept in
// the setting 'profile' as JSON; a copy in memory. Any thread.
#pragma once

#include <string>

#include "node/base/error.h"
#include "node/base/guarded.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

struct Profile {
    std::string title;     // name of the association
    std::string tagline;   // "monnaie locale du pays de Vière"
    std::string sentence;  // the one sentence, plain text
    int hue = 0;           // 0…11
    bool operator==(const Profile&) const = default;
};

class ProfileKeeper {
  public:
    // `title` is the name until somebody has written a profile.
    ProfileKeeper(storage::Database& database, const std::string& title);
    Profile get() const;
    // In the caller's transaction; put() after the commit.
    static void save(storage::Connection& connection, const Profile& profile);
    void put(const Profile& profile);

  private:
    base::Guarded<Profile> profile_;
};

}  // namespace essaim::federation
