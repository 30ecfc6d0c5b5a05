// The tables of media: SQL only. Borrows a connection; the caller commits.
#pragma once

#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/error.h"
#include "node/media/picture.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::media {

class MediaStore {
  public:
    explicit MediaStore(storage::Connection& connection) : connection_(connection) {}

    void add(const Picture& picture, base::Instant now);
    void add_text(const std::string& id, const ReadText& text);  // of a document
    std::optional<ReadText> text_of(const std::string& id);      // none: a picture
    std::optional<Picture> by_id(const std::string& id);
    std::vector<Picture> of(const std::string& subject);  // in their order
    // Exactly these, in this order and with these words; what the subject had
    // before and has no more is gone. Unprocessable: one is not there, belongs
    // to another subject, or was put here by somebody else and shown nowhere.
    Result<std::vector<Picture>> show(const std::string& subject, const std::string& account,
                                      const std::vector<PictureUse>& uses);
    void publish(const std::string& subject);        // its pictures are shown from now on
    void forget(const std::string& subject);         // all of it
    void forget_unused(base::Instant added_before);  // what nothing came to show
    std::int64_t bytes();                            // of all files together

    std::vector<std::string> gone(std::size_t limit);  // blobs to erase
    bool is_used(const std::string& blob);
    void erased(const std::string& blob);

  private:
    std::vector<PictureFile> files_of(const std::string& id);
    storage::Connection& connection_;
};

}  // namespace essaim::media
