#include "node/cli/self_signature.h"

#include <nlohmann/json.hpp>

#include "activitypub/media_type.h"
#include "activitypub/signatures/request_signature.h"

namespace essaim::cli {

namespace {

nlohmann::json sign(App& app, const nlohmann::json& request) {
    const auto& actors = app.services().federation.actors();
    const auto& us = actors.association();
    const auto body = request.value("body", "");
    const activitypub::HttpMessage message{
        .method = "POST",
        .target = "/inbox",
        .scheme = actors.base().substr(0, actors.base().find(':')),
        .authority = actors.host(),
        .headers = {{"host", actors.host()},
                    {"content-type", std::string(activitypub::kActivityJson)}},
        .body = body};
    nlohmann::json headers = nlohmann::json::array();
    for (const auto& [name, value] :
         activitypub::sign_request(message, activitypub::Scheme::Cavage, us.key_id(), us.rsa,
                                   app.services().clock.now())) {
        headers.push_back({name, value});
    }
    return {{"actor", us.id}, {"headers", headers}};
}

}  // namespace

Commands doctor_commands() { return {{"doctor.sign", sign}}; }

}  // namespace essaim::cli
