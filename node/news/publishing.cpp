#include "node/news/publishing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/random.h"
#include "node/base/text.h"
#include "node/media/media_store.h"
#include "node/news/citing.h"
#include "node/news/post_store.h"
#include "node/news/post_streams.h"
#include "node/news/revisions_store.h"
#include "node/news/whom.h"
#include "node/storage/connection.h"
#include "node/web/plain_line.h"
#include "node/web/translations.h"

namespace essaim::news {

namespace {

std::string first_problem(const PostDraft& draft) {
    const auto problems = problems_of(draft);
    return problems.empty() ? std::string() : problems.front().message;
}

// With its marks; whom it names may have to be asked for first.
Rendered rendered(Services& services, const PostDraft& draft) {
    meet_mentioned(services, draft.source);
    return render_text(draft.source, who_is(services),
                       {.base = services.federation.actors().base(),
                        .language = draft.language == "en" ? "en" : "fr"});
}

// What the text shows from now on; part of the transaction that saves it.
Result<void> set_pictures(storage::Connection& connection, Post& post, const PostDraft& draft,
                          const std::string& base) {
    media::MediaStore store(connection);
    if (!draft.pictures) {
        if (post.state == PostState::Published) store.publish(post.id);
        return {};
    }
    const auto& [by, uses] = *draft.pictures;
    auto details = details_from(post.details);
    details.files.clear();
    const auto pictures = TRY(store.show(post.id, by, uses));
    for (const auto& picture : pictures) {
        const auto& file = picture.files.front();
        details.files.push_back({.kind = AttachedFile::Kind::Image,
                                 .url = base + picture.path(file),
                                 .media_type = file.media_type,
                                 .name = picture.alt,
                                 .width = file.width,
                                 .height = file.height,
                                 .bytes = file.bytes,
                                 .blurhash = picture.blurhash});
    }
    post.details = to_json(details);
    if (post.state == PostState::Published) store.publish(post.id);
    return {};
}

void fill(Post& post, const PostDraft& draft, const Rendered& text) {
    post.title = std::string(base::trim(draft.title));
    post.warning = web::plain_line(draft.warning);
    // Under a warning nothing is taken from the text to stand in the open.
    post.summary =
        post.warning.empty() ? summary_of(draft) : std::string(base::trim(draft.summary));
    post.source = draft.source;
    post.language = draft.language == "en" ? "en" : "fr";
    post.quotes = draft.quotes;
    if (draft.categories) post.categories = *draft.categories;
    post.html = text.html;
    post.tags = text.tags;
    post.mentions = text.mentions;
    if (draft.meeting) {
        auto details = details_from(post.details);
        details.meeting = draft.meeting;
        post.details = to_json(details);
    }
}

// What it leaves as; afterwards it stays that (FEP-b2b8, or whole for Mastodon,
// which shows a quote under a Note only).
std::string form_now(Services& services, const Post& post) {
    const bool whole = services.federation.profile().full_texts || !post.quotes.empty();
    return whole ? "Note" : "Article";
}

Result<void> say(Services& services, storage::Connection& connection, const Post& post,
                 nlohmann::json activity, federation::Listing listing, base::Instant now) {
    say_quote(connection, post, activity);
    TRY(services.federation.outbox().publish(connection, activity, listing, now));
    if (activity["type"] == "Delete") return {};
    return ask_consent(services, connection, post, activity["object"], now);
}

}  // namespace

void Publishing::note(storage::Connection& connection, const char* action,
                      const std::string& id) const {
    if (!who_.empty()) services_.accounts.note(connection, who_, action, id);
}

Result<Post> Publishing::add(const PostDraft& draft, PostState state, const std::string& account) {
    if (state == PostState::Published) {
        if (auto problem = first_problem(draft); !problem.empty()) {
            return refuse(Fault::Unprocessable, problem);
        }
    }
    const auto now = services_.clock.now();
    const auto& actor = services_.federation.actors().association();
    const auto& base = services_.federation.actors().base();
    const auto text = rendered(services_, draft);
    Post post;
    fill(post, draft, text);
    post.form = draft.meeting ? "Event" : form_now(services_, post);
    post.id = base + "/o/" + base::new_ulid(now);
    post.local = true;
    post.author = actor.id;
    post.state = state;
    post.published = now;
    post.updated = now;
    post.written_by = account;

    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        PostStore store(connection);
        post.slug = store.free_slug(base::slugify(post.title));
        post.url = base + "/actualites/" + post.slug;
        TRY(set_pictures(connection, post, draft, base));
        store.save(post);
        note(connection, "post.new", post.id);
        if (state == PostState::Draft) return {};
        return say(services_, connection, post, create_of(post, actor.id + "/followers"),
                   federation::Listing::Listed, now);
    });
    if (!written) return std::unexpected(written.error());
    if (state == PostState::Published) services_.federation.outbox().wake();
    return post;
}

Result<Imported> Publishing::bring(const ImportedText& brought, const WithImported& with) {
    PostDraft draft{.title = brought.title,
                    .summary = brought.summary,
                    .source = brought.source,
                    .language = brought.language,
                    .pictures = DraftPictures{brought.account, brought.pictures},
                    .categories = brought.categories};
    if (draft.categories->size() > kMostCategories) draft.categories->resize(kMostCategories);
    for (const auto& problem : problems_of(draft)) {
        // What a picture shows can be said later, by who edits the text.
        if (problem.field.starts_with("alt") || (brought.draft && problem.field != "source"))
            continue;
        return refuse(Fault::Unprocessable, problem.message);
    }
    const auto now = services_.clock.now();
    const auto& actor = services_.federation.actors().association();
    const auto& base = services_.federation.actors().base();
    // "@nom" of an old text calls nobody.
    const auto nobody = [](const std::string&) { return std::optional<Mention>(); };
    Post post;
    fill(post, draft,
         render_text(draft.source, nobody, {.base = base, .language = draft.language}));
    post.form = form_now(services_, post);
    post.id = base + "/o/" + base::new_ulid(brought.published);
    post.local = true;
    post.author = actor.id;
    post.state = brought.draft ? PostState::Draft : PostState::Published;
    post.published = brought.published;
    post.updated = brought.updated;
    post.written_by = brought.account;
    const auto written =
        services_.database.write([&](storage::Connection& connection) -> Result<void> {
            PostStore store(connection);
            post.slug = store.free_slug(base::slugify(post.title));
            post.url = base + "/actualites/" + post.slug;
            TRY(set_pictures(connection, post, draft, base));
            store.save(post);
            store.mark_untold(post.id);
            if (post.state == PostState::Published)
                TRY(services_.federation.outbox().publish(
                    connection, create_of(post, actor.id + "/followers"),
                    federation::Listing::Listed, now, federation::Reach::Nobody));
            return with(connection, {.id = post.id, .path = "/actualites/" + post.slug});
        });
    if (!written) return std::unexpected(written.error());
    return Imported{.id = post.id, .path = "/actualites/" + post.slug};
}

Result<Post> Publishing::edit(const std::string& id, const PostDraft& draft, PostState state) {
    const auto now = services_.clock.now();
    const auto& actor = services_.federation.actors().association();
    const auto& base = services_.federation.actors().base();
    const auto text = rendered(services_, draft);
    Post post;
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        PostStore store(connection);
        auto known = store.by_id(id);
        if (!known || !known->local || known->in_reply_to)
            return refuse(Fault::NotFound, "no such post of ours");
        post = *known;
        const bool was_published = post.state == PostState::Published;
        const bool publish = was_published || state == PostState::Published;
        if (publish) {
            if (auto problem = first_problem(draft); !problem.empty()) {
                return refuse(Fault::Unprocessable, problem);
            }
        }
        fill(post, draft, text);
        if (was_published) post.quotes = known->quotes;  // whoever agreed, agreed to that
        // `updated` must increase for peers to take the edit (federation.md §3).
        post.updated = std::max(now, known->updated + std::chrono::seconds(1));
        if (!was_published) {
            const auto wanted = base::slugify(post.title);
            if (!post.slug.starts_with(wanted) || wanted.empty()) {
                post.slug = store.free_slug(wanted);
                post.url = base + "/actualites/" + post.slug;
            }
            if (publish) {
                post.state = PostState::Published;
                if (post.form == "Article" || post.form == "Note")
                    post.form = form_now(services_, post);
                post.published = now;
                post.updated = now;
                store.mark_told(post.id);
            }
        }
        TRY(set_pictures(connection, post, draft, base));
        if (was_published) RevisionsStore(connection).replace(*known, post);
        store.save(post);
        note(connection, "post.edit", post.id);
        if (!publish) return {};
        const auto followers = actor.id + "/followers";
        const auto activity =
            was_published
                ? update_of(post, followers, services_.federation.outbox().new_activity_id(now))
                : create_of(post, followers);
        return say(services_, connection, post, activity,
                   was_published ? federation::Listing::Unlisted : federation::Listing::Listed,
                   now);
    });
    if (!written) return std::unexpected(written.error());
    if (draft.pictures) services_.media.erase_gone();
    services_.federation.outbox().wake();
    return post;
}

Result<void> Publishing::remove(const std::string& id) {
    const auto now = services_.clock.now();
    const auto& actor = services_.federation.actors().association();
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        PostStore store(connection);
        auto post = store.by_id(id);
        if (!post || !post->local || post->in_reply_to)
            return refuse(Fault::NotFound, "no such post of ours");
        store.remove(id);
        media::MediaStore(connection).forget(id);
        note(connection, "post.delete", id);
        if (post->state == PostState::Draft) return {};
        store.remember_gone(post->slug, now);
        return say(services_, connection, *post,
                   delete_of(*post, actor.id + "/followers",
                             services_.federation.outbox().new_activity_id(now), now),
                   federation::Listing::Unlisted, now);
    });
    if (!written) return std::unexpected(written.error());
    services_.media.erase_gone();
    services_.federation.outbox().wake();
    return {};
}

}  // namespace essaim::news
