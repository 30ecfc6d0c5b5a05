#include "node/news/post_letter.h"

#include "node/news/agenda_store.h"
#include "node/news/meeting_words.h"
#include "node/news/post_store.h"
#include "node/news/post_warning.h"
#include "node/storage/connection.h"
#include "node/web/sanitise.h"

namespace essaim::news {

namespace {

constexpr std::size_t kMost = 30;          // texts
constexpr std::size_t kWhole = 60 * 1024;  // bytes of HTML: mail programs cut what is longer
constexpr std::size_t kMeetings = 10;
constexpr auto kAhead = std::chrono::hours(24 * 60);

mail::Piece piece_of(Services& services, const Post& post, web::Language language) {
    mail::Piece piece{.title = heading_of(post),
                      .note = web::format_date(language, post.published),
                      .url = post.url,
                      .language = post.language};
    const auto& words = services.translations;
    if (!post.warning.empty()) {  // nothing unfolds in a letter
        piece.text = words.tr(language, "Avertissement : {warning}. Le texte est sur le site.",
                              {{"warning", post.warning}});
        piece.html = web::SafeHtml::text(piece.text);
    } else if (post.html.size() > kWhole) {
        piece.text = short_form(post) + "\n" + words.tr(language, "La suite est sur le site.");
        piece.html = web::SafeHtml::text(piece.text);
    } else {
        piece.text = post.source;
        piece.html = web::safe_html(post.html);
    }
    if (const auto meeting = details_from(post.details).meeting) {
        piece.note = in_words(words, language, *meeting);
    }
    return piece;
}

}  // namespace

LetterNews letter_news(Services& services, base::Instant from, base::Instant to,
                       web::Language language) {
    LetterNews news;
    const auto sight = sight_of(services);
    auto reader = services.database.read();
    for (const auto& post : PostStore(*reader).published(true, to, kMost, sight)) {
        if (post.published < from) break;
        if (PostStore(*reader).is_untold(post.id)) continue;
        news.fresh.push_back(piece_of(services, post, language));
    }
    const auto now = services.clock.now();
    for (const auto& post : AgendaStore(*reader).coming(now, kMeetings, true, sight)) {
        const auto meeting = details_from(post.details).meeting;
        if (!meeting || meeting->start > now + kAhead) continue;
        news.coming.push_back({.title = heading_of(post),
                               .note = in_words(services.translations, language, *meeting),
                               .url = post.url,
                               .language = post.language});
    }
    return news;
}

}  // namespace essaim::news
