// A document to and from ActivityStreams (federation.md §3): an Article that
// tells of it, whose `url` is its page, with the file attached and, in
// `document`, what our own peers want to know. The Document itself, at /d/{id},
// is never the object of an activity: Mastodon and Lemmy refuse it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "node/documents/document.h"

namespace essaim::documents {

// What the store of documents does not know of a version.
struct Content {
    std::string html;    // of a text; "" for a file or a link
    std::string digest;  // of a file: SHA-256 in hexadecimal
};

// "https://…/d/01J…" of "https://…/o/01J…".
std::string document_iri(const std::string& id);

// The Document, with its context.
nlohmann::json document_of(const Document& document, const Content& content);
// The Article without @context. `followers` is the collection's IRI.
nlohmann::json article_of(const Document& document, const Content& content,
                          const std::string& followers);
nlohmann::json create_of(const Document& document, const Content& content,
                         const std::string& followers);
nlohmann::json update_of(const Document& document, const Content& content,
                         const std::string& followers, const std::string& activity);
nlohmann::json delete_of(const Document& document, const std::string& followers,
                         const std::string& activity, base::Instant now);

// What a peer tells of, cleaned and bounded; nothing when its text tells of no
// document. The caller has checked who speaks.
std::optional<Document> document_from(const nlohmann::json& article, base::Instant now);

}  // namespace essaim::documents
