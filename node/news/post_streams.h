// News to and from ActivityStreams, side by side: an Article with name,
// summary, content and preview (FEP-b2b8), or a Note with the whole text, as
// the association chose; from peers also Page, Event and Question, as title,
// text and link (federation.md §3).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "node/base/error.h"
#include "node/news/post.h"

namespace essaim::news {

// Our post as an Article, without @context. `followers` is the collection's IRI.
nlohmann::json article_of(const Post& post, const std::string& followers);
// As a Note for who reads it in Mastodon: title, text, address of its page.
nlohmann::json full_note_of(const Post& post, const std::string& followers);
// As what it is: post.form.
nlohmann::json object_of(const Post& post, const std::string& followers);

nlohmann::json create_of(const Post& post, const std::string& followers);
// `activity` is a new id; an Update's object has the newer `updated`.
nlohmann::json update_of(const Post& post, const std::string& followers,
                         const std::string& activity);
nlohmann::json delete_of(const Post& post, const std::string& followers,
                         const std::string& activity, base::Instant now);

// What a peer said, cleaned for our pages. Refuses objects without an id or
// author; the caller has checked who speaks.
Result<Post> post_from(const nlohmann::json& object, base::Instant now);

}  // namespace essaim::news
