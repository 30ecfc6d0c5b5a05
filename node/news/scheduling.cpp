#include "node/news/scheduling.h"

#include "node/news/own_meeting.h"
#include "node/news/post_store.h"
#include "node/news/publishing.h"
#include "node/storage/connection.h"
#include "node/storage/job_queue.h"

namespace essaim::news {

namespace {

constexpr const char* kJob = "publish_later";
constexpr auto kFarthest = std::chrono::hours(24 * 366);

Result<void> publish(Services& services, const std::string& id) {
    std::optional<Post> post;
    std::optional<base::Instant> at;
    {
        auto reader = services.database.read();
        post = PostStore(*reader).by_id(id);
        at = scheduled_for(*reader, id);
    }
    if (!post || !at || *at > services.clock.now()) return {};  // its own job comes then
    if (post->state == PostState::Draft) {
        const auto published = Publishing(services).edit(id, draft_of(*post), PostState::Published);
        if (!published && published.error().fault != Fault::Unprocessable &&
            published.error().fault != Fault::NotFound)
            return std::unexpected(published.error());
        services.accounts.journal(post->written_by, published ? "post.new" : "post.refused", id);
    }
    return services.database.write([&](storage::Connection& connection) -> Result<void> {
        unschedule(connection, id);
        return {};
    });
}

}  // namespace

std::optional<base::Instant> instant_of(const Hour& hour, base::Instant now) {
    const auto meeting = meeting_in(
        {.day = hour.day, .time = hour.time, .end_day = {}, .end_time = {}, .place = "-"}, now);
    if (!meeting || meeting->start <= now || meeting->start > now + kFarthest) return std::nullopt;
    return meeting->start;
}

Hour hour_of(base::Instant instant) {
    const auto form =
        form_of({.start = instant, .end = {}, .place = {}, .time_zone = "Europe/Paris"});
    return {form.day, form.time};
}

Result<void> schedule(Services& services, const std::string& post, base::Instant at) {
    TRY(services.database.write([&](storage::Connection& connection) -> Result<void> {
        connection
            .query(
                "INSERT INTO schedule (post, at) VALUES (?, ?) "
                "ON CONFLICT (post) DO UPDATE SET at = excluded.at")
            .arg(post)
            .arg(base::to_millis(at))
            .run();
        storage::enqueue(connection, kJob, post, at);
        return {};
    }));
    services.jobs.wake();
    return {};
}

void unschedule(storage::Connection& connection, const std::string& post) {
    connection.query("DELETE FROM schedule WHERE post = ?").arg(post).run();
}

std::optional<base::Instant> scheduled_for(storage::Connection& connection,
                                           const std::string& post) {
    auto row = connection.query("SELECT at FROM schedule WHERE post = ?").arg(post);
    if (!row.step()) return std::nullopt;
    return base::from_millis(row.number(0));
}

void add_schedule_job(Services& services) {
    services.jobs.on(kJob,
                     [&services](const std::string& post) { return publish(services, post); });
}

}  // namespace essaim::news
