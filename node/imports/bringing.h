// One item of an import on its way: its pictures or its file are fetched and
// read, the feature that keeps such things takes it, and in the same
// transaction its row says so and its old addresses lead to it: a crash leaves
// all of it or nothing.
#pragma once

#include <functional>

#include "node/feature.h"
#include "node/imports/import_store.h"
#include "node/net/http_client.h"

namespace essaim::imports {

// Who keeps what is brought, and how files are fetched from the old site.
struct Takers {
    ImportText text;
    ImportDocument document;
    net::HttpClient* http;  // outlives all of this
};

class Bringing {
  public:
    Bringing(Services& services, const Takers& takers, const Run& run)
        : services_(services), takers_(takers), run_(run) {}

    // The item's row is settled; or Unavailable: the old site, the disk or the
    // program that reads files cannot now (a French source text).
    Result<void> bring(Item item);

  private:
    Result<void> bring_text(Item item);
    Result<void> bring_document(Item item);
    // Hands it to `taker`; `note` runs in the same transaction.
    Result<void> take(Item item, const std::function<Result<Imported>(const WithImported&)>& taker,
                      const std::function<void(ImportStore&, const Imported&)>& note);
    Result<void> settle(Item item, std::string_view state, const std::string& reason);
    // Its picture in node/media; why not.
    Result<media::Picture> picture(const std::string& url);
    // Moves every address the old site had for it.
    void move_addresses(ImportStore& store, const Item& item, const Imported& imported) const;

    Services& services_;
    const Takers& takers_;
    const Run& run_;
};

}  // namespace essaim::imports
