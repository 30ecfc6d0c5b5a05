#include "node/federation/follow_lists.h"

#include <set>

#include "activitypub/discovery/webfinger.h"
#include "node/base/text.h"
#include "node/web/csv.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kMostLines = 500;

FollowLine what_of(const activitypub::Handle& handle, const std::set<std::string>& known,
                   const DomainRules& rules) {
    if (handle.host == rules.own_host()) return FollowLine::Ourselves;
    if (rules.blocks(handle.host)) return FollowLine::Blocked;
    const auto text = base::ascii_lower(handle.user + "@" + handle.host);
    return known.contains(text) ? FollowLine::Already : FollowLine::New;
}

}  // namespace

Result<std::vector<PlannedFollow>> plan_follows(std::string_view csv,
                                                const std::vector<Followed>& following,
                                                const DomainRules& rules) {
    const auto rows = web::read_csv(csv);
    if (!rows) return refuse(Fault::Unprocessable, "Ce n’est pas un fichier CSV lisible.");
    if (rows->size() > kMostLines) {
        return refuse(Fault::Unprocessable, "Cette liste est trop longue : 500 lignes au plus.");
    }
    std::set<std::string> known;
    for (const auto& one : following) {
        if (one.state != "rejected") known.insert(base::ascii_lower(one.handle));
    }
    std::vector<PlannedFollow> plan;
    for (const auto& row : *rows) {
        PlannedFollow one;
        one.line = row.line;
        one.typed = std::string(base::trim(row.fields.front()));
        if (base::ascii_lower(one.typed) == "account address") continue;  // the header
        if (const auto handle = activitypub::parse_handle(one.typed)) {
            one.handle = handle->user + "@" + handle->host;
            one.what = what_of(*handle, known, rules);
            known.insert(base::ascii_lower(one.handle));
        }
        plan.push_back(std::move(one));
    }
    return plan;
}

}  // namespace essaim::federation
