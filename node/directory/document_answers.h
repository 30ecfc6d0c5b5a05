// How cards and figures answer as ActivityStreams documents, alike.
#pragma once

#include <string>

#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::directory {

bool wants_document(const web::Request& request);  // and not the page for people
// Conditional: with the tag of what is served; "" for a document that never changes.
web::Response document_answer(const web::Request& request, int status, const std::string& body,
                              const std::string& tag);
web::Response no_document();

}  // namespace essaim::directory
