#include "node/federation/actor_routes.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "activitypub/media_type.h"
#include "activitypub/vocabulary/collection.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

constexpr std::int64_t kPerPage = 20;
constexpr std::int64_t kMostPages = 100'000;

struct Listed {  // one collection of one actor, read page by page
    const char* name;
    const char* count;
    const char* page;  // arguments: local name, limit, offset
    bool embedded;     // items are documents, not IRIs
};

constexpr Listed kFollowers = {
    "followers", "SELECT count(*) FROM follower WHERE local_name = ?",
    "SELECT actor FROM follower WHERE local_name = ? ORDER BY since DESC, actor LIMIT ? OFFSET ?",
    false};
constexpr Listed kFollowing = {
    "following", "SELECT count(*) FROM following WHERE local_name = ? AND state = 'accepted'",
    "SELECT actor FROM following WHERE local_name = ? AND state = 'accepted' "
    "ORDER BY since DESC, actor LIMIT ? OFFSET ?",
    false};
constexpr Listed kOutbox = {
    "outbox",
    "SELECT count(*) FROM outbox b JOIN object o ON o.id = b.activity "
    "WHERE b.local_name = ? AND b.public = 1 AND o.deleted IS NULL",
    "SELECT o.json FROM outbox b JOIN object o ON o.id = b.activity "
    "WHERE b.local_name = ? AND b.public = 1 AND o.deleted IS NULL "
    "ORDER BY b.position DESC LIMIT ? OFFSET ?",
    true};

std::int64_t page_number(const std::string& text) {
    std::int64_t number = 1;  // "page=true", as Mastodon writes it, is the first
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number < 1 || number > kMostPages ? 1 : number;
}

nlohmann::json items_of(storage::Connection& connection, const Listed& what,
                        const LocalActor& actor, std::int64_t page) {
    auto items = nlohmann::json::array();
    auto query = connection.query(what.page)
                     .arg(actor.name)
                     .arg(kPerPage)
                     .arg((page - 1) * kPerPage);
    while (query.step()) {
        if (what.embedded) {
            items.push_back(nlohmann::json::parse(query.text(0)));
        } else {
            items.push_back(query.text(0));
        }
    }
    return items;
}

web::Response collection(const storage::Database& database, const LocalActor& actor,
                         const Listed& what, const web::Request& request) {
    const auto id = actor.id + "/" + what.name;
    auto reader = database.read();
    std::int64_t total = 0;
    if (auto query = reader->query(what.count).arg(actor.name); query.step()) {
        total = query.number(0);
    }
    const auto page_id = [&](std::int64_t page) { return id + "?page=" + std::to_string(page); };
    const auto last = std::max<std::int64_t>(1, (total + kPerPage - 1) / kPerPage);
    nlohmann::json document;
    if (const auto asked = request.query_value("page")) {
        const auto page = page_number(*asked);
        document = activitypub::make_ordered_page({.id = page_id(page),
                                                   .part_of = id,
                                                   .total = total,
                                                   .next = page < last ? page_id(page + 1) : "",
                                                   .prev = page > 1 ? page_id(page - 1) : ""},
                                                  items_of(*reader, what, actor, page));
    } else {
        document = activitypub::make_ordered_collection(
            {.id = id, .total = total, .first = page_id(1), .last = page_id(last)});
    }
    return activity_json(200, document.dump()).with("Cache-Control", "public, max-age=60");
}

web::Response actor_document(std::shared_ptr<const std::string> bytes) {
    auto response = activity_json(200, {}).with("Cache-Control", "public, max-age=180");
    response.shared_body = std::move(bytes);
    return response;
}

web::Response nobody() {
    return web::Response::text(404, "Nobody of that name.\n").with("Vary", "Accept");
}

}  // namespace

web::Response activity_json(int status, std::string body) {
    return web::Response::json(status, std::string(activitypub::kActivityJson), std::move(body))
        .with("Vary", "Accept");
}

void add_actor_routes(web::Router& router, const LocalActors& actors,
                      const ActorDocuments& documents, const storage::Database& database) {
    router.get("/actor",
               [&](const web::Request&) { return actor_document(documents.node()); });
    router.get("/@{name}", [&](const web::Request& request) {
        if (request.parameter("name") != actors.association().name) return nobody();
        const auto accept = request.header("accept").value_or("");
        if (activitypub::prefers_activity_json(accept)) {
            return actor_document(documents.association());
        }
        return web::Response::see_other("/").with("Vary", "Accept");
    });
    for (const auto* what : {&kFollowers, &kFollowing, &kOutbox}) {
        const std::string name = what->name;
        router.get("/actor/" + name, [&, what](const web::Request& request) {
            return collection(database, actors.node(), *what, request);
        });
        router.get("/@{name}/" + name, [&, what](const web::Request& request) {
            if (request.parameter("name") != actors.association().name) return nobody();
            return collection(database, actors.association(), *what, request);
        });
    }
    router.get("/@{name}/featured", [&](const web::Request& request) {
        if (request.parameter("name") != actors.association().name) return nobody();
        const auto id = actors.association().id + "/featured";
        return activity_json(200, activitypub::make_ordered_collection(
                                      {.id = id, .total = 0, .first = {}, .last = {}}, nlohmann::json::array())
                                      .dump())
            .with("Cache-Control", "public, max-age=180");
    });
}

}  // namespace essaim::federation
