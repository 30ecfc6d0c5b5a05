// WebFinger (RFC 7033): from a handle such as @miel@gironde.example to the id
// of an actor, and back. Text in, text out: fetching /.well-known/webfinger is
// the node's business, see node/federation/remote_actors.h.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "activitypub/result.h"
#include "activitypub/vocabulary/actor.h"

namespace activitypub {

struct Handle {
    std::string user;
    std::string host;  // lower case, port kept
    bool operator==(const Handle&) const = default;
};
// Accepts what people paste: "@user@host", "user@host", "acct:user@host".
Result<Handle> parse_handle(std::string_view text);
std::string to_string(const Handle& handle);  // "user@host"

std::string webfinger_url(const Handle& handle, std::string_view scheme = "https");

// What ?resource= asks for: a handle, or the address of an actor or server.
struct Resource {
    std::optional<Handle> handle;
    std::string iri;
};
Result<Resource> parse_resource(std::string_view text);

struct JrdDraft {
    Handle handle;
    std::string actor_id;
    std::string profile_url;       // the page; "" if there is none
    std::string interact_address;  // "https://host/authorize_interaction", "" if none
    std::string write_address;     // "https://host/write?text=", "" if none
    std::string avatar;
    std::string avatar_media_type;
    bool is_server = false;  // the instance actor: adds the rel of FEP-d556
};
nlohmann::json make_jrd(const JrdDraft& draft);
nlohmann::json make_jrd(const Handle& handle, std::string_view actor_id);

// The actor named by a JRD. The JRD is untrusted: the caller must then fetch
// the actor and check that its preferredUsername and origin answer back.
Result<std::string> actor_id_in_jrd(const nlohmann::json& jrd);

// The handle this actor may carry without asking anyone: its own name on its
// own host. Malformed if the name cannot be part of a handle.
Result<Handle> own_handle(const Actor& actor);
// Do WebFinger and actor agree? `named` is what actor_id_in_jrd() gave for it.
// A handle is shown only if they do; else show own_handle() (security.md B7).
bool handle_is_mutual(const Handle& handle, std::string_view named, const Actor& actor);

}  // namespace activitypub
