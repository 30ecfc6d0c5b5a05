// Adding to the library, changing it and taking out of it: the database and
// what is sent out change in one transaction. Used by the pages and by imports.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "node/base/error.h"
#include "node/documents/document.h"
#include "node/documents/document_streams.h"
#include "node/feature.h"

namespace essaim::documents {

class Library {
  public:
    // `who`: the account that acts, whose line in the journal is written with
    // the act; "" where somebody else tells the journal.
    explicit Library(Services& services, std::string who = {})
        : services_(services), who_(std::move(who)) {}

    // Fault::Unprocessable, with a French sentence, when problems_of() is not
    // empty or the file is no longer there. `published` is now, but for what is
    // brought from an older site: that is told to nobody, and `with` runs in its
    // transaction.
    Result<Document> add(const DocumentDraft& draft, const std::string& account);
    using With = std::function<Result<void>(storage::Connection&, const Document&)>;
    Result<Document> bring(const DocumentDraft& draft, const std::string& account,
                           base::Instant published, const With& with);
    // A new file, text or address is a new version.
    Result<Document> edit(const std::string& id, const DocumentDraft& draft,
                          const std::string& account);
    // An earlier version, its file with it; never the newest.
    Result<void> erase_version(const std::string& id, std::int64_t number);
    // Gone here with its files, Tombstone at its address, Delete to everybody who had it.
    Result<void> remove(const std::string& id);

  private:
    Result<Document> keep(const DocumentDraft& draft, const std::string& account,
                          base::Instant published, const With& brought);
    void note(storage::Connection& connection, const char* action, const std::string& id) const;

    Services& services_;
    const std::string who_;
};

// What a version holds beside its row.
Content content_of(storage::Connection& connection, const Document& document,
                   const std::optional<Version>& version);
// The words of a version, as they can be read in it.
std::string words_of(storage::Connection& connection, const Version& version);
// What shows a version's file, for node/media.
std::string subject_of(const std::string& document, std::int64_t version);

}  // namespace essaim::documents
