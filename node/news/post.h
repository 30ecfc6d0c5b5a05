// A piece of news: ours (written here in Markdown) or a peer's (received).
// Rules only, no I/O: what a valid post is, its slug, its short form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/media/picture.h"
#include "node/news/post_details.h"

namespace essaim::news {

inline constexpr std::size_t kMostPictures = 4;  // as Mastodon takes
inline constexpr std::size_t kMostCategories = 3;

enum class PostState { Draft, Published };

// Somebody whom a text of ours names, and who is told.
struct Mention {
    std::string handle;  // "@user@host"
    std::string actor;   // IRI
    std::string url;     // page for people
    bool operator==(const Mention&) const = default;
};

struct Post {
    std::string id;  // IRI of the object
    bool local = false;
    std::string author;   // IRI of the actor
    std::string slug;     // ours only
    std::string title;    // plain text; may be empty for a peer's Note
    std::string summary;  // plain text, at most 500 characters
    std::string source;   // Markdown; ours only
    std::string html;     // clean
    std::string url;      // page people read, here or at its origin
    std::string language = "fr";
    PostState state = PostState::Draft;
    std::optional<std::string> in_reply_to;
    base::Instant published;
    base::Instant updated;
    std::string written_by;  // account id; ours only

    std::string form = "Article";              // type of the object; never changes under an id
    std::string warning;                       // content warning, plain text; "" when there is none
    std::string quotes;                        // IRI of the post it quotes (FEP-044f)
    std::string details = "{}";                // JSON: attachments, event, poll
    std::vector<std::string> tags;             // hashtags as written, without '#'
    std::vector<Mention> mentions;             // ours only
    std::vector<std::string> categories = {};  // their names, at most three; ours only
};

// The pictures of a text as a form leaves them.
struct DraftPictures {
    std::string by;                       // account: only its own may be added
    std::vector<media::PictureUse> uses;  // in their order
};

// What a form or the command line brings.
struct PostDraft {
    std::string title;
    std::string summary;
    std::string source;
    std::string language = "fr";
    std::string warning = {};
    std::string quotes = {};                     // IRI of the text it quotes; stays once published
    std::optional<DraftPictures> pictures = {};  // none: they stay as they are
    std::optional<std::vector<std::string>> categories = {};  // none: they stay
    std::optional<Meeting> meeting = {};  // makes it an Event; without one an Event keeps its own
};

struct FieldProblem {
    std::string field;    // "title", "source", "summary", "alt0" …
    std::string message;  // French source text, to be translated
};

// As its form has it: a summary that we took from the text is left to follow the
// text. Pictures stay as they are.
PostDraft draft_of(const Post& post);

// "Vie locale, Comptoirs": each once, by what its address would be.
std::vector<std::string> categories_in(std::string_view typed);

// Empty when the draft may be published.
std::vector<FieldProblem> problems_of(const PostDraft& draft);

// The summary people wrote, or the first paragraphs of the text.
std::string summary_of(const PostDraft& draft);

// Does the text begin with its summary? Then a page shows it only once.
bool opens_with(const std::string& html, const std::string& summary);

// What a node without any text offers to begin with; the texts are French source.
struct Introduction {
    std::string name;     // of the association
    std::string tagline;  // any of these may be empty
    std::string about;
    std::string handle;  // "@lanoisette@lanoisette.example"
};
PostDraft first_draft(const Introduction& us);

}  // namespace essaim::news
