#include "node/federation/reports.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "activitypub/build.h"
#include "activitypub/iri.h"
#include "node/base/random.h"
#include "node/base/text.h"
#include "node/federation/domain_policy.h"
#include "node/federation/moderation_store.h"
#include "node/federation/outbox.h"
#include "node/federation/remote_actors.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kContactBytes = 300;
constexpr std::size_t kOutcomeBytes = 2000;

}  // namespace

std::string short_reason(const std::string& text, std::size_t characters) {
    const auto clean = base::strip_control(std::string(base::trim(text)));
    std::size_t letters = 0;
    for (std::size_t at = 0; at < clean.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(clean[at]) & 0xC0U) != 0x80U;
        if (begins && ++letters > characters) return clean.substr(0, at);
    }
    return clean;
}

Result<std::int64_t> Reports::file(const FormReport& form) {
    const auto now = clock_.now();
    Report report;
    report.activity = "form:" + base::new_ulid(now);
    report.origin = form.by_us ? ReportOrigin::Us : ReportOrigin::Visitor;
    report.about = form.about;
    report.author = form.author;
    report.objects = {form.about};
    report.reason = short_reason(form.reason, kReasonCharacters);
    report.contact = base::truncate_utf8(base::strip_control(form.contact), kContactBytes);
    report.at = now;
    return database_.write_value([&](storage::Connection& connection) -> Result<std::int64_t> {
        ReportStore store(connection);
        if (store.count_open() >= kOpenInAll) {
            return refuse(Fault::Unavailable,
                          "Trop de signalements attendent déjà. Écrivez à l’association.");
        }
        return store.add(report);
    });
}

std::vector<ReportGroup> Reports::open(std::size_t limit) const {
    auto reader = database_.read();
    std::vector<ReportGroup> groups;
    for (auto& report : ReportStore(*reader).open(limit)) {
        auto group = std::ranges::find(groups, report.about, &ReportGroup::about);
        if (group == groups.end()) {
            groups.push_back({report.about, report.author, {}});
            group = std::prev(groups.end());
        }
        group->reports.push_back(std::move(report));
    }
    return groups;
}

std::vector<Report> Reports::closed(std::size_t limit) const {
    auto reader = database_.read();
    return ReportStore(*reader).closed(limit);
}

std::int64_t Reports::count_open() const {
    auto reader = database_.read();
    return ReportStore(*reader).count_open();
}

Result<void> Reports::close(const std::string& about, const std::string& outcome,
                            const std::string& who) {
    const auto decision = base::truncate_utf8(base::strip_control(outcome), kOutcomeBytes);
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        if (ReportStore(connection).close(about, decision, clock_.now()) == 0) {
            return refuse(Fault::NotFound, "Aucun signalement n’attend à ce sujet.");
        }
        ModerationStore(connection)
            .journal({clock_.now(), who, "report.close", about + " : " + decision});
        return {};
    });
}

Result<void> Reports::reopen(const std::string& about, const std::string& who) {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        if (ReportStore(connection).reopen(about) == 0) {
            return refuse(Fault::NotFound, "Aucun signalement clos à ce sujet.");
        }
        ModerationStore(connection).journal({clock_.now(), who, "report.reopen", about});
        return {};
    });
}

Result<void> Reports::forward(std::int64_t id, const std::string& who) {
    std::optional<Report> report;
    {
        auto reader = database_.read();
        report = ReportStore(*reader).find(id);
    }
    if (!report || report->origin == ReportOrigin::Server || report->forwarded ||
        actors_.owns(report->author)) {
        return refuse(Fault::Unprocessable, "Ce signalement ne peut pas être transmis.");
    }
    if (policy_.blocks(activitypub::host_of(report->author))) {
        return refuse(Fault::Unprocessable, "Ce serveur est bloqué : rien ne part vers lui.");
    }
    if (!remote_.is_known(report->author) && !remote_.fetch_actor(report->author)) {
        return refuse(Fault::Unavailable,
                      "Le serveur d’origine ne répond pas. Réessayez plus tard.");
    }
    // Mastodon wants the actor first, then the posts; no word of who reported.
    auto objects = nlohmann::json::array({report->author});
    for (const auto& one : report->objects) {
        if (one != report->author) objects.push_back(one);
    }
    auto sent = database_.write([&](storage::Connection& connection) -> Result<void> {
        const auto now = clock_.now();
        auto flag =
            activitypub::make_activity(outbox_.new_activity_id(now), "Flag", actors_.node().id,
                                       std::move(objects), {report->author}, {}, now);
        flag["content"] = report->reason;
        ReportStore(connection).mark_forwarded(id, now);
        ModerationStore(connection)
            .journal({now, who, "report.forward",
                      report->about + " : " + activitypub::host_of(report->author)});
        return outbox_.send_to(connection, flag, report->author, now);
    });
    if (sent) outbox_.wake();
    return sent;
}

}  // namespace essaim::federation
