// What a received post has beyond its text, cleaned and bounded for our pages:
// what is attached, when and where a meeting is, what is asked and how many
// answered (federation.md §3). Kept as JSON in post.details. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "activitypub/vocabulary/object.h"
#include "node/base/clock.h"

namespace essaim::news {

struct AttachedFile {
    enum class Kind { Image, Audio, Video, Pdf, Other };
    Kind kind = Kind::Other;
    std::string url;         // theirs: pages link there and load nothing; or ours
    std::string media_type;  // "image/jpeg"; "" if it is none
    std::string name;        // alternative text
    std::int64_t width = 0;  // pixels; 0 if unknown, here and below
    std::int64_t height = 0;
    std::int64_t bytes = 0;
    std::string blurhash = {};  // ours only
    bool operator==(const AttachedFile&) const = default;
};

struct Meeting {
    base::Instant start;
    std::optional<base::Instant> end;
    std::string place;
    std::string time_zone;  // "Europe/Paris"; "" if none is named
    bool cancelled = false;
    bool operator==(const Meeting&) const = default;
};

struct PollAnswer {
    std::string name;
    std::int64_t votes = 0;
    bool operator==(const PollAnswer&) const = default;
};

struct Poll {
    std::vector<PollAnswer> answers;
    bool several = false;  // one may choose more than one
    std::int64_t voters = 0;
    std::optional<base::Instant> end;
    bool closed = false;
    bool operator==(const Poll&) const = default;

    bool is_open(base::Instant now) const { return !closed && (!end || now < *end); }
    std::int64_t votes() const;
    std::int64_t people() const;  // who answered, as far as it is known
};

struct PostDetails {
    std::vector<AttachedFile> files;
    std::optional<Meeting> meeting;
    std::optional<Poll> poll;
    bool operator==(const PostDetails&) const = default;
    bool empty() const { return files.empty() && !meeting && !poll; }
};

// A date out of reason is left out, and the meeting with it when it is its start.
PostDetails details_of(const activitypub::Object& object, base::Instant now);
std::string to_json(const PostDetails& details);
PostDetails details_from(const std::string& json);

}  // namespace essaim::news
