#include "node/news/citing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/audience.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/quote.h"
#include "node/federation/quotes.h"
#include "node/news/post_store.h"
#include "node/news/post_streams.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

using nlohmann::json;

// Mastodon hides this line from who sees the quote itself.
std::string line_for(const std::string& address) {
    const auto shown = web::escape_html(address);
    return "<p class=\"quote-inline\">RE: <a href=\"" + shown + "\">" + shown + "</a></p>";
}

void add_reader(json& readers, const std::string& actor) {
    if (std::ranges::find(readers, json(actor)) == readers.end()) readers.push_back(actor);
}

Result<void> requote(Services& services, storage::Connection& connection,
                     const federation::Incoming& incoming) {
    const auto post = PostStore(connection).by_id(incoming.activity.object_id);
    if (!post || !post->local || post->state != PostState::Published) return {};
    auto& outbox = services.federation.outbox();
    // The text is the same, so is its date: Mastodon and essaim take the consent
    // from an Update that changes nothing else.
    auto activity =
        update_of(*post, post->author + "/followers", outbox.new_activity_id(incoming.now));
    say_quote(connection, *post, activity);
    return outbox.publish(connection, activity, federation::Listing::Unlisted, incoming.now);
}

}  // namespace

Result<Post> citable(Services& services, const std::string& id, const federation::Sight& sight) {
    auto reader = services.database.read();
    auto post = PostStore(*reader).by_id(id);
    const auto held = services.federation.stored(id);
    if (!post || post->state != PostState::Published || !held || held->deleted || !held->public_ ||
        !sight.sees({.id = post->id, .author = post->author}))
        return refuse(Fault::NotFound, "Ce texte n’est pas connu ici.");
    if (!post->local && activitypub::refuses_quotes(json::parse(held->json, nullptr, false)))
        return refuse(Fault::Forbidden, "L’auteur de ce texte ne souhaite pas être cité.");
    return *post;
}

void say_quote(storage::Connection& connection, const Post& post, json& activity) {
    if (post.quotes.empty()) return;
    const auto quoted = PostStore(connection).by_id(post.quotes);
    if (quoted && !quoted->local) {
        auto& object = activity["object"];
        for (json* said : {&activity, &object})
            if (said->contains("cc")) add_reader((*said)["cc"], quoted->author);
    }
    if (activity["type"] == "Delete") return;
    auto& object = activity["object"];
    activitypub::put_quote(object, post.quotes,
                           federation::Quotes(connection).authorization_of(post.id));
    const auto line = line_for(quoted ? quoted->url : post.quotes);
    object["content"] = line + object["content"].get<std::string>();
    for (auto& text : object["contentMap"]) text = line + text.get<std::string>();
}

Result<void> ask_consent(Services& services, storage::Connection& connection, const Post& post,
                         const json& object, base::Instant now) {
    if (post.quotes.empty()) return {};
    federation::Quotes quotes(connection);
    const auto quoted = PostStore(connection).by_id(post.quotes);
    if (!quoted) return {};  // gone since it was chosen: the address stays
    if (quoted->local) {
        quotes.place_own(post.id, post.quotes, post.author);
        return {};
    }
    if (quotes.asked_for(post.id)) return {};
    auto& outbox = services.federation.outbox();
    const auto id = outbox.new_activity_id(now);
    quotes.ask({.object = post.id,
                .activity = id,
                .quoted = post.quotes,
                .author = quoted->author,
                .answer = {}},
               now);
    return outbox.send_to(connection,
                          activitypub::make_quote_request(id, quoted->author, post.quotes, object),
                          quoted->author, now);
}

std::string_view consent_missing(storage::Connection& connection, const Post& post) {
    const auto asked = federation::Quotes(connection).asked_for(post.id);
    if (!asked || asked->answer == "yes") return {};
    return asked->answer == "no" ? web::tr_later(
                                       "L’auteur du texte cité a dit non : il n’apparaît "
                                       "que comme un lien.")
                                 : web::tr_later(
                                       "L’accord de l’auteur du texte cité est demandé ; "
                                       "d’ici là, c’est un lien.");
}

void register_citing(federation::InboxRegistry& registry, Services& services) {
    registry.on("Requote", "*",
                [&services](storage::Connection& connection, const federation::Incoming& incoming) {
                    return requote(services, connection, incoming);
                });
}

}  // namespace essaim::news
