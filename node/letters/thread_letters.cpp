#include "node/letters/thread_letters.h"

#include <map>
#include <nlohmann/json.hpp>

#include "activitypub/json_access.h"
#include "node/accounts/links.h"
#include "node/base/random.h"
#include "node/federation/notice_store.h"
#include "node/federation/threads.h"
#include "node/mail/thread_follow_store.h"
#include "node/storage/connection.h"
#include "node/web/sanitise.h"

namespace essaim::letters {

namespace {

using mail::ThreadFollowStore;

constexpr const char* kJob = "thread_letters";
constexpr std::size_t kAtOnce = 50;         // replies
constexpr std::size_t kTitle = 100;         // characters
constexpr std::size_t kMostBytes = 20'000;  // of one reply

nlohmann::json document_of(storage::Connection& connection, const std::string& object) {
    return nlohmann::json::parse(federation::NoticeStore(connection).document(object), nullptr,
                                 false);
}

// A reply as anybody may read it; none when they may not, or it is gone.
std::optional<mail::Piece> piece_of(Services& services, storage::Connection& connection,
                                    const std::string& object, web::Language language) {
    const auto document = document_of(connection, object);
    if (!document.is_object()) return std::nullopt;
    const auto author = activitypub::text_or_id(document, "attributedTo");
    if (!sight_of(services).sees({.id = object, .author = author})) return std::nullopt;
    const auto face = face_of(services, author);
    const auto url = activitypub::text_or_id(document, "url");
    mail::Piece piece{.title = face.name, .note = face.handle, .url = url.empty() ? object : url};
    const auto warning = activitypub::text(document, "summary");
    const auto content = activitypub::text(document, "content").substr(0, kMostBytes);
    if (warning.empty()) {
        piece.html = web::safe_html(content);
        piece.text = web::text_of_html(content);
    } else {  // nothing unfolds in a letter
        piece.text = services.translations.tr(
            language, "Avertissement : {warning}. Le texte est sur le site.",
            {{"warning", warning}});
        piece.html = web::SafeHtml::text(piece.text);
    }
    return piece;
}

std::string stop_thread(Services& services, const std::string& follow) {
    return services.config.url("/lettre/arreter/" + services.mail.sign("t-" + follow));
}

mail::Content letter(Services& services, web::Language language, const Beginning& first,
                     std::vector<mail::Piece> replies) {
    const auto& words = services.translations;
    return mail::write(
        paper_of(services), language,
        {.subject = words.tr(language, "Réponse sous « {title} »", {{"title", first.title}}),
         .action = words.tr(language, "Lire tout le fil"),
         .url = services.config.url(first.path),
         .after = {words.tr(language, "Vous suivez ce fil par courriel.")},
         .parts = {{"", std::move(replies)}},
         .unsubscribe = words.tr(language, "Ne plus suivre ce fil")});
}

Result<void> tell(Services& services, storage::Connection& connection, const std::string& thread,
                  const std::vector<std::string>& objects) {
    std::map<web::Language, std::vector<mail::Letter>> letters;
    for (const auto& reader : ThreadFollowStore(connection).readers(thread)) {
        const auto language =
            reader.language == "en" ? web::Language::English : web::Language::French;
        letters[language].push_back(
            {.kind = "fil", .to = reader.email, .unsubscribe = stop_thread(services, reader.id)});
    }
    const auto first = beginning_of(services, connection, thread);
    for (const auto& [language, all] : letters) {
        std::vector<mail::Piece> replies;
        for (const auto& object : objects) {
            if (auto piece = piece_of(services, connection, object, language)) {
                replies.push_back(std::move(*piece));
            }
        }
        if (replies.empty()) continue;
        auto put = services.mail.put(connection,
                                     letter(services, language, first, std::move(replies)), all);
        if (!put) return put;
    }
    return {};
}

web::Response follow(const Desk& desk, const web::Request& request) {
    auto& services = desk.services;
    const auto visitor = services.accounts.require(request, accounts::Role::Reader);
    if (!visitor) return visitor.error();
    const auto& account = visitor->account->id;
    if (!services.mail.is_set()) return show_problem(services, request, 404);
    const auto thread = request.form_value("fil").value_or("");
    const bool wanted = request.form_value("action") == "suivre";
    if (wanted && !services.accounts.links().is_verified(account)) {
        return web::Response::see_other("/moi/courriel");
    }
    std::string page;
    const auto now = services.clock.now();
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        ThreadFollowStore store(connection);
        if (!wanted) {
            store.remove(account, thread);
            return {};
        }
        const auto& base = services.federation.actors().base();
        if (!federation::Threads(connection, base).is_thread(thread)) {
            return refuse(Fault::NotFound, "no thread of ours");
        }
        if (!store.has_room(account)) return refuse(Fault::TooMany, "too many threads");
        store.add({base::new_ulid(now), account, thread}, now);
        page = beginning_of(services, connection, thread).path;
        return {};
    });
    if (!written) {
        return show_problem(services, request,
                            written.error().fault == Fault::NotFound ? 404 : 503);
    }
    return done(services, wanted ? page : "/moi/courriel",
                wanted ? "fil-suivi" : "courriel-choisi");
}

}  // namespace

Beginning beginning_of(Services& services, storage::Connection& connection,
                       const std::string& thread) {
    const auto& base = services.federation.actors().base();
    const auto object = federation::Threads::beginning_of(base, thread);
    const auto document = document_of(connection, object);
    if (!document.is_object()) return {object, "/actualites"};
    auto title = activitypub::text(document, "name");
    if (title.empty()) title = web::text_of_html(activitypub::text(document, "content"));
    const auto url = activitypub::text_or_id(document, "url");
    return {web::shorten(title, kTitle),
            url.starts_with(base + "/") ? url.substr(base.size()) : "/actualites"};
}

Result<void> send_thread_letters(Services& services) {
    auto written = services.database.write([&](storage::Connection& connection) -> Result<void> {
        ThreadFollowStore store(connection);
        std::map<std::string, std::vector<std::string>> by_thread;
        const auto news = store.news(kAtOnce);
        for (const auto& one : news) by_thread[one.thread].push_back(one.object);
        for (const auto& [thread, objects] : by_thread) {
            if (!services.mail.is_set()) break;
            if (auto told = tell(services, connection, thread, objects); !told) return told;
        }
        for (const auto& one : news) store.told(one.object);
        if (news.size() == kAtOnce) {
            storage::enqueue_unless_waiting(connection, kJob, services.clock.now());
        }
        return {};
    });
    if (written) services.mail.wake();
    return written;
}

void add_thread_letters(const std::shared_ptr<Desk>& desk, web::Router& router) {
    auto& services = desk->services;
    services.jobs.on(kJob,
                     [&services](const std::string&) { return send_thread_letters(services); });
    router.post("/moi/fils", [desk](const web::Request& r) { return follow(*desk, r); });
}

}  // namespace essaim::letters
