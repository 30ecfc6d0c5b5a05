#include "node/news/post_social.h"

#include <map>
#include <set>

#include "node/federation/object_collections.h"
#include "node/federation/threads.h"
#include "node/news/cited.h"
#include "node/news/folded_text.h"
#include "node/news/post_more.h"
#include "node/news/post_store.h"
#include "node/news/revision_pages.h"
#include "node/news/tag_pages.h"
#include "node/storage/connection.h"
#include "node/web/rosette.h"
#include "node/web/social.h"

namespace essaim::news {

namespace {

using federation::ReactionKind;
using federation::Reactions;
using federation::ThreadItem;
using federation::Threads;

constexpr std::size_t kMostShown = 200;
constexpr std::size_t kMostNamed = 30;

std::vector<ThreadItem> answers_to(Services& services, storage::Connection& connection,
                                   const federation::Sight& sight, const Post& post) {
    const auto& base = services.federation.actors().base();
    Threads threads(connection, base);
    const auto thread = Threads::thread_begun_by(base, post.id);
    auto items = threads.is_thread(thread) ? threads.items(thread) : threads.replies(post.id);
    std::erase_if(items, [&](const ThreadItem& item) {
        return item.object == post.id || !sight.sees({.id = item.object, .author = item.actor});
    });
    return items;
}

// An answer to an answer stands under the one to the text itself, however deep.
std::map<std::string, std::vector<std::string>> by_first_answer(
    const std::vector<ThreadItem>& items) {
    std::map<std::string, std::string> parents;
    for (const auto& item : items) parents[item.object] = item.parent;
    std::map<std::string, std::vector<std::string>> below;
    for (const auto& item : items) {
        auto top = item.object;
        std::set<std::string> passed;  // two may claim to answer each other
        while (passed.insert(top).second) {
            const auto up = parents.find(parents[top]);
            if (up == parents.end()) break;
            top = up->first;
        }
        if (passed.contains(parents[top])) top = item.object;
        auto& answers = below[top];
        if (top != item.object) answers.push_back(item.object);
    }
    return below;
}

class Drawing {
  public:
    Drawing(Services& services, storage::Connection& connection, const Looking& looking)
        : services_(services), connection_(connection), looking_(looking), store_(connection) {}

    web::Page reply(const Post& post) {
        const auto face = face_of(services_, post.author);
        web::Page row;
        row.set("ID", id_part(post.id));
        if (post.local) row.show("ANCHOR");
        row.set_html("ROSETTE", web::rosette(post.author, face.hue));
        row.set("AUTHOR", face.name).set("HANDLE", face.handle);
        row.set("ISO", web::iso_time(post.published));
        row.set("DATE", web::format_ago(looking_.language, post.published, services_.clock.now()));
        row.set_html("BODY", text_part(services_, looking_.language, post,
                                       more_part(services_, connection_, looking_, post)));
        show_edited(row, connection_, post, looking_.language);
        show_tags(row, post);
        if (!post.local) row.section("ORIGIN").set_url("URL", post.url);
        row.set("SAID", reactions(post));
        row.set("REPORT_URL", report_url(post.id));
        if (!sight_of(services_).sees({.id = post.id, .author = post.author})) row.show("QUIET");
        const bool ours = post.local && looking_.visitor.may(accounts::Role::Writer);
        if (ours) row.section("OURS").set("CSRF", looking_.visitor.csrf_token);
        row.set_html("BAR", post.local ? web::SafeHtml()
                                       : buttons_for(services_, connection_, looking_, post.id));
        return row;
    }

    // Only of ours do we hear all of them; of others' texts, what passed by here.
    std::string reactions(const Post& post) {
        if (!post.local) return {};
        const auto counts =
            Reactions(connection_).counts(post.id, federation::seen_hosts(looking_.sight));
        return web::reactions_in_words(services_.templates, looking_.language, counts.likes,
                                       counts.boosts);
    }

    void named(web::Page& box, const Post& post, ReactionKind kind, const char* section) {
        const auto actors =
            Reactions(connection_)
                .actors(post.id, kind, federation::seen_hosts(looking_.sight), kMostNamed + 1);
        if (actors.empty()) return;
        auto& list = box.section(section);
        for (std::size_t i = 0; i < actors.size() && i < kMostNamed; ++i) {
            const auto face = face_of(services_, actors[i]);
            list.section("WHO")
                .set("NAME", face.name)
                .set("HANDLE", face.handle)
                .set_url("URL", face.url);
        }
        if (actors.size() > kMostNamed) list.show("MORE");
    }

    void answers(web::Page& page, const Post& post) {
        auto items = answers_to(services_, connection_, looking_.sight, post);
        if (items.empty()) return;
        auto& section = page.section("REPLIES");
        section.set("COUNT",
                    services_.templates.trn(looking_.language, "{n} réponse", "{n} réponses",
                                            static_cast<std::int64_t>(items.size())));
        if (items.size() > kMostShown) {
            section.show("CUT");
            items.resize(kMostShown);
        }
        const auto below = by_first_answer(items);
        for (const auto& item : items) {
            const auto found = below.find(item.object);
            const auto first = found == below.end() ? std::nullopt : store_.by_id(item.object);
            if (!first) continue;
            auto row = reply(*first);
            for (const auto& id : found->second) {
                if (const auto answer = store_.by_id(id)) add(row, "ANSWER", reply(*answer));
            }
            add(section, "REPLY", row);
        }
    }

  private:
    void add(web::Page& into, const char* name, const web::Page& reply) {
        into.section(name).set_html(
            "HTML", services_.templates.render(looking_.language, "news/reply.html", reply));
    }

    Services& services_;
    storage::Connection& connection_;
    const Looking& looking_;
    PostStore store_;
};

}  // namespace

web::SafeHtml social_part(Services& services, storage::Connection& connection,
                          const Looking& looking, const Post& post) {
    Drawing drawing(services, connection, looking);
    web::Page page;
    if (const auto words = drawing.reactions(post); !words.empty()) {
        auto& box = page.section("REACTIONS").set("WORDS", words);
        drawing.named(box, post, ReactionKind::Like, "LIKED");
        drawing.named(box, post, ReactionKind::Boost, "SHARED");
    }
    page.set_html("CITED", cited_part(services, connection, looking, post));
    drawing.answers(page, post);
    return services.templates.render(looking.language, "news/social.html", page);
}

std::int64_t count_answers(Services& services, storage::Connection& connection,
                           const federation::Sight& sight, const Post& post) {
    return static_cast<std::int64_t>(answers_to(services, connection, sight, post).size());
}

web::SafeHtml buttons_for(Services& services, storage::Connection& connection,
                          const Looking& looking, const std::string& object) {
    if (!looking.visitor.may(accounts::Role::Writer)) return {};
    Reactions reactions(connection);
    const auto& us = services.federation.actors().association().id;
    return web::social_bar(
        services.templates, looking.language,
        {.object = object,
         .back = looking.path,
         .csrf = looking.visitor.csrf_token,
         .liked = reactions.activity_of(object, us, ReactionKind::Like).has_value(),
         .boosted = reactions.activity_of(object, us, ReactionKind::Boost).has_value()});
}

}  // namespace essaim::news
