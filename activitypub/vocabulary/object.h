// A post, an event, a document, a poll, a tombstone: anything that is neither
// an actor nor an activity (federation.md §3). Tolerant of the shapes peers
// really send, within the limits of security.md D1: more than 500 recipients,
// more than 20 options or 100 KB of text are Malformed; tags and attachments
// beyond the limit are left out. HTML is as received: sanitise before showing.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "activitypub/date.h"
#include "activitypub/result.h"

namespace activitypub {

struct Tag {
    std::string type;  // Mention, Hashtag, Emoji …
    std::string href;  // "" if it is no http(s) IRI
    std::string name;
    bool operator==(const Tag&) const = default;
};

struct Attachment {
    std::string type;
    std::string url;  // always an http(s) IRI
    std::string media_type;
    std::string name;        // alternative text
    std::int64_t width = 0;  // pixels; 0 if unknown or out of reason, here and below
    std::int64_t height = 0;
    std::int64_t bytes = 0;  // FEP-1311
    bool operator==(const Attachment&) const = default;
};

struct PollOption {
    std::string name;
    std::int64_t votes = 0;
    bool operator==(const PollOption&) const = default;
};

struct Object {
    std::string id;
    std::string type;
    // Only a string counts: "" for arrays, numbers and objects, which no rule
    // of authority accepts.
    std::string attributed_to;
    std::string actor;  // Mobilizon: the person, where attributed_to is a group
    std::string name;   // plain text
    std::string summary;
    std::string content;
    std::string media_type;
    std::string language;  // BCP 47, "" if unknown
    std::string url;       // page for people
    std::string image;     // header image
    std::string in_reply_to;
    std::string context;
    std::string conversation;
    std::string audience;
    std::string replies;
    bool sensitive = false;
    std::vector<std::string> to;
    std::vector<std::string> cc;
    std::vector<Tag> tags;
    std::vector<Attachment> attachments;
    std::optional<Time> published;
    std::optional<Time> updated;

    std::optional<Time> start_time;   // Event
    std::optional<Time> end_time;     // Event, Question
    std::string location;             // Event: the place's name, and its town
    std::string time_zone;            // Event: "Europe/Paris"; "" if none is named (Mobilizon)
    bool cancelled = false;           // Event (Mobilizon)
    std::vector<PollOption> options;  // Question
    bool several_answers = false;     // Question: anyOf
    std::int64_t voters = 0;          // Question; 0 if it does not say (Mastodon)
    bool closed = false;              // Question: now and for ever
    std::optional<Time> closed_at;    // Question: since, or from then on

    std::string former_type;  // Tombstone
    std::optional<Time> deleted;
};

Result<Object> parse_object(const nlohmann::json& document);

// Mastodon's vote: a Note with the answer's name, about a Question, without any
// text. Never a reply to show (federation.md §10, case 69).
bool is_vote(const Object& object);

}  // namespace activitypub
