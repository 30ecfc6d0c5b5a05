#include "node/directory/document_answers.h"

#include "activitypub/media_type.h"
#include "node/web/negotiation.h"

namespace essaim::directory {

bool wants_document(const web::Request& request) {
    return activitypub::prefers_activity_json(request.header("accept").value_or(""));
}

web::Response document_answer(const web::Request& request, int status, const std::string& body,
                              const std::string& tag) {
    auto response = web::Response::json(status, "application/activity+json", body);
    response.with("Vary", "Accept").with("Cache-Control", "public, max-age=60");
    if (!tag.empty()) response.with("ETag", "\"" + tag + "\"");
    return web::conditional(request, std::move(response));
}

web::Response no_document() {
    return web::Response::text(404, "Not found.\n").with("Vary", "Accept");
}

}  // namespace essaim::directory
