#include "node/documents/file_routes.h"

#include <algorithm>

#include "node/media/media_store.h"
#include "node/storage/connection.h"

namespace essaim::documents {

namespace {

bool may_see(Services& services, const accounts::Visitor& visitor, const media::Picture& picture) {
    if (!picture.subject) return visitor.may(accounts::Role::Writer);
    const auto& us = services.federation.actors().association().id;
    // A version of a document is seen as the document is.
    const auto subject = picture.subject->substr(0, picture.subject->find('#'));
    return sight_of(services, visitor).sees({.id = subject, .author = us, .draft = !picture.shown});
}

web::Response picture(Services& services, const web::Request& request) {
    std::optional<media::Picture> picture;
    {
        auto reader = services.database.read();
        picture = media::MediaStore(*reader).by_id(request.parameter("id"));
    }
    const auto visitor = services.accounts.visitor(request);
    if (!picture || !may_see(services, visitor, *picture))
        return show_problem(services, request, 404);
    const auto file =
        std::ranges::find(picture->files, request.parameter("name"), &media::PictureFile::name);
    if (file == picture->files.end()) return show_problem(services, request, 404);
    const auto tag = "\"" + file->blob.substr(0, 16) + "\"";
    const bool known = request.header("if-none-match") == std::string_view(tag);
    auto response = web::Response::empty(known ? 304 : 200);
    response.with("ETag", tag)
        .with("Cache-Control",
              picture->shown ? "public, max-age=31536000, immutable" : "private, no-cache")
        // Whatever the bytes say, they are no page and no document of this site.
        .with("Content-Security-Policy", "default-src 'none'; sandbox")
        .with("Cross-Origin-Resource-Policy", "cross-origin");
    if (known) return response;
    const auto opened = services.media.open(*file);
    if (!opened) return show_problem(services, request, 404);
    const bool is_picture = file->media_type.starts_with("image/");
    const bool is_text = file->media_type.starts_with("text/");
    response.with("Content-Type", file->media_type + (is_text ? "; charset=utf-8" : ""));
    // Opened by the reader's own program, never in this site's name (E8).
    if (!is_picture)
        response.with("Content-Disposition", "attachment; filename=\"" + file->name + "\"");
    response.file = std::make_shared<web::FileBody>(opened->file, opened->bytes);
    return response;
}

}  // namespace

void add_file_routes(Services& services, web::Router& router) {
    router.get("/fichiers/{id}/{name}",
               [&services](const web::Request& request) { return picture(services, request); });
}

}  // namespace essaim::documents
