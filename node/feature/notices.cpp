#include "node/feature/notices.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/federation/notice_store.h"
#include "node/federation/threads.h"
#include "node/storage/connection.h"
#include "node/web/sanitise.h"

namespace essaim {

namespace {

using accounts::Role;
using federation::NoticeStore;
using federation::StoredNotice;

constexpr std::size_t kLooked = 300;  // of all, for one visitor
constexpr std::size_t kShown = 100;
constexpr std::int64_t kMostUnread = 99;
constexpr std::size_t kExcerpt = 140;  // characters

// Which of what happened this visitor may see and wants to.
class Choice {
  public:
    Choice(Services& services, storage::Connection& connection, const accounts::Visitor& visitor)
        : store_(connection),
          visitor_(visitor),
          sight_(sight_of(services, visitor)),
          us_(services.federation.actors().association()),
          reader_(store_.reader(visitor.account->id)) {}

    bool shows(const StoredNotice& notice) {
        if (reader_.unwanted.contains(notice.kind)) return false;
        if (!is_theirs(notice)) return false;
        if (notice.kind == "request" || notice.kind == "report" || notice.kind == "delivery") {
            return true;
        }
        if (!sight_.sees_actor(notice.actor)) return false;
        if (notice.object.empty()) return true;
        const bool of_ours = notice.kind == "like" || notice.kind == "boost";
        return sight_.sees(
            {.id = notice.object, .author = of_ours ? std::string_view(us_.id) : notice.actor});
    }
    bool is_unread(const StoredNotice& notice) const { return notice.id > reader_.seen; }

  private:
    // Somebody who follows a member's own address is that member's alone.
    bool is_theirs(const StoredNotice& notice) {
        if (notice.kind == "follow" && notice.local_name != us_.name) {
            return store_.account_of(notice.local_name) == visitor_.account->id;
        }
        const auto& kinds = notice_kinds();
        const auto kind = std::ranges::find(kinds, notice.kind, &NoticeKind::key);
        return kind != kinds.end() && visitor_.may(kind->role);
    }

    NoticeStore store_;
    const accounts::Visitor& visitor_;
    federation::Sight sight_;
    const federation::LocalActor& us_;
    federation::NoticeReader reader_;
};

struct Text {
    std::string title;  // or the beginning of what it says
    std::string url;
};

Text text_of(NoticeStore& store, const std::string& object) {
    const auto document = nlohmann::json::parse(store.document(object), nullptr, false);
    if (!document.is_object()) return {"", object};
    auto title = activitypub::text(document, "name");
    if (title.empty()) title = activitypub::text(document, "summary");
    if (title.empty()) title = web::text_of_html(activitypub::text(document, "content"));
    auto url = activitypub::text_or_id(document, "url");
    std::ranges::replace(title, '\n', ' ');
    return {web::shorten(title, kExcerpt), url.empty() ? object : url};
}

// A page of ours is better reached by its path.
std::string here(Services& services, const std::string& url) {
    const auto& base = services.federation.actors().base();
    return url.starts_with(base + "/") ? url.substr(base.size()) : url;
}

void tell(Services& services, NoticeStore& store, web::Language language,
          const StoredNotice& notice, NoticeShown& shown) {
    const auto& words = services.translations;
    const auto name = notice.actor.empty() ? std::string() : face_of(services, notice.actor).name;
    const auto say = [&](std::string_view french, const std::string& title) {
        shown.sentence = words.tr(language, french, {{"name", name}, {"title", title}});
    };
    const auto& kind = notice.kind;
    if (kind == "follow") {
        say(web::tr_later("{name} vous suit."), "");
        shown.url = face_of(services, notice.actor).url;
    } else if (kind == "like" || kind == "boost") {
        const auto text = text_of(store, notice.object);
        say(kind == "like" ? web::tr_later("{name} aime « {title} ».")
                           : web::tr_later("{name} a partagé « {title} »."),
            text.title);
        shown.url = here(services, text.url);
    } else if (kind == "reply") {
        const auto& base = services.federation.actors().base();
        const auto first = federation::Threads::beginning_of(base, notice.about);
        const auto ours = text_of(store, first.empty() ? notice.about : first);
        say(web::tr_later("{name} répond sous « {title} »."), ours.title);
        shown.excerpt = text_of(store, notice.object).title;
        shown.url = here(services, ours.url);
    } else if (kind == "quote" || kind == "mention") {
        const auto theirs = text_of(store, notice.object);
        say(kind == "quote" ? web::tr_later("{name} cite « {title} ».")
                            : web::tr_later("{name} parle de vous."),
            kind == "quote" ? text_of(store, notice.about).title : "");
        shown.excerpt = theirs.title;
        shown.url = here(services, theirs.url);
    } else if (kind == "request") {
        say(web::tr_later("Quelqu’un demande une invitation."), "");
        shown.url = "/gestion/personnes";
    } else if (kind == "report") {
        say(web::tr_later("Un contenu est signalé."), "");
        shown.url = "/gestion/moderation";
    } else {
        shown.sentence = words.tr(language, "{host} ne prend plus ce que nous lui envoyons.",
                                  {{"host", notice.actor}});
        shown.url = "/gestion/envois";
        shown.actor.clear();
    }
}

}  // namespace

const std::vector<NoticeKind>& notice_kinds() {
    static const std::vector<NoticeKind> kinds = {
        {"reply", web::tr_later("Réponses à nos textes"), Role::Writer},
        {"mention", web::tr_later("Textes qui parlent de nous"), Role::Writer},
        {"quote", web::tr_later("Citations"), Role::Writer},
        {"follow", web::tr_later("Nouveaux abonnés"), Role::Writer},
        {"boost", web::tr_later("Partages"), Role::Writer},
        {"like", web::tr_later("Mentions « j’aime »"), Role::Writer},
        {"report", web::tr_later("Signalements"), Role::Moderator},
        {"request", web::tr_later("Demandes d’invitation"), Role::Manager},
        {"delivery", web::tr_later("Serveurs qui refusent nos envois"), Role::Manager}};
    return kinds;
}

std::vector<NoticeShown> notices_for(Services& services, const accounts::Visitor& visitor,
                                     web::Language language) {
    std::vector<NoticeShown> all;
    if (!visitor.account) return all;
    auto reader = services.database.read();
    NoticeStore store(*reader);
    Choice choice(services, *reader, visitor);
    for (const auto& notice : store.newest(kLooked)) {
        if (all.size() == kShown) break;
        if (!choice.shows(notice)) continue;
        auto& shown = all.emplace_back();
        shown.id = notice.id;
        shown.kind = notice.kind;
        shown.actor = notice.actor;
        shown.at = notice.at;
        shown.unread = choice.is_unread(notice);
        tell(services, store, language, notice, shown);
    }
    return all;
}

std::int64_t unread_notices(Services& services, const accounts::Visitor& visitor) {
    if (!visitor.account) return 0;
    auto reader = services.database.read();
    NoticeStore store(*reader);
    Choice choice(services, *reader, visitor);
    std::int64_t count = 0;
    for (const auto& notice : store.newest(kLooked)) {
        if (!choice.is_unread(notice) || count == kMostUnread) break;
        if (choice.shows(notice)) ++count;
    }
    return count;
}

}  // namespace essaim
