#include "node/news/post_reach.h"

#include <algorithm>
#include <array>

#include "node/federation/arrivals.h"
#include "node/mail/mail_store.h"
#include "node/news/post.h"

namespace essaim::news {

namespace {

// Names of programs as their authors write them.
constexpr auto kNames = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"mastodon", "Mastodon"},
    {"gotosocial", "GoToSocial"},
    {"pleroma", "Pleroma"},
    {"akkoma", "Akkoma"},
    {"misskey", "Misskey"},
    {"sharkey", "Sharkey"},
    {"friendica", "Friendica"},
    {"mobilizon", "Mobilizon"},
    {"wordpress", "WordPress"},
    {"peertube", "PeerTube"},
    {"pixelfed", "Pixelfed"},
    {"lemmy", "Lemmy"},
    {"nodebb", "NodeBB"},
    {"hubzilla", "Hubzilla"},
    {"ghost", "Ghost"},
});

}  // namespace

std::string reach_line(Services& services, storage::Connection& connection, const Post& post,
                       web::Language language) {
    const auto& words = services.translations;
    std::vector<std::string> places;
    if (mail::MailStore(connection).was_in_letter(post.url))
        places.push_back(words.tr(language, "courriel"));
    std::int64_t nodes = 0;
    std::int64_t others = 0;
    for (const auto& [software, count] : federation::Arrivals::of(connection, post.id)) {
        const auto* known =
            std::ranges::find(kNames, software, [](const auto& row) { return row.first; });
        if (software == "essaim") {
            nodes += count;
        } else if (known != kNames.end()) {
            places.emplace_back(known->second);
        } else {
            others += count;
        }
    }
    if (nodes > 0) places.push_back(words.trn(language, "{n} nœud", "{n} nœuds", nodes));
    if (others > 0) {
        places.push_back(
            nodes > 0 || places.size() > 1
                ? words.trn(language, "{n} autre serveur", "{n} autres serveurs", others)
                : words.trn(language, "{n} serveur", "{n} serveurs", others));
    }
    std::string line;
    for (const auto& place : places) line += (line.empty() ? "" : ", ") + place;
    return line;
}

}  // namespace essaim::news
