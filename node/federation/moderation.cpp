#include "node/federation/moderation.h"

#include <nlohmann/json.hpp>

#include "activitypub/iri.h"
#include "node/base/text.h"
#include "node/federation/domain_name.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kReasonBytes = 2000;
constexpr std::size_t kMostHidden = 10'000;  // all of them are in memory
constexpr std::size_t kMostRules = 100'000;

std::string with_reason(const std::string& what, const std::string& reason) {
    return reason.empty() ? what : what + " : " + reason;
}

}  // namespace

Result<void> Moderation::check(const DomainRule& rule) const {
    const auto rules = policy_.rules();
    if (covers(rule.domain, without_port(rules.own_host())) && rule.level != PolicyLevel::Allow) {
        return refuse(Fault::Unprocessable,
                      "C’est notre propre serveur, ou un domaine qui le contient.");
    }
    if (rule.level != PolicyLevel::Allow && base::trim(rule.reason).empty()) {
        return refuse(Fault::Unprocessable, "Donnez une raison : elle est publique.");
    }
    if (rule.reason.size() > kReasonBytes || !base::is_valid_utf8(rule.reason)) {
        return refuse(Fault::Unprocessable, "Cette raison est trop longue : 1 000 signes au plus.");
    }
    return {};
}

// The table and what hangs on it in one commit; then what is in memory.
Result<void> Moderation::change(const Change& what) {
    const std::lock_guard lock(mutex_);
    auto rules = policy_.rules();
    auto written = database_.write([&](storage::Connection& connection) -> Result<void> {
        TRY(what(connection, rules));
        settle_relations(connection, rules);
        return {};
    });
    if (!written) return written;
    policy_.reload();
    return settle_outbox();
}

void Moderation::settle_relations(storage::Connection& connection, const DomainRules& rules) const {
    ModerationStore store(connection);
    const auto blocked = [&](const std::string& actor) {
        return rules.blocks(activitypub::host_of(actor));
    };
    for (const auto& actors : {store.followers(), store.following()}) {
        for (const auto& actor : actors) {
            if (blocked(actor)) store.sever(actor, clock_.now());
        }
    }
    for (const auto& actor : store.severed()) {
        if (!blocked(actor)) store.mend(actor);
    }
    for (const auto& host : store.delivery_hosts()) {
        if (rules.blocks(host)) store.drop_deliveries(host);
    }
}

// A count must not betray what is kept back (B10): the rows of the outbox
// carry the mark that its collection and NodeInfo count by.
Result<void> Moderation::settle_outbox() const {
    return database_.write([&](storage::Connection& connection) -> Result<void> {
        ModerationStore store(connection);
        for (const auto& row : store.outbox()) {
            const auto document = nlohmann::json::parse(row.json, nullptr, false);
            const bool shown = visibility_.can_see_document(Viewer::Anyone, document);
            if (shown == row.kept_back) store.keep_back(row.activity, !shown);
        }
        return {};
    });
}

Result<void> Moderation::settle() {
    return change([](storage::Connection&, DomainRules&) -> Result<void> { return {}; });
}

Result<void> Moderation::set(DomainRule rule, const std::string& who) {
    rule.domain = TRY(domain_in(rule.domain));
    return set_all({std::move(rule)}, who);
}

Result<void> Moderation::set_all(std::vector<DomainRule> rules, const std::string& who) {
    for (auto& rule : rules) {
        TRY(check(rule));
        rule.reason = std::string(base::trim(rule.reason));
        rule.since = clock_.now();
    }
    return change([&](storage::Connection& connection, DomainRules& all) -> Result<void> {
        ModerationStore store(connection);
        for (const auto& rule : rules) {
            DomainPolicy::save(connection, rule);
            all.put(rule.domain, rule.level);
            store.journal({clock_.now(), who, "server." + std::string(level_name(rule.level)),
                           with_reason(rule.domain, rule.reason)});
        }
        if (all.size() > kMostRules) {
            return refuse(Fault::Unprocessable, "Il y a déjà trop de serveurs dans la liste.");
        }
        return {};
    });
}

Result<void> Moderation::clear(const std::string& domain, const std::string& who) {
    const auto name = TRY(domain_in(domain));
    return change([&](storage::Connection& connection, DomainRules& all) -> Result<void> {
        const auto level = all.of(name);
        if (level == PolicyLevel::None) {
            return refuse(Fault::NotFound, "Ce serveur n’est pas dans la liste.");
        }
        DomainPolicy::erase(connection, name);
        all.put(name, PolicyLevel::None);
        ModerationStore(connection)
            .journal({clock_.now(), who, "server.clear",
                      name + " (" + std::string(level_name(level)) + ")"});
        return {};
    });
}

Result<void> Moderation::set_listed_only(bool on, const std::string& who) {
    return change([&](storage::Connection& connection, DomainRules& all) -> Result<void> {
        DomainPolicy::save_listed_only(connection, on);
        all.set_listed_only(on);
        ModerationStore(connection)
            .journal({clock_.now(), who, on ? "servers.listed-only" : "servers.open", ""});
        return {};
    });
}

Cut Moderation::cut_by(const DomainRules& rules) const {
    auto reader = database_.read();
    ModerationStore store(*reader);
    Cut cut{store.followers(), store.following()};
    const auto stays = [&](const std::string& actor) {
        return !rules.blocks(activitypub::host_of(actor));
    };
    std::erase_if(cut.followers, stays);
    std::erase_if(cut.following, stays);
    return cut;
}

Result<void> Moderation::hide(const std::string& iri, const std::string& reason,
                              const std::string& who) {
    if (!activitypub::is_iri(iri)) return refuse(Fault::Unprocessable, "Ce n’est pas une adresse.");
    if (iri == actors_.association().id || iri == actors_.node().id) {
        return refuse(Fault::Unprocessable, "Le nœud ne se masque pas lui-même.");
    }
    const std::lock_guard lock(mutex_);
    TRY(database_.write([&](storage::Connection& connection) -> Result<void> {
        ModerationStore store(connection);
        if (store.hidden().size() >= kMostHidden) {
            return refuse(Fault::Unprocessable, "Il y a déjà trop de contenus masqués.");
        }
        const auto why = base::truncate_utf8(base::strip_control(reason), kReasonBytes);
        store.hide({iri, why, clock_.now()});
        store.journal({clock_.now(), who, "hide", with_reason(iri, why)});
        return {};
    }));
    visibility_.reload();
    return settle_outbox();
}

Result<void> Moderation::show(const std::string& iri, const std::string& who) {
    const std::lock_guard lock(mutex_);
    TRY(database_.write([&](storage::Connection& connection) -> Result<void> {
        ModerationStore store(connection);
        if (!store.show(iri)) return refuse(Fault::NotFound, "Ce contenu n’est pas masqué.");
        store.journal({clock_.now(), who, "show", iri});
        return {};
    }));
    visibility_.reload();
    return settle_outbox();
}

std::vector<HiddenThing> Moderation::hidden() const {
    auto reader = database_.read();
    return ModerationStore(*reader).hidden();
}

std::vector<JournalLine> Moderation::journal(std::size_t limit) const {
    auto reader = database_.read();
    return ModerationStore(*reader).journal(limit);
}

}  // namespace essaim::federation
