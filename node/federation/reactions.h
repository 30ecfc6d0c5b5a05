// Likes, dislikes and boosts of what we hold, by anybody, ours too: once per
// object, actor and kind. SQL only; borrows a connection, the caller commits.
// They go with their object (triggers in migration 0004).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

enum class ReactionKind { Like, Dislike, Boost };
std::string_view to_text(ReactionKind kind);  // "like", as the table has it
// Of an activity's type; EmojiReact, and Like with an emoji, are likes.
std::optional<ReactionKind> reaction_kind(std::string_view activity_type);

struct Reaction {
    std::string object;  // IRI
    std::string actor;   // IRI
    ReactionKind kind = ReactionKind::Like;
    std::string activity;  // id
    base::Instant at;
};

struct ReactionCounts {
    std::int64_t likes = 0;
    std::int64_t dislikes = 0;
    std::int64_t boosts = 0;
    bool operator==(const ReactionCounts&) const = default;
};

// Do actors of this host count?
using HostRule = std::function<bool(const std::string& host)>;

class Reactions {
  public:
    static constexpr std::int64_t kMostPerObject = 10'000;  // security.md §0.11

    explicit Reactions(storage::Connection& connection) : connection_(connection) {}

    // A repeat changes nothing but the id that an Undo will name.
    void add(const Reaction& reaction);
    bool has_room(const std::string& object);
    bool remove(const std::string& object, const std::string& actor, ReactionKind kind);
    bool remove_activity(const std::string& activity, const std::string& actor);
    void remove_of_actor(const std::string& actor);

    std::optional<std::string> activity_of(const std::string& object, const std::string& actor,
                                           ReactionKind kind);
    // What moderation hid is left out, like the hosts.
    ReactionCounts counts(const std::string& object, const HostRule& counts_here);
    std::vector<std::string> actors(const std::string& object, ReactionKind kind,
                                    const HostRule& counts_here, std::size_t limit);

  private:
    storage::Connection& connection_;
};

}  // namespace essaim::federation
