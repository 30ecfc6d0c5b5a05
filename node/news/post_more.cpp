#include "node/news/post_more.h"

#include <algorithm>

#include "activitypub/iri.h"
#include "node/federation/quotes.h"
#include "node/news/citing.h"
#include "node/news/meeting_words.h"
#include "node/news/polls.h"
#include "node/news/post_details.h"
#include "node/news/post_pictures.h"
#include "node/news/post_store.h"
#include "node/storage/connection.h"
#include "node/web/html_text.h"

namespace essaim::news {

namespace {

using Kind = AttachedFile::Kind;

constexpr std::size_t kTitleLetters = 120;

class Drawing {
  public:
    Drawing(Services& services, storage::Connection& connection, const Looking& looking)
        : services_(services), connection_(connection), looking_(looking) {}

    void files(web::Page& page, const std::vector<AttachedFile>& files) {
        if (files.empty()) return;
        auto& list = page.section("FILES");
        for (const auto& file : files) {
            list.section("FILE")
                .set_url("URL", file.url)
                .set("LABEL", file.name.empty() ? kind(file) : kind(file) + " : " + file.name)
                .set("ABOUT", about(file));
        }
    }

    void poll(web::Page& page, const Post& post, const Poll& poll) {
        auto& box = page.section("POLL");
        const auto now = services_.clock.now();
        const auto people = std::max<std::int64_t>(1, poll.people());
        for (const auto& answer : poll.answers) {
            box.section("ANSWER")
                .set("NAME", answer.name)
                .set("PERCENT", std::to_string(std::min<std::int64_t>(
                                    100, (answer.votes * 100 + people / 2) / people)))
                .set("COUNT", words().trn(looking_.language, "{n} voix", "{n} voix", answer.votes));
        }
        box.set("STATE", state(poll, now));
        const auto& us = services_.federation.actors().association().id;
        const auto ours = PollStore(connection_).answers_of(post.id, us);
        std::string chosen;
        for (const auto& answer : ours) chosen += (chosen.empty() ? "" : ", ") + answer;
        if (!ours.empty()) box.section("OURS").set("CHOICES", chosen);
        if (ours.empty() && !post.local && poll.is_open(now) &&
            looking_.visitor.may(accounts::Role::Writer))
            form(box.section("FORM"), post, poll);
    }

    void quote(web::Page& page, const Post& post) {
        const auto quoted = federation::Quotes(connection_).quoted_in(post.id);
        if (!quoted) return;
        const auto held = PostStore(connection_).by_id(quoted->post);
        const bool seen = held && held->state == PostState::Published &&
                          looking_.sight.sees({.id = held->id, .author = held->author});
        // What is kept back is not named either, not even as an address.
        if (!seen && !looking_.sight.sees({.id = quoted->post, .author = quoted->post})) return;
        auto& row = page.section("QUOTE");
        row.show(quoted->verified ? "AGREED" : "PLAIN");
        row.set_url("URL", seen ? held->url : quoted->post);
        if (!seen) {
            row.set("TEXT", web::shorten(quoted->post, kTitleLetters));
            return;
        }
        row.set("TEXT",
                web::shorten(held->title.empty() ? held->summary : held->title, kTitleLetters));
        row.section("BY").set("AUTHOR", face_of(services_, held->author).name);
        if (!post.local || !looking_.visitor.may(accounts::Role::Writer)) return;
        if (const auto missing = consent_missing(connection_, post); !missing.empty())
            row.section("CONSENT").set("SENTENCE", words().tr(looking_.language, missing));
    }

  private:
    const web::Translations& words() const { return services_.translations; }

    std::string kind(const AttachedFile& file) const {
        const auto say = [&](std::string_view word) { return words().tr(looking_.language, word); };
        switch (file.kind) {
            case Kind::Image:
                return say(web::tr_later("Image"));
            case Kind::Audio:
                return say(web::tr_later("Son"));
            case Kind::Video:
                return say(web::tr_later("Vidéo"));
            case Kind::Pdf:
                return "PDF";
            case Kind::Other:
                break;
        }
        return say(web::tr_later("Fichier"));
    }

    // "image/jpeg, 1 200 × 800, 85 Ko, sur gironde.example"
    std::string about(const AttachedFile& file) const {
        const auto language = looking_.language;
        const auto number = [&](std::int64_t value) { return web::format_number(language, value); };
        std::string text = file.media_type.empty() ? "" : file.media_type + ", ";
        if (file.width > 0 && file.height > 0)
            text += number(file.width) + " × " + number(file.height) + ", ";
        if (file.bytes >= 1'000'000) {
            text += words().tr(language, "{size} Mo, ", {{"size", number(file.bytes / 1'000'000)}});
        } else if (file.bytes > 0) {
            text += words().tr(language, "{size} Ko, ",
                               {{"size", number(std::max<std::int64_t>(1, file.bytes / 1000))}});
        }
        return text +
               words().tr(language, "sur {host}", {{"host", activitypub::host_of(file.url)}});
    }

    std::string state(const Poll& poll, base::Instant now) const {
        const auto language = looking_.language;
        auto text = words().trn(language, "{n} personne a répondu", "{n} personnes ont répondu",
                                poll.people());
        if (poll.several) text += words().tr(language, ", plusieurs réponses possibles");
        if (!poll.is_open(now)) return text + words().tr(language, ", terminé");
        if (!poll.end) return text;
        return text + words().tr(language, ", jusqu’au {when}",
                                 {{"when", web::format_date_time(language, *poll.end)}});
    }

    void form(web::Page& form, const Post& post, const Poll& poll) {
        form.set("CSRF", looking_.visitor.csrf_token).set("OBJECT", post.id);
        form.set("BACK", looking_.path);
        for (std::size_t i = 0; i < poll.answers.size(); ++i) {
            auto& row = form.section("CHOICE");
            row.set("NAME", poll.answers[i].name);
            row.section(poll.several ? "MANY" : "ONE").set("NUMBER", std::to_string(i));
        }
    }

    Services& services_;
    storage::Connection& connection_;
    const Looking& looking_;
};

}  // namespace

web::SafeHtml more_part(Services& services, storage::Connection& connection, const Looking& looking,
                        const Post& post) {
    const auto details = details_from(post.details);
    if (details.empty() && post.quotes.empty()) return {};
    web::Page page;
    // Under a warning nothing of the text is told before it is opened.
    if (!post.warning.empty()) page.show("FOLD").show("FOLD_END");
    Drawing drawing(services, connection, looking);
    if (details.meeting) {
        page.section("MEETING").set(
            "LINE", in_words(services.translations, looking.language, *details.meeting));
    }
    if (details.poll) drawing.poll(page, post, *details.poll);
    if (post.local) {
        page.set_html("PICTURES", figures(services, connection, looking.language, post.id));
    } else {
        drawing.files(page, details.files);
    }
    if (!post.quotes.empty()) drawing.quote(page, post);
    return services.templates.render(looking.language, "news/more.html", page);
}

}  // namespace essaim::news
