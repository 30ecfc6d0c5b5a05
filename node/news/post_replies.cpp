#include "node/news/post_replies.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/date.h"
#include "activitypub/json_access.h"
#include "activitypub/vocabulary/terms.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/federation/threads.h"
#include "node/news/object_parts.h"
#include "node/news/post_store.h"
#include "node/news/whom.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

using nlohmann::json;

constexpr std::size_t kMostBytes = 10'000;

// As Mastodon writes it, so that others recognise it (federation.md §3).
std::string mention_html(const Mentioned& mentioned) {
    const auto user = mentioned.handle.substr(1, mentioned.handle.find('@', 1) - 1);
    return "<span class=\"h-card\"><a class=\"u-url mention\" href=\"" +
           web::escape_html(mentioned.url) + "\">@<span>" + web::escape_html(user) +
           "</span></a></span> ";
}

std::string with_mention(const std::string& html, const Mentioned& mentioned) {
    if (mentioned.id.empty()) return html;
    const std::string_view start = "<p>";
    const auto mention = mention_html(mentioned);
    if (html.starts_with(start)) return "<p>" + mention + html.substr(start.size());
    return "<p>" + mention + "</p>" + html;
}

}  // namespace

std::vector<FieldProblem> problems_of(const ReplyDraft& draft) {
    if (base::trim(draft.source).empty())
        return {{"texte", std::string(web::tr_later("Écrivez la réponse."))}};
    if (draft.source.size() > kMostBytes) {
        return {{"texte", std::string(web::tr_later(
                              "Cette réponse est trop longue : 10 000 signes au plus."))}};
    }
    if (!base::is_valid_utf8(draft.source)) {
        return {{"texte", std::string(web::tr_later("Ce texte contient des signes illisibles."))}};
    }
    return {};
}

json note_of(const Post& reply, const std::string& followers, const Mentioned& mentioned,
             const json& parent) {
    auto note = object_base(reply, followers, reply.html);
    note["inReplyTo"] = reply.in_reply_to.value_or("");
    if (!mentioned.id.empty()) {
        note["cc"].push_back(mentioned.id);
        const json mention = {
            {"type", "Mention"}, {"href", mentioned.id}, {"name", mentioned.handle}};
        note["tag"].insert(note["tag"].begin(), mention);
    }
    // The thread is its parent's, whatever that one calls it (FEP-7888, FEP-11dd).
    for (const auto* name : {"context", "conversation"}) {
        if (auto thread = activitypub::text_or_id(parent, name); !thread.empty())
            note[name] = thread;
    }
    return note;
}

// In a thread of ours it stands under its first text; elsewhere it has a page.
std::string PostReplies::page_of(storage::Connection& connection, const Post& reply) const {
    const auto& base = services_.federation.actors().base();
    const auto thread =
        federation::Threads(connection, base).thread_of(reply.in_reply_to.value_or(""));
    if (const auto root =
            PostStore(connection).by_id(federation::Threads::beginning_of(base, thread))) {
        return root->url + "#r-" + id_part(reply.id);
    }
    return base + "/reponses/" + id_part(reply.id);
}

Result<Post> PostReplies::add(const ReplyDraft& draft, const std::string& account) {
    if (auto problems = problems_of(draft); !problems.empty()) {
        return refuse(Fault::Unprocessable, problems.front().message);
    }
    const auto stored = services_.federation.stored(draft.parent);
    std::optional<Post> parent;
    {
        auto reader = services_.database.read();
        parent = PostStore(*reader).by_id(draft.parent);
    }
    if (!stored || stored->deleted || !stored->public_ || !parent) {
        return refuse(Fault::NotFound, "Ce texte n’est pas connu ici.");
    }
    TRY(services_.federation.reachable(parent->author));

    const auto now = services_.clock.now();
    const auto& us = services_.federation.actors().association();
    const auto& base = services_.federation.actors().base();
    Mentioned mentioned;
    if (!parent->local) {
        const auto face = face_of(services_, parent->author);
        mentioned = {.id = parent->author, .handle = face.handle, .url = face.url};
    }
    Post reply;
    reply.id = base + "/o/" + base::new_ulid(now);
    reply.local = true;
    reply.author = us.id;
    reply.source = draft.source;
    reply.language = draft.language == "en" ? "en" : "fr";
    reply.summary = summary_of({.title = {}, .summary = {}, .source = draft.source});
    meet_mentioned(services_, draft.source);
    auto text = render_text(draft.source, who_is(services_),
                            {.base = base, .language = reply.language, .tables = false});
    reply.form = "Note";
    reply.tags = std::move(text.tags);
    reply.mentions = std::move(text.mentions);
    // Whom it answers may be named by the text itself.
    if (std::ranges::find(reply.mentions, mentioned.id, &Mention::actor) != reply.mentions.end())
        mentioned = {};
    reply.html = with_mention(text.html, mentioned);
    reply.state = PostState::Published;
    reply.in_reply_to = draft.parent;
    reply.published = now;
    reply.updated = now;
    reply.written_by = account;

    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        reply.url = page_of(connection, reply);
        PostStore(connection).save(reply);
        auto said = json::parse(stored->json, nullptr, false);
        // In ours, it is ours, whether what it answers said so or not (Mastodon before 4.5).
        const auto thread = federation::Threads(connection, base).thread_of(draft.parent);
        if (!thread.empty()) said["context"] = said["conversation"] = thread;
        const auto note = note_of(reply, us.id + "/followers", mentioned, said);
        return services_.federation.outbox().publish(
            connection,
            activitypub::make_activity(reply.id + "#create", "Create", us.id, note, note["to"],
                                       note["cc"], now),
            federation::Listing::Listed, now);
    });
    if (!written) return std::unexpected(written.error());
    services_.federation.outbox().wake();
    return reply;
}

Result<void> PostReplies::remove(const std::string& id) {
    const auto now = services_.clock.now();
    const auto& us = services_.federation.actors().association();
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        PostStore store(connection);
        const auto reply = store.by_id(id);
        if (!reply || !reply->local || !reply->in_reply_to) {
            return refuse(Fault::NotFound, "Ce texte n’est pas connu ici.");
        }
        store.remove(id);
        auto& outbox = services_.federation.outbox();
        return outbox.publish(connection,
                              activitypub::make_activity(
                                  outbox.new_activity_id(now), "Delete", us.id,
                                  activitypub::make_tombstone(id, "Note", now),
                                  {std::string(activitypub::kPublic)}, {us.id + "/followers"}, now),
                              federation::Listing::Unlisted, now);
    });
    if (written) services_.federation.outbox().wake();
    return written;
}

}  // namespace essaim::news
