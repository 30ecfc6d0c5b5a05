// Answering as the association: a Note to everybody, in the thread of what it
// answers, which mentions its author (federation.md §3, FEP-7888); and taking
// the answer back. The database and what is sent out change in one transaction.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/base/error.h"
#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

struct ReplyDraft {
    std::string parent;  // IRI of what it answers
    std::string source;  // Markdown
    std::string language = "fr";
};

// Empty when it may be sent.
std::vector<FieldProblem> problems_of(const ReplyDraft& draft);

// The Note. `parent` is what it answers, as its author said it.
struct Mentioned {
    std::string id;      // IRI; "" mentions nobody
    std::string handle;  // "@user@host"
    std::string url;     // page for people
};
nlohmann::json note_of(const Post& reply, const std::string& followers, const Mentioned& mentioned,
                       const nlohmann::json& parent);

class PostReplies {
  public:
    explicit PostReplies(Services& services) : services_(services) {}

    // Errors are French sentences: Unprocessable (problems_of), NotFound (what it
    // answers is not held), Unavailable (its author's server is not known yet).
    Result<Post> add(const ReplyDraft& draft, const std::string& account);
    Result<void> remove(const std::string& id);

  private:
    std::string page_of(storage::Connection& connection, const Post& reply) const;
    Services& services_;
};

}  // namespace essaim::news
