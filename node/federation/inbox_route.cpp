#include "node/federation/inbox_route.h"

#include <nlohmann/json.hpp>

#include "activitypub/authority.h"
#include "activitypub/iri.h"
#include "activitypub/json_guard.h"
#include "activitypub/media_type.h"
#include "activitypub/signatures/integrity_proof.h"
#include "activitypub/vocabulary/object.h"
#include "activitypub/vocabulary/terms.h"
#include "node/base/log.h"
#include "node/federation/delivery.h"
#include "node/federation/domain_policy.h"
#include "node/federation/followers_sync.h"
#include "node/federation/remote_actors.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
using Outcome = Authentication::Outcome;

constexpr std::size_t kMostBytes = 1'048'576;
constexpr auto kFresh = 10s;  // a key this new is not asked for again

// Short, and nothing about why: the sender's people read our words in their
// log, ours say more.
web::Response refused(int status, const std::string& why, const std::string& who = {}) {
    base::log::info("inbox refused",
                    {{"status", std::to_string(status)}, {"why", why}, {"who", who}});
    switch (status) {
        case 400:
            return web::Response::text(400, "Not an activity.\n");
        case 401:
            return web::Response::text(401, "The signature is not accepted.\n");
        case 403:
            return web::Response::text(403, "Not welcome here.\n");
        case 404:
            return web::Response::text(404, "Nobody of that name.\n");
        case 413:
            return web::Response::text(413, "Too large.\n");
        case 415:
            return web::Response::text(415, "Send application/activity+json.\n");
        default:
            break;
    }
    return web::Response::text(503, "Try again later.\n").with("Retry-After", "30");
}

bool is_about_itself(const activitypub::Activity& activity) {
    return activity.object_id == activity.actor &&
           (activity.type == "Delete" || activity.type == "Update");
}

// What an embedded object has too much of (D1) is said at the door; later, in
// the queue, there would be nobody left to tell.
activitypub::Result<void> fits_the_limits(const activitypub::Activity& activity) {
    const bool publishes = activity.type == "Create" || activity.type == "Update";
    if (!publishes || !activity.object || activitypub::is_actor_type(activity.object_type))
        return {};
    if (auto object = activitypub::parse_object(*activity.object); !object) {
        return std::unexpected(std::move(object).error());
    }
    return {};
}

}  // namespace

void InboxRoute::add_to(web::Router& router) {
    const auto shared = [this](const web::Request& request) { return post(request); };
    router.post("/inbox", shared);
    router.post("/actor/inbox", shared);
    router.post("/@{name}/inbox", [this](const web::Request& request) {
        const auto name = request.parameter("name");
        if (parts_.actors.is_gone(name)) return web::Response::text(410, "Gone for good.\n");
        const auto* actor = parts_.actors.by_name(name);
        if (actor == nullptr || actor->kind == "node") return refused(404, "no such inbox");
        return post(request);
    });
}

web::Response InboxRoute::post(const web::Request& request) {
    const auto type = request.header("content-type");
    if (!type || !activitypub::acceptable_in_inbox(*type)) return refused(415, "content type");
    if (request.body.size() > kMostBytes) return refused(413, "body");
    auto document = activitypub::parse_document(request.body);
    if (!document) return refused(400, document.error().detail);
    const auto activity = activitypub::parse_activity(std::move(*document));
    if (!activity) return refused(400, activity.error().detail);
    if (auto small = fits_the_limits(*activity); !small) {
        return refused(400, small.error().detail, activity->actor);
    }
    if (auto own = activitypub::speaks_for_itself(*activity); !own) {
        return refused(400, own.error().detail, activity->actor);
    }
    if (parts_.actors.owns(activity->actor)) {
        // Our own word that comes back, as when `essaim doctor` tries: nothing to do.
        if (is_signed_by_us(request, parts_.actors, parts_.clock.now()))
            return web::Response::empty(202);
        return refused(403, "as one of ours", activity->actor);
    }
    if (parts_.policy.blocks(activitypub::host_of(activity->actor))) {
        return refused(403, "blocked", activity->actor);
    }
    const auto who =
        authenticate(request, parts_.actors, parts_.remote, parts_.policy, parts_.clock.now());
    if (!who) {
        return refused(who.error().fault == Fault::Forbidden ? 403 : 401, who.error().detail,
                       activity->actor);
    }
    if (who->outcome != Outcome::Verified) return key_missing(request, *activity, *who);
    if (who->owner == activity->actor) {
        sync_.heard(request, activity->actor);
        return accept(request, *activity);
    }
    return with_proof(request, *activity);
}

// Deletions of accounts come from everywhere, mostly of people we never heard
// of: no key is fetched for them (case 28).
web::Response InboxRoute::key_missing(const web::Request& request,
                                      const activitypub::Activity& activity,
                                      const Authentication& who) {
    if (who.outcome == Outcome::KeyUnknown && is_about_itself(activity) &&
        !parts_.remote.is_known(activity.actor)) {
        return web::Response::empty(202);
    }
    if (is_confirmed_leaving(activity, who.key_id)) return accept(request, activity);
    if (const auto failed = parts_.remote.failure(who.key_id)) {
        if (*failed == Fault::Unavailable) return refused(503, "key out of reach", who.key_id);
        return refused(*failed == Fault::Forbidden ? 403 : 401, "no such key", who.key_id);
    }
    if (who.outcome == Outcome::KeyStale) {
        const auto known = parts_.remote.key(who.key_id);
        const bool fresh = known && parts_.clock.now() - known->fetched < kFresh;
        if (fresh || !parts_.remote.may_refetch(who.key_id)) {
            return refused(401, "does not verify", who.key_id);
        }
    }
    return park(request, who.key_id);
}

// The key's place says 410: the actor itself, whom we knew, is gone (case 29).
bool InboxRoute::is_confirmed_leaving(const activitypub::Activity& activity,
                                      const std::string& key_id) const {
    return activity.type == "Delete" && is_about_itself(activity) &&
           activitypub::without_fragment(key_id) == activity.actor &&
           parts_.remote.failure(key_id) == Fault::Gone;
}

// Signed by somebody who passes it on: then the activity itself must carry its
// author's signature (FEP-8b32, case 21).
web::Response InboxRoute::with_proof(const web::Request& request,
                                     const activitypub::Activity& activity) {
    const auto method = activitypub::proof_method(*activity.document);
    if (!method || !activitypub::same_origin(*method, activity.actor)) {
        return refused(401, "signed by another", activity.actor);
    }
    const auto key = parts_.remote.key(*method);
    if (!key) {
        if (parts_.remote.failure(*method)) return refused(401, "no such key", *method);
        return park(request, *method);
    }
    if (key->owner != activity.actor) return refused(401, "proof of another", activity.actor);
    if (auto proven = activitypub::verify_proof(*activity.document, key->key); !proven) {
        return refused(401, proven.error().detail, activity.actor);
    }
    return accept(request, activity);
}

web::Response InboxRoute::park(const web::Request& request, const std::string& key_id) {
    if (!parts_.remote.is_being_fetched(key_id)) {
        if (auto too_many = limits_.for_key(request.client)) return std::move(*too_many);
    }
    auto response = web::Response::text(503, "Try again later.\n").with("Retry-After", "30");
    response.wait = std::make_shared<web::Wait>();
    response.parked = true;
    parts_.remote.fetch_key(key_id, [wait = response.wait](const Result<void>& outcome) {
        // Refused for good: the handler runs again and says 401.
        const bool later = !outcome && outcome.error().fault == Fault::Unavailable;
        wait->finish(later ? web::Wait::Outcome::Fail : web::Wait::Outcome::Retry);
    });
    return response;
}

web::Response InboxRoute::accept(const web::Request& request,
                                 const activitypub::Activity& activity) {
    const auto host = activitypub::host_of(activity.actor);
    if (auto too_many = limits_.for_activity(activity, request.client)) return std::move(*too_many);
    auto response = web::Response::empty(202);
    response.wait = std::make_shared<web::Wait>();
    const bool taken = inbox_.accept(
        {.id = activity.id, .actor = activity.actor, .host = host, .body = request.body},
        [wait = response.wait](const Result<void>& stored) {
            wait->finish(stored ? web::Wait::Outcome::Send : web::Wait::Outcome::Fail);
        });
    if (!taken) return refused(503, "queue full", host);
    delivery_.heard_from(host);
    return response;
}

}  // namespace essaim::federation
