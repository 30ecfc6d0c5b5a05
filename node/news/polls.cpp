#include "node/news/polls.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "activitypub/build.h"
#include "activitypub/json_access.h"
#include "node/base/random.h"
#include "node/news/post_store.h"
#include "node/storage/connection.h"

namespace essaim::news {

namespace {

using nlohmann::json;

// Of somebody else, in sight, with a poll.
std::optional<Post> question_at(storage::Connection& connection, const std::string& id,
                                const federation::Sight& sight) {
    auto post = PostStore(connection).by_id(id);
    if (!post || post->local || !sight.sees({.id = post->id, .author = post->author}))
        return std::nullopt;
    return post;
}

Result<void> recount(storage::Connection& connection, const federation::Incoming& incoming) {
    const auto object = TRY(activitypub::parse_object(*incoming.object));
    const auto known = PostStore(connection).by_id(object.id);
    if (!known || known->local || known->author != object.attributed_to) return {};
    auto details = details_from(known->details);
    const auto told = details_of(object, incoming.now);
    if (!details.poll || !told.poll || !take_numbers(*details.poll, *told.poll)) return {};
    PollStore(connection).set_details(known->id, to_json(details));
    return {};
}

json vote_of(const std::string& us, const Post& question, const std::string& answer,
             base::Instant now) {
    // A fragment: nobody has to be able to fetch it, and it is told to one alone.
    return {{"id", us + "#votes/" + base::new_ulid(now)},
            {"type", "Note"},
            {"name", answer},
            {"attributedTo", us},
            {"inReplyTo", question.id},
            {"to", json::array({question.author})},
            {"cc", json::array()},
            {"published", activitypub::format_date_time(now)}};
}

}  // namespace

std::vector<std::string> PollStore::answers_of(const std::string& question,
                                               const std::string& actor) {
    std::vector<std::string> answers;
    auto query = connection_.query("SELECT option FROM poll_vote WHERE question = ? AND actor = ?")
                     .arg(question)
                     .arg(actor);
    while (query.step()) answers.push_back(query.text(0));
    return answers;
}

void PollStore::add(const std::string& question, const std::string& actor,
                    const std::string& answer, base::Instant at) {
    connection_
        .query("INSERT OR IGNORE INTO poll_vote (question, actor, option, at) VALUES (?,?,?,?)")
        .arg(question)
        .arg(actor)
        .arg(answer)
        .arg(base::to_millis(at))
        .run();
}

void PollStore::set_details(const std::string& post, const std::string& details) {
    connection_.query("UPDATE post SET details = ? WHERE id = ?").arg(details).arg(post).run();
}

bool take_numbers(Poll& held, const Poll& told) {
    const bool same =
        held.several == told.several &&
        std::ranges::equal(held.answers, told.answers, {}, &PollAnswer::name, &PollAnswer::name);
    if (!same) return false;
    for (std::size_t i = 0; i < held.answers.size(); ++i)
        held.answers[i].votes = std::max(held.answers[i].votes, told.answers[i].votes);
    held.voters = std::max(held.voters, told.voters);
    held.closed = held.closed || told.closed;
    return true;
}

Result<void> Polls::answer(const std::string& question, const std::vector<std::size_t>& choices,
                           const federation::Sight& sight) {
    const auto& us = services_.federation.actors().association().id;
    std::string author;
    {
        auto reader = services_.database.read();
        const auto post = question_at(*reader, question, sight);
        if (!post) return refuse(Fault::NotFound, "Ce texte n’est pas connu ici.");
        author = post->author;
    }
    TRY(services_.federation.reachable(author));
    auto& outbox = services_.federation.outbox();
    auto written = services_.database.write([&](storage::Connection& connection) -> Result<void> {
        const auto now = services_.clock.now();
        const auto post = question_at(connection, question, sight);
        const auto details = post ? details_from(post->details) : PostDetails{};
        if (!details.poll) return refuse(Fault::NotFound, "Ce texte n’est pas connu ici.");
        const auto& poll = *details.poll;
        PollStore store(connection);
        if (!poll.is_open(now)) return refuse(Fault::Conflict, "Cette consultation est terminée.");
        if (!store.answers_of(question, us).empty())
            return refuse(Fault::Conflict, "L’association a déjà répondu.");
        const std::set<std::size_t> chosen(choices.begin(), choices.end());
        if (chosen.empty() || *chosen.rbegin() >= poll.answers.size() ||
            (!poll.several && chosen.size() > 1))
            return refuse(Fault::Unprocessable, "Choisissez une réponse.");
        for (const auto choice : chosen) {
            const auto& name = poll.answers[choice].name;
            store.add(question, us, name, now);
            const auto vote = vote_of(us, *post, name, now);
            TRY(outbox.send_to(connection,
                               activitypub::make_activity(outbox.new_activity_id(now), "Create", us,
                                                          vote, {author}, {}, now),
                               author, now));
        }
        return {};
    });
    if (written) outbox.wake();
    return written;
}

void register_polls(federation::InboxRegistry& registry) {
    registry.on("Recount", "Question", recount);
}

}  // namespace essaim::news
