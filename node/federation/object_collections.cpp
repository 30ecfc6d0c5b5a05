#include "node/federation/object_collections.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/json_access.h"
#include "activitypub/jsonld/contexts.h"
#include "activitypub/media_type.h"
#include "activitypub/signatures/digest.h"
#include "activitypub/vocabulary/collection.h"
#include "activitypub/vocabulary/quote.h"
#include "node/base/text.h"
#include "node/federation/actor_routes.h"
#include "node/federation/object_store.h"
#include "node/federation/threads.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

using nlohmann::json;

constexpr std::size_t kInline = 5;  // replies inside the object: Mastodon reads five
constexpr std::size_t kReplies = 50;
constexpr std::size_t kThread = 60;
constexpr const char* kFresh = "public, max-age=60";

using Iris = std::vector<std::string>;

Iris seen(const std::vector<ThreadItem>& items, const Visibility& visibility) {
    Iris iris;
    for (const auto& item : items) {
        if (visibility.can_see(Viewer::Anyone, {.id = item.object, .author = item.actor})) {
            iris.push_back(item.object);
        }
    }
    return iris;
}

json counted(const std::string& id, std::int64_t total) {
    return {{"id", id}, {"type", "Collection"}, {"totalItems", total}};
}

json slice(const Iris& all, std::size_t from, std::size_t count) {
    auto items = json::array();
    for (auto i = from; i < all.size() && i < from + count; ++i) items.push_back(all[i]);
    return items;
}

// Five on the first page, fifty on those behind it.
std::size_t start_of(std::size_t page) { return page <= 1 ? 0 : kInline + (page - 2) * kReplies; }

json replies_page(const std::string& id, const Iris& all, std::size_t page) {
    const auto start = start_of(page);
    const auto count = page <= 1 ? kInline : kReplies;
    json document = {{"id", id + "?page=" + std::to_string(page)},
                     {"type", "CollectionPage"},
                     {"partOf", id},
                     {"items", slice(all, start, count)}};
    if (start + count < all.size()) document["next"] = id + "?page=" + std::to_string(page + 1);
    return document;
}

json replies_collection(const std::string& object, const Iris& all) {
    const auto id = object + "/replies";
    return {{"id", id},
            {"type", "Collection"},
            {"totalItems", all.size()},
            {"first", replies_page(id, all, 1)}};
}

std::size_t asked_page(const web::Request& request) {
    const auto text = request.query_value("page").value_or("");
    std::size_t page = 0;
    std::from_chars(text.data(), text.data() + text.size(), page);
    return std::min<std::size_t>(page, 10'000);
}

web::Response absent(bool gone) {
    return web::Response::text(gone ? 410 : 404, gone ? "Gone.\n" : "Not found.\n")
        .with("Vary", "Accept");
}

// The digest of a set of IRIs, whatever their order (as FEP-8fcf computes it).
std::string xor_digest(const Iris& iris) {
    std::string sum(32, '\0');
    for (const auto& iri : iris) {
        const auto one = activitypub::sha256(iri);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = static_cast<char>(sum[i] ^ one[i]);
    }
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (const char c : sum) {
        const auto byte = static_cast<unsigned char>(c);
        hex += kDigits[byte >> 4];
        hex += kDigits[byte & 15];
    }
    return hex;
}

// Quoted or bare (NodeBB sends it bare), weak or not, one of several.
bool matches(std::string_view if_none_match, const std::string& digest) {
    for (auto one : base::split(if_none_match, ',')) {
        one = base::trim(one);
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one.size() > 1 && one.starts_with('"') && one.ends_with('"')) {
            one = one.substr(1, one.size() - 2);
        }
        if (one == digest || one == "*") return true;
    }
    return false;
}

struct Served {
    const LocalActors& actors;
    const storage::Database& database;
    const Visibility& visibility;

    // Our object that this collection hangs on, if everybody may see it.
    web::Response of(
        const std::string& object,
        const std::function<web::Response(storage::Connection&, const json&)>& show) const {
        auto reader = database.read();
        const auto found = ObjectStore(*reader).find(object);
        if (!found || !found->local) return absent(false);
        const auto document = json::parse(found->json, nullptr, false);
        if (!visibility.can_see_document(Viewer::Anyone, document)) return absent(false);
        if (found->deleted) return absent(true);
        return show(*reader, document);
    }

    web::Response replies(const std::string& object, std::size_t page) const {
        return of(object, [&](storage::Connection& connection, const json&) {
            const auto all = seen(Threads(connection, actors.base()).replies(object), visibility);
            auto document = page == 0 ? replies_collection(object, all)
                                      : replies_page(object + "/replies", all, page);
            activitypub::add_context(document);
            return activity_json(200, document.dump()).with("Cache-Control", kFresh);
        });
    }

    web::Response count(const std::string& object, const char* name,
                        std::int64_t ReactionCounts::* which) const {
        return of(object, [&](storage::Connection& connection, const json&) {
            const auto counts =
                Reactions(connection).counts(object, seen_hosts({visibility, Viewer::Anyone}));
            auto document = counted(object + "/" + name, counts.*which);
            activitypub::add_context(document);
            return activity_json(200, document.dump()).with("Cache-Control", kFresh);
        });
    }

    web::Response thread(const std::string& id, const web::Request& request) const {
        const auto beginning = Threads::beginning_of(actors.base(), id);
        return of(beginning, [&](storage::Connection& connection, const json& root) {
            Threads threads(connection, actors.base());
            if (!threads.is_thread(id)) return absent(false);  // what answers begins none
            const bool machine =
                activitypub::prefers_activity_json(request.header("accept").value_or(""));
            if (const auto page = activitypub::link(root, "url"); !machine && !page.empty()) {
                return web::Response::see_other(page).with("Vary", "Accept");
            }
            const auto all = seen(threads.items(id), visibility);
            const auto digest = xor_digest(all);
            if (const auto known = request.header("if-none-match");
                known && matches(*known, digest)) {
                return web::Response::empty(304)
                    .with("ETag", '"' + digest + '"')
                    .with("Cache-Control", kFresh)
                    .with("Vary", "Accept");
            }
            return activity_json(200, thread_document(id, all, asked_page(request)).dump())
                .with("ETag", '"' + digest + '"')
                .with("Cache-Control", kFresh);
        });
    }

    json thread_document(const std::string& id, const Iris& all, std::size_t page) const {
        const auto total = static_cast<std::int64_t>(all.size());
        const auto last = std::max<std::size_t>(1, (all.size() + kThread - 1) / kThread);
        const auto page_id = [&](std::size_t n) { return id + "?page=" + std::to_string(n); };
        json document;
        if (page == 0) {
            document = activitypub::make_ordered_collection(
                {.id = id, .total = total, .first = page_id(1), .last = page_id(last)});
        } else {
            document = activitypub::make_ordered_page({.id = page_id(page),
                                                       .part_of = id,
                                                       .total = total,
                                                       .next = page < last ? page_id(page + 1) : "",
                                                       .prev = page > 1 ? page_id(page - 1) : ""},
                                                      slice(all, (page - 1) * kThread, kThread));
        }
        document["attributedTo"] = actors.association().id;  // its owner (FEP-7888)
        return document;
    }
};

}  // namespace

HostRule seen_hosts(Sight sight) {
    return [sight](const std::string& host) { return sight.sees_actor("https://" + host + "/"); };
}

void name_collections(json& object, const std::string& base, const ReactionCounts& counts,
                      bool is_new) {
    const auto id = activitypub::text(object, "id");
    object["likes"] = counted(id + "/likes", counts.likes);
    object["shares"] = counted(id + "/shares", counts.boosts);
    object["replies"] = is_new ? replies_collection(id, {}) : json(id + "/replies");
    if (activitypub::is_public_audience(activitypub::list(object, "to"),
                                        activitypub::list(object, "cc")))
        object["interactionPolicy"] = activitypub::quote_policy();  // what verbs/quote.h does
    if (object.contains("context") || !activitypub::text_or_id(object, "inReplyTo").empty()) return;
    const auto thread = Threads::thread_begun_by(base, id);
    if (thread.empty()) return;
    object["context"] = thread;
    object["conversation"] = thread;  // Mastodon compares the two
}

std::string with_collections(json object, storage::Connection& connection,
                             const LocalActors& actors, const Visibility& visibility) {
    const auto id = activitypub::text(object, "id");
    name_collections(object, actors.base(),
                     Reactions(connection).counts(id, seen_hosts({visibility, Viewer::Anyone})),
                     false);
    object["replies"] =
        replies_collection(id, seen(Threads(connection, actors.base()).replies(id), visibility));
    return object.dump();
}

void add_collection_routes(web::Router& router, const LocalActors& actors,
                           const storage::Database& database, const Visibility& visibility) {
    const Served served{actors, database, visibility};
    const auto object_in = [&actors](const web::Request& request) {
        return actors.base() + "/o/" + request.parameter("id");
    };
    router.get("/o/{id}/replies", [served, object_in](const web::Request& request) {
        return served.replies(object_in(request), asked_page(request));
    });
    router.get("/o/{id}/likes", [served, object_in](const web::Request& request) {
        return served.count(object_in(request), "likes", &ReactionCounts::likes);
    });
    router.get("/o/{id}/shares", [served, object_in](const web::Request& request) {
        return served.count(object_in(request), "shares", &ReactionCounts::boosts);
    });
    router.get("/t/{id}", [served, &actors](const web::Request& request) {
        return served.thread(actors.base() + "/t/" + request.parameter("id"), request);
    });
}

}  // namespace essaim::federation
