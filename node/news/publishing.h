// Writing, publishing, editing and deleting our news: the database and what
// is sent out change in one transaction. Used by the pages and the command
// line alike.
#pragma once

#include <string>

#include "node/base/error.h"
#include "node/feature.h"
#include "node/news/post.h"

namespace essaim::news {

class Publishing {
  public:
    // `who`: the account that acts, whose line in the journal is written with
    // the act; "" where somebody else tells the journal.
    explicit Publishing(Services& services, std::string who = {})
        : services_(services), who_(std::move(who)) {}

    // A new post. Fault::Unprocessable when problems_of() is not empty (publishing only).
    Result<Post> add(const PostDraft& draft, PostState state, const std::string& account);
    // A text of another site, with its dates: at its place among ours, told to nobody.
    // Unprocessable, with a French sentence: it cannot be one of ours.
    Result<Imported> bring(const ImportedText& text, const WithImported& with);
    // A draft may stay one or be published; a published post stays so and is sent anew.
    Result<Post> edit(const std::string& id, const PostDraft& draft, PostState state);
    // Gone here, Tombstone at its address, Delete to everybody who had it.
    Result<void> remove(const std::string& id);

  private:
    void note(storage::Connection& connection, const char* action, const std::string& id) const;
    Services& services_;
    std::string who_;
};

}  // namespace essaim::news
