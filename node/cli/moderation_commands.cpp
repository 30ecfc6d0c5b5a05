#include "node/cli/moderation_commands.h"

#include <nlohmann/json.hpp>

#include "node/federation/domain_lists.h"
#include "node/federation/domain_name.h"
#include "node/federation/moderation.h"

namespace essaim::cli {

namespace {

using federation::DomainRule;
using federation::PolicyLevel;
using federation::Skipped;
using nlohmann::json;

constexpr const char* kWho = "cli";

std::string argument(const json& request, const char* name) {
    const auto found = request.find(name);
    return found != request.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json refused(const Error& error) { return {{"error", error.detail}}; }

json told(const Result<void>& done, json answer) {
    return done ? std::move(answer) : refused(done.error());
}

json shown(const DomainRule& rule) {
    return {{"host", rule.domain},
            {"state", std::string(federation::level_name(rule.level))},
            {"reason", rule.reason},
            {"obfuscate", rule.obfuscate},
            {"since", base::to_millis(rule.since)}};
}

json shown(const std::vector<DomainRule>& rules) {
    json rows = json::array();
    for (const auto& rule : rules) rows.push_back(shown(rule));
    return rows;
}

json names(const std::vector<std::string>& actors) {
    json rows = json::array();
    for (const auto& actor : actors) rows.push_back({{"actor", actor}});
    return rows;
}

// Nobody is lost without a word: only with --yes.
bool loses_someone(App& app, const json& request, const federation::DomainRules& then) {
    return !request.value("yes", false) &&
           !app.services().federation.moderation().cut_by(then).empty();
}

json would_lose() {
    constexpr auto kWhy = web::tr_later(
        "Des abonnés ou des voisins seraient perdus (essaim follow list). Ajoutez --yes pour le "
        "faire quand même.");
    return {{"error", std::string(kWhy)}};
}

json rule(App& app, const json& request) {
    const DomainRule wanted{.domain = argument(request, "domain"),
                            .level = federation::level_named(argument(request, "level")),
                            .reason = argument(request, "reason"),
                            .obfuscate = request.value("obfuscate", false)};
    auto& moderation = app.services().federation.moderation();
    auto then = app.services().federation.domain_policy().rules();
    then.put(federation::domain_in(wanted.domain).value_or(""), wanted.level);
    if (loses_someone(app, request, then)) return would_lose();
    return told(moderation.set(wanted, kWho),
                {{"host", wanted.domain}, {"level", argument(request, "level")}});
}

json clear(App& app, const json& request) {
    const auto domain = argument(request, "domain");
    return told(app.services().federation.moderation().clear(domain, kWho), {{"cleared", domain}});
}

json list(App& app, const json&) {
    const auto& policy = app.services().federation.domain_policy();
    json hidden = json::array();
    for (const auto& thing : app.services().federation.moderation().hidden()) {
        hidden.push_back(
            {{"actor", thing.id}, {"reason", thing.reason}, {"since", base::to_millis(thing.at)}});
    }
    return {{"listed_only", policy.listed_only()},
            {"servers", shown(policy.list())},
            {"hidden", std::move(hidden)}};
}

json listed_only(App& app, const json& request) {
    const bool on = request.value("on", false);
    auto then = app.services().federation.domain_policy().rules();
    then.set_listed_only(on);
    if (loses_someone(app, request, then)) return would_lose();
    return told(app.services().federation.moderation().set_listed_only(on, kWho),
                {{"listed_only", on}});
}

const char* skipped_name(Skipped why) {
    switch (why) {
        case Skipped::NotADomain:
            return "not a domain";
        case Skipped::Ourselves:
            return "ourselves";
        case Skipped::Nothing:
            return "nothing to do";
        case Skipped::Already:
            return "already so";
        case Skipped::KeptOurs:
            break;
    }
    return "kept ours";
}

json import_list(App& app, const json& request) {
    const auto level = federation::level_named(argument(request, "level"));
    const auto rows = federation::read_domain_list(argument(request, "csv"), level);
    if (!rows) return refused(rows.error());
    auto& moderation = app.services().federation.moderation();
    const auto current = app.services().federation.domain_policy().rules();
    auto plan = federation::plan_import(*rows, current, moderation, argument(request, "source"));
    json skipped = json::array();
    for (const auto& one : plan.skipped) {
        skipped.push_back(
            {{"host", one.row.typed}, {"error", skipped_name(one.why)}, {"line", one.row.line}});
    }
    json answer = {{"rules", shown(plan.rules)},
                   {"would_lose_someone", shown(plan.linked)},
                   {"lost_followers", names(plan.cut.followers)},
                   {"lost_following", names(plan.cut.following)},
                   {"skipped", std::move(skipped)},
                   {"applied", false}};
    if (plan.names_us()) answer["alert"] = "the list names our own server: that line is ignored";
    if (!request.value("yes", false)) return answer;
    auto rules = std::move(plan.rules);
    if (request.value("linked", false))
        rules.insert(rules.end(), plan.linked.begin(), plan.linked.end());
    if (auto set = moderation.set_all(std::move(rules), kWho); !set) return refused(set.error());
    answer["applied"] = true;
    return answer;
}

json export_list(App& app, const json&) {
    return {
        {"csv", federation::write_domain_list(app.services().federation.domain_policy().list())}};
}

json hide(App& app, const json& request) {
    const auto iri = argument(request, "iri");
    return told(app.services().federation.moderation().hide(iri, argument(request, "reason"), kWho),
                {{"hidden", iri}});
}

json show(App& app, const json& request) {
    const auto iri = argument(request, "iri");
    return told(app.services().federation.moderation().show(iri, kWho), {{"shown", iri}});
}

json queue_change(App& app, const json& request, bool drop) {
    const auto host = argument(request, "host");
    const auto changed =
        drop ? app.services().federation.abandon(host) : app.services().federation.retry(host);
    if (!changed) return refused(changed.error());
    app.services().accounts.journal(kWho, drop ? "queue.drop" : "queue.retry", host);
    return {{"host", host}, {drop ? "dropped" : "retried", *changed}};
}

}  // namespace

std::map<std::string, std::function<json(App&, const json&)>> moderation_commands() {
    return {{"moderate.rule", rule},
            {"moderate.clear", clear},
            {"moderate.list", list},
            {"moderate.listed-only", listed_only},
            {"moderate.import", import_list},
            {"moderate.export", export_list},
            {"moderate.hide", hide},
            {"moderate.show", show},
            {"queue.retry",
             [](App& app, const json& request) { return queue_change(app, request, false); }},
            {"queue.drop",
             [](App& app, const json& request) { return queue_change(app, request, true); }}};
}

}  // namespace essaim::cli
