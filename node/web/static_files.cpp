#include "node/web/static_files.h"

#include <charconv>

#include "node/web/rosette.h"
#include "node/web/rosette_picture.h"
#include "node/web/router.h"
#include "node/web/translations.h"

namespace essaim::web {

namespace {

std::string media_type(std::string_view name) {
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".svg")) return "image/svg+xml";
    if (name.ends_with(".woff2")) return "font/woff2";
    return "application/octet-stream";
}

}  // namespace

Response static_file(const Request& request, const std::string& name) {
    for (const auto& file : embedded_files()) {
        if (!file.path.starts_with("static/") || file.path.substr(7) != name) continue;
        const std::string version(file.sha256.substr(0, 8));
        const std::string tag = "\"" + version + "\"";
        // Fonts are named in the style sheet without a version, and never change.
        const bool fixed = request.query == "v=" + version || name.ends_with(".woff2");
        const bool known = request.header("if-none-match") == std::string_view(tag);
        Response response = Response::empty(known ? 304 : 200);
        if (!known) {
            response.with("Content-Type", media_type(name));
            response.body = std::string(file.bytes);
        }
        response.with("ETag", tag);
        response.with("Cache-Control",
                      fixed ? "public, max-age=31536000, immutable" : "public, max-age=3600");
        return response;
    }
    return Response::empty(404);
}

void add_static_routes(Router& router) {
    router.get("/static/{file}", [](const Request& request) {
        return static_file(request, request.parameter("file"));
    });
    router.get("/static/rosette/{hue}/{file}", [](const Request& request) {
        const std::string hue = request.parameter("hue");
        const std::string file = request.parameter("file");
        int number = -1;
        std::from_chars(hue.data(), hue.data() + hue.size(), number);
        const bool picture = file.ends_with(".png");
        const bool plausible = number >= 0 && number < kHues && file.size() < 600 &&
                               file.starts_with('r') && (picture || file.ends_with(".svg"));
        if (!plausible) return Response::empty(404);
        Response response = Response::empty(200);
        const auto key = std::string_view(file).substr(1, file.size() - 5);
        response.body = picture ? rosette_picture(key, number) : rosette_file(key, number);
        response.with("Content-Type", picture ? "image/png" : "image/svg+xml")
            .with("Cache-Control", "public, max-age=31536000, immutable");
        return response;
    });
}

}  // namespace essaim::web
