#include "node/home/oembed.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/web/html_text.h"
#include "node/web/negotiation.h"

namespace essaim::home {

namespace {

using Features = decltype(Plug::embeddable);

constexpr int kWidth = 600;  // pixels
constexpr int kNarrowest = 200;
constexpr int kLowest = 120;

// The path of an address of ours, without what follows it; "" for any other.
std::string path_of(Services& services, const std::string& address) {
    const auto& base = services.federation.actors().base();
    if (!address.starts_with(base + "/")) return {};
    const auto path = address.substr(base.size());
    return path.substr(0, path.find_first_of("?#"));
}

// "maxwidth" and "maxheight" are the most there is room for (oembed.com §2.2).
int within(const web::Request& request, std::string_view name, int wanted, int least) {
    const auto most = whole_number(request.query_value(name).value_or(""));
    if (!most) return wanted;
    return static_cast<int>(std::clamp<std::int64_t>(*most, least, wanted));
}

std::string frame_code(Services& services, const Embeddable& one, int width, int height) {
    return "<iframe src=\"" + web::escape_html(services.config.url(one.frame)) + "\" width=\"" +
           std::to_string(width) + "\" height=\"" + std::to_string(height) + "\" title=\"" +
           web::escape_html(one.title) + "\" loading=\"lazy\" frameborder=\"0\"></iframe>";
}

web::Response answer(Services& services, const Features& features, const web::Request& request) {
    const auto format = request.query_value("format").value_or("json");
    if (format != "json") return web::Response::text(501, "only format=json is answered here\n");
    const auto path = path_of(services, request.query_value("url").value_or(""));
    std::optional<Embeddable> found;
    for (const auto& feature : features) {
        if (!path.empty() && !found) found = feature(path);
    }
    if (!found) return web::Response::text(404, "nothing that could be framed\n");
    const auto profile = services.federation.profile();
    const int width = within(request, "maxwidth", kWidth, kNarrowest);
    const int height = within(request, "maxheight", found->height, kLowest);
    const nlohmann::json document = {{"version", "1.0"},
                                     {"type", "rich"},
                                     {"title", found->title},
                                     {"author_name", found->author},
                                     {"provider_name", profile.title},
                                     {"provider_url", services.config.url("/")},
                                     {"cache_age", 3600},
                                     {"width", width},
                                     {"height", height},
                                     {"html", frame_code(services, *found, width, height)}};
    return web::conditional(request, web::Response::json(200, "application/json", document.dump())
                                         .with("Cache-Control", "public, max-age=600")
                                         .with("Access-Control-Allow-Origin", "*"));
}

}  // namespace

void add_oembed_routes(Services& services, Plug& plug) {
    plug.router.get("/oembed",
                    [&services, features = plug.embeddable](const web::Request& request) {
                        return answer(services, features, request);
                    });
}

}  // namespace essaim::home
