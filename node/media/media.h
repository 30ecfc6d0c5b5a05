// What people of the association put here besides text: pictures and documents.
// Reading one takes seconds and happens on a thread of its own, one after the other,
// by a program that may do nothing else (PictureReader); a request waits for it
// without holding a worker. Kept in the blob store, up to a quota; erased from
// the disk as soon as nothing shows it. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/media/picture.h"
#include "node/storage/blob_store.h"
#include "node/web/response.h"

namespace essaim::storage {
class Database;
}

namespace essaim::media {

struct MediaOptions {
    std::filesystem::path
        directory;           // <directory>/blobs; files being read lie in it without a name
    std::int64_t quota = 0;  // bytes; 0: none
    PictureReader reader;
    DocumentReader document_reader = {};
};

class Media {
  public:
    Media(const base::Clock& clock, storage::Database& database, MediaOptions options);
    ~Media();
    void stop();  // whoever waits gets 503

    // What became of the bytes that somebody sent: the first call begins to read
    // them, and says how to wait; the handler is run again and asks again.
    // Unprocessable with a sentence in French; Unavailable: too many at once.
    struct Taken {
        std::optional<Result<Picture>> outcome;  // or:
        web::Response waiting;
    };
    Taken take_picture(std::string_view bytes, const std::string& account);
    // The same of a file for the library, under a name made of `name`: PDF,
    // OpenDocument, Word or text as it came; a picture made anew.
    Taken take_document(std::string_view bytes, const std::string& name,
                        const std::string& account);

    // After a commit that let pictures go: erases what nothing shows any more.
    void erase_gone();
    // Every night: also what was put here two days ago and shown by nothing,
    // and files of a day that no table knows (a crash came between).
    void tidy();

    Result<storage::BlobStore::Opened> open(const PictureFile& file) const;
    Result<std::string> bytes(const PictureFile& file) const;  // all of it
    std::int64_t used() const;                                 // bytes
    std::int64_t quota() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Of a word of a reader: what a person can do about it, in French.
std::string sentence_of(const std::string& refusal);
std::string sentence_of_document(const std::string& refusal);

}  // namespace essaim::media
