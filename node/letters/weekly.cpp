#include "node/letters/weekly.h"

#include <algorithm>
#include <map>

#include "node/base/log.h"
#include "node/letters/subscribe_pages.h"
#include "node/letters/subscriber_store.h"
#include "node/storage/connection.h"

namespace essaim::letters {

namespace {

using namespace std::chrono_literals;

constexpr const char* kJob = "weekly_letter";
constexpr const char* kUntil = "letters.until";  // setting: what came before was told
constexpr auto kFirst = 24h * 7;
constexpr auto kLongest = 24h * 14;  // what is older is no news, however long the node stood still
constexpr auto kUnconfirmed = 24h * 3;

std::string week_of(Services& services, web::Language language, base::Instant now) {
    return services.translations.tr(
        language, "{name} : la lettre du {date}",
        {{"name", services.federation.profile().title}, {"date", web::format_date(language, now)}});
}

LetterNews news_of(const LetterSources& sources, base::Instant from, base::Instant to,
                   web::Language language) {
    LetterNews all;
    for (const auto& source : sources) {
        auto some = source(from, to, language);
        std::ranges::move(some.fresh, std::back_inserter(all.fresh));
        std::ranges::move(some.coming, std::back_inserter(all.coming));
    }
    return all;
}

mail::Content letter(Services& services, web::Language language, LetterNews news,
                     base::Instant now) {
    const auto& words = services.translations;
    mail::Sheet sheet{.subject = week_of(services, language, now)};
    if (news.fresh.size() == 1) {  // what is in it, before it is opened
        sheet.subject = words.tr(
            language, "{name} : {title}",
            {{"name", services.federation.profile().title}, {"title", news.fresh.front().title}});
    }
    sheet.parts.push_back({words.tr(language, "Cette semaine"), std::move(news.fresh)});
    if (!news.coming.empty()) {
        sheet.parts.push_back({words.tr(language, "À l’agenda"), std::move(news.coming)});
    }
    sheet.after = {words.tr(language,
                            "Vous recevez cette lettre parce que vous l’avez demandée, ou "
                            "parce que l’association vous a invitée ou invité. Une par semaine "
                            "au plus, aucune quand il n’y a rien de nouveau.")};
    sheet.unsubscribe = words.tr(language, "Ne plus recevoir cette lettre");
    return mail::write(paper_of(services), language, sheet);
}

base::Instant told_until(Services& services, base::Instant now) {
    auto reader = services.database.read();
    const auto stored = mail::MailStore(*reader).setting(kUntil);
    const auto millis = stored ? whole_number(*stored) : std::nullopt;
    return millis ? std::max<base::Instant>(base::from_millis(*millis), now - kLongest)
                  : now - kFirst;
}

Result<void> plan(Services& services) {
    return services.database.write([&](storage::Connection& connection) -> Result<void> {
        storage::enqueue_unless_waiting(connection, kJob, next_monday(services.clock.now()));
        return {};
    });
}

}  // namespace

base::Instant next_monday(base::Instant now) {
    const auto today = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::weekday day(today);
    const base::Instant monday = today + (std::chrono::Monday - day) + 6h;
    return monday > now ? monday : monday + 24h * 7;
}

Result<std::size_t> send_weekly(Services& services, const LetterSources& sources) {
    if (!services.mail.is_set()) return std::size_t{0};
    const auto now = services.clock.now();
    const auto from = told_until(services, now);
    std::map<web::Language, mail::Content> contents;
    std::vector<std::string> told;  // addresses of what is in it
    for (const auto language : web::kLanguages) {
        auto news = news_of(sources, from, now, language);
        if (news.fresh.empty()) return std::size_t{0};
        told.clear();
        for (const auto& piece : news.fresh) told.push_back(piece.url);
        contents[language] = letter(services, language, std::move(news), now);
    }
    auto sent =
        services.database.write_value([&](storage::Connection& connection) -> Result<std::size_t> {
            std::map<web::Language, std::vector<mail::Letter>> letters;
            for (const auto& one : SubscriberStore(connection).confirmed()) {
                const auto language =
                    one.language == "en" ? web::Language::English : web::Language::French;
                letters[language].push_back({.kind = "lettre",
                                             .to = one.email,
                                             .unsubscribe = stop_address(services, one.id)});
            }
            std::size_t count = 0;
            for (const auto& [language, all] : letters) {
                if (auto put = services.mail.put(connection, contents[language], all); !put) {
                    return std::unexpected(put.error());
                }
                count += all.size();
            }
            if (count > 0) {  // whoever comes first will want to know what there was
                mail::MailStore store(connection);
                store.set_setting(kUntil, std::to_string(base::to_millis(now)));
                for (const auto& url : told) store.put_in_letter(url, now);
            }
            return count;
        });
    if (sent) services.mail.wake();
    return sent;
}

Result<void> plan_weekly_now(Services& services) {
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        storage::enqueue_by(connection, kJob, services.clock.now());
        return {};
    });
    if (written) services.jobs.wake();
    return written;
}

void add_weekly_job(Services& services, LetterSources sources) {
    services.jobs.on(
        kJob, [&services, sources = std::move(sources)](const std::string&) -> Result<void> {
            if (auto sent = send_weekly(services, sources); !sent) {
                return std::unexpected(sent.error());
            }
            auto forgotten = services.database.write([&](storage::Connection& connection)
                                                         -> Result<void> {
                SubscriberStore(connection).forget_unconfirmed(services.clock.now() - kUnconfirmed);
                return {};
            });
            if (!forgotten) return forgotten;
            return plan(services);
        });
    if (auto planned = plan(services); !planned) {
        base::log::warning("no letter is planned", {{"why", planned.error().detail}});
    }
}

}  // namespace essaim::letters
