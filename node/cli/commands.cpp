#include "node/cli/commands.h"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "node/admin/follow_list.h"
#include "node/cli/identity_commands.h"
#include "node/cli/moderation_commands.h"
#include "node/cli/self_signature.h"
#include "node/federation/follow_lists.h"
#include "node/letters/weekly.h"
#include "node/news/post_replies.h"
#include "node/news/post_store.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"

namespace essaim::cli {

namespace {

using nlohmann::json;
using Command = std::function<json(App&, const json&)>;

json refused(const Error& error) { return {{"error", error.detail}}; }

std::string argument(const json& request, const char* name) {
    const auto found = request.find(name);
    return found != request.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json shown(const news::Post& post) {
    return {{"id", post.id},
            {"url", post.url},
            {"title", post.title},
            {"state", post.state == news::PostState::Draft ? "draft" : "published"},
            {"published", base::to_millis(post.published)}};
}

news::PostDraft draft_in(const json& request) {
    news::PostDraft draft;
    draft.title = argument(request, "title");
    draft.summary = argument(request, "summary");
    draft.source = argument(request, "text");
    draft.warning = argument(request, "warning");
    if (const auto language = argument(request, "language"); !language.empty()) {
        draft.language = language;
    }
    return draft;
}

json post_new(App& app, const json& request) {
    const auto state =
        request.value("draft", false) ? news::PostState::Draft : news::PostState::Published;
    auto post = news::Publishing(app.services()).add(draft_in(request), state, "cli");
    if (!post) return refused(post.error());
    return shown(*post);
}

json post_edit(App& app, const json& request) {
    auto post = news::Publishing(app.services())
                    .edit(argument(request, "id"), draft_in(request), news::PostState::Published);
    if (!post) return refused(post.error());
    return shown(*post);
}

json post_delete(App& app, const json& request) {
    const auto id = argument(request, "id");
    auto removed = news::PostReplies(app.services()).remove(id);  // NotFound: it answers nothing
    if (!removed && removed.error().fault == Fault::NotFound) {
        removed = news::Publishing(app.services()).remove(id);
    }
    if (!removed) return refused(removed.error());
    return {{"deleted", argument(request, "id")}};
}

// Whatever public text this address leads to, here or on its server.
json post_reply(App& app, const json& request) {
    const auto parent = app.services().federation.bring(argument(request, "to"));
    if (!parent) return refused(parent.error());
    auto language = argument(request, "language");
    const auto reply = news::PostReplies(app.services())
                           .add({.parent = *parent,
                                 .source = argument(request, "text"),
                                 .language = language.empty() ? "fr" : language},
                                "cli");
    if (!reply) return refused(reply.error());
    return shown(*reply);
}

json react(App& app, const json& request) {
    using federation::ReactionKind;
    auto& federation = app.services().federation;
    const auto text = federation.bring(argument(request, "id"));
    if (!text) return refused(text.error());
    const auto gesture = argument(request, "gesture");
    Result<void> done;
    if (gesture == "undo") {
        done = federation.unreact(ReactionKind::Like, *text);
        if (done) done = federation.unreact(ReactionKind::Boost, *text);
    } else {
        done =
            federation.react(gesture == "boost" ? ReactionKind::Boost : ReactionKind::Like, *text);
    }
    if (!done) return refused(done.error());
    return {{"id", *text}, {"done", gesture}};
}

json post_list(App& app, const json& request) {
    const bool local = !request.value("peers", false);
    auto reader = app.services().database.read();
    json posts = json::array();
    for (const auto& post : news::PostStore(*reader).published(
             local, app.services().clock.now() + std::chrono::hours(1), 100,
             {app.services().federation.visibility(), federation::Viewer::Moderator})) {
        posts.push_back(shown(post));
    }
    return {{"posts", std::move(posts)}};
}

json followed(const std::vector<federation::Followed>& list) {
    json rows = json::array();
    for (const auto& one : list) {
        rows.push_back({{"actor", one.actor},
                        {"handle", one.handle},
                        {"name", one.name},
                        {"state", one.state},
                        {"since", base::to_millis(one.since)}});
    }
    return rows;
}

json follow_add(App& app, const json& request) {
    auto actor = app.services().federation.follow(argument(request, "whom"));
    if (!actor) return refused(actor.error());
    return {{"actor", *actor}};
}

json follow_remove(App& app, const json& request) {
    const auto whom = argument(request, "whom");
    for (const auto& one : app.services().federation.following()) {
        if (one.actor != whom && one.handle != whom && "@" + one.handle != whom) continue;
        auto done = app.services().federation.unfollow(one.actor);
        if (!done) return refused(done.error());
        return {{"removed", one.actor}};
    }
    return {{"error", "Vous ne suivez pas cette adresse."}};
}

json follow_list(App& app, const json&) {
    return {{"following", followed(app.services().federation.following())},
            {"followers", followed(app.services().federation.followers())}};
}

json follow_import(App& app, const json& request) {
    auto& services = app.services();
    const auto plan =
        federation::plan_follows(argument(request, "csv"), services.federation.following(),
                                 services.federation.domain_policy().rules());
    if (!plan) return refused(plan.error());
    static constexpr const char* kWhat[] = {"new", "already", "ourselves", "blocked", "unreadable"};
    json rows = json::array();
    std::vector<std::string> wanted;
    for (const auto& one : *plan) {
        rows.push_back({{"handle", one.typed},
                        {"state", kWhat[static_cast<std::size_t>(one.what)]},
                        {"line", one.line}});
        if (one.what == federation::FollowLine::New) wanted.push_back(one.handle);
    }
    const bool apply = request.value("yes", false);
    if (apply) {
        if (auto later = admin::follow_later(services, wanted); !later)
            return refused(later.error());
    }
    return {{"follows", std::move(rows)}, {"applied", apply}};
}

json queue_list(App& app, const json&) {
    json hosts = json::array();
    for (const auto& host : app.services().federation.queue()) {
        hosts.push_back({{"host", host.host},
                         {"waiting", host.waiting},
                         {"failed", host.failed},
                         {"oldest", base::to_millis(host.oldest)},
                         {"error", host.error}});
    }
    return {{"hosts", std::move(hosts)}};
}

json user_list(App& app, const json&) {
    json users = json::array();
    for (const auto& account : app.services().accounts.list()) {
        users.push_back({{"email", account.email},
                         {"name", account.name},
                         {"role", std::string(accounts::role_name(account.role))}});
    }
    return {{"users", std::move(users)}};
}

json user_invite(App& app, const json& request) {
    const auto wanted = argument(request, "role");
    const auto role = accounts::parse_role(wanted.empty() ? "manager" : wanted);
    if (!role) return {{"error", "Rôles possibles : reader, member, writer, moderator, manager."}};
    auto code = app.services().accounts.new_invitation(*role, std::chrono::hours(24));
    if (!code) return refused(code.error());
    return {{"link", app.services().federation.actors().base() + "/bienvenue/" + *code}};
}

json user_add(App& app, const json& request) {
    const auto role = accounts::parse_role(argument(request, "role"));
    if (!role) return {{"error", "Rôles possibles : reader, member, writer, moderator, manager."}};
    auto account =
        app.services().accounts.create(argument(request, "email"), argument(request, "name"), *role,
                                       argument(request, "passphrase"));
    if (!account) return refused(account.error());
    return {{"email", account->email}, {"id", account->id}};
}

json user_passphrase(App& app, const json& request) {
    auto done = app.services().accounts.set_passphrase(argument(request, "email"),
                                                       argument(request, "passphrase"));
    if (!done) return refused(done.error());
    return {{"email", argument(request, "email")}};
}

json letter_send(App& app, const json&) {
    if (!app.services().mail.is_set()) {
        return {{"error", "Le courriel n’est pas réglé : voyez [mail] dans essaim.toml."}};
    }
    auto planned = letters::plan_weekly_now(app.services());
    if (!planned) return refused(planned.error());
    return {{"planned", true}};
}

}  // namespace

nlohmann::json run_command(App& app, const nlohmann::json& request) {
    static const auto commands = [] {
        std::map<std::string, Command> all = {
            {"post.new", post_new},           {"post.edit", post_edit},
            {"post.delete", post_delete},     {"post.list", post_list},
            {"follow.add", follow_add},       {"follow.remove", follow_remove},
            {"post.reply", post_reply},       {"react", react},
            {"follow.list", follow_list},     {"queue.list", queue_list},
            {"follow.import", follow_import}, {"letter.send", letter_send},
            {"user.list", user_list},         {"user.invite", user_invite},
            {"user.add", user_add},           {"user.passphrase", user_passphrase},
        };
        all.merge(moderation_commands());
        all.merge(identity_commands());
        all.merge(doctor_commands());
        return all;
    }();
    const auto found = commands.find(argument(request, "command"));
    if (found == commands.end()) return {{"error", "Commande inconnue de ce nœud."}};
    return found->second(app, request);
}

}  // namespace essaim::cli
