#include "node/imports/feature.h"

#include <nlohmann/json.hpp>

#include "node/base/text.h"
#include "node/imports/addresses.h"
#include "node/imports/import_job.h"
#include "node/imports/import_pages.h"
#include "node/storage/connection.h"

namespace essaim::imports {

namespace {

// Where it is today: the page of a text may have another name since.
std::string page_of(Services& services, const ImportStore::Moved& moved) {
    if (moved.id.empty()) return moved.target;
    const auto stored = services.federation.stored(moved.id);
    if (!stored || stored->deleted) return moved.target;
    const auto object = nlohmann::json::parse(stored->json, nullptr, false);
    if (!object.is_object() || !object.contains("url") || !object["url"].is_string())
        return moved.target;
    const auto& base = services.federation.actors().base();
    const auto url = object["url"].get<std::string>();
    return url.starts_with(base + "/") ? url.substr(base.size()) : moved.target;
}

std::optional<std::string> moved_to(Services& services, const web::Request& request) {
    const auto whole = old_address_of(request.target);
    if (whole.empty()) return std::nullopt;
    auto reader = services.database.read();
    ImportStore store(*reader);
    auto moved = store.moved(whole);
    // "/2019/05/vendanges?utm=x", "/2019/05/vendanges/feed"
    const auto path = old_address_of(request.path);
    if (!moved && !path.empty()) moved = store.moved(path);
    // A picture of another size.
    if (!moved && !path.empty())
        moved = store.moved(file_key("x://" + path.substr(1)).insert(0, "/"));
    if (!moved) return std::nullopt;
    const auto target = page_of(services, *moved);
    if (target == request.path) return std::nullopt;
    return target;
}

}  // namespace

void add_imports(Services& services, Plug& plug, net::HttpClient& http) {
    const Takers takers{plug.import_text, plug.import_document, &http};
    add_import_jobs(services, takers);
    add_import_routes(services, plug.router, takers);
    plug.old_address = [&services](const web::Request& request) {
        return moved_to(services, request);
    };
}

}  // namespace essaim::imports
