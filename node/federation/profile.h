// What the association says of itself, as its actor document needs it. Kept in
// the setting 'profile' as JSON; a copy in memory. Any thread.
#pragma once

#include <string>
#include <vector>

#include "node/base/error.h"
#include "node/base/guarded.h"

namespace essaim::storage {
class Connection;
class Database;
}  // namespace essaim::storage

namespace essaim::federation {

struct ProfileField {
    std::string name;
    std::string value;  // plain text, or an https address, which becomes a link
    bool operator==(const ProfileField&) const = default;
};

struct Profile {
    std::string title;            // name of the association
    std::string tagline;          // "monnaie locale du pays de Vière"
    std::string sentence;         // the one sentence, plain text
    int hue = 0;                  // 0…11
    std::string accent = {};      // words of the sentence that are coloured
    std::string about = {};       // two or three sentences, plain text
    std::string place = {};       // "Corvol-sur-Vière", "Association loi 1901, siège à …"
    std::string email = {};       // to write to the association
    std::string unit = {};        // "noisette"
    std::string worth = {};       // what one unit is worth: "1 €"
    std::string logo = {};        // path of the picture, "/fichiers/…"; empty: the rosette
    std::string initiative = {};  // IRI of its own card in the directory
    // Of the site only: nothing of it is said to other servers.
    std::string footer = {};                // a sentence at the foot of every page, plain text
    std::string legal = {};                 // the legal notice, Markdown; empty: no such page
    std::vector<std::string> without = {};  // parts of the front page that are not shown
    // How it stands in the fediverse.
    std::vector<ProfileField> fields = {};  // at most kMostFields
    std::vector<std::string> tags = {};     // without '#', at most kMostTags
    bool discoverable = true;               // in directories and recommendations
    bool indexable = true;                  // its texts in search
    bool show_followers = false;            // people's: hidden unless wanted (security.md L13)
    bool show_following = true;
    bool full_texts = false;  // news leave as Notes, whole, instead of Articles (federation.md §3)
    bool operator==(const Profile&) const = default;
};
// Is the difference between them of the site only?
bool is_same_abroad(const Profile& one, const Profile& other);
inline constexpr std::size_t kMostFields = 10;
inline constexpr std::size_t kMostTags = 10;

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
