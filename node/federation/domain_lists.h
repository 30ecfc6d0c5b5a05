// Lists of servers as Mastodon exports and imports them (CSV: #domain,
// #severity, #reject_media, #reject_reports, #public_comment, #obfuscate; or one
// domain a line). A list of others is only a proposal: plan() says what it would
// change and whom we would lose, and never weakens what was decided here
// (security.md M7). Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/error.h"
#include "node/federation/domain_policy.h"
#include "node/federation/moderation.h"

namespace essaim::federation {

struct ListedDomain {
    std::size_t line = 0;
    std::string typed;                      // as the file has it
    std::string domain;                     // "" if it is none
    PolicyLevel level = PolicyLevel::None;  // None: the file asks for nothing ("noop")
    std::string comment;
    bool obfuscate = false;
};

// Fault::Unprocessable with a French sentence. `otherwise`: where the file names no severity.
Result<std::vector<ListedDomain>> read_domain_list(std::string_view csv, PolicyLevel otherwise);
std::string write_domain_list(const std::vector<DomainRule>& rules);

enum class Skipped {
    NotADomain,  // or a single label, such as "com"
    Ourselves,   // alert: the list would have us cut ourselves off
    Nothing,     // it asks for nothing that we have
    Already,     // it is so
    KeptOurs,    // decided here otherwise, or more strictly
};

struct ImportPlan {
    struct Skip {
        ListedDomain row;
        Skipped why;
    };
    std::vector<DomainRule> rules;   // that break nothing
    std::vector<DomainRule> linked;  // that would end relations
    Cut cut;                         // those relations
    std::vector<Skip> skipped;
    bool names_us() const;
};

// `moderation` is asked who would be lost. `source`: reason where the file gives none.
ImportPlan plan_import(const std::vector<ListedDomain>& rows, const DomainRules& current,
                       const Moderation& moderation, const std::string& source);

}  // namespace essaim::federation
