#include "node/federation/domain_lists.h"

#include <algorithm>
#include <map>

#include "activitypub/iri.h"
#include "node/base/text.h"
#include "node/federation/domain_name.h"
#include "node/web/csv.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kMostRows = 20'000;
constexpr std::size_t kCommentBytes = 1000;

using Columns = std::map<std::string, std::size_t>;

// "#domain" or "domain" begins a header; anything else is the first row.
Columns columns_of(const web::CsvRow& row) {
    Columns columns;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        auto name = base::ascii_lower(base::trim(row.fields[i]));
        if (name.starts_with('#')) name.erase(0, 1);
        columns.emplace(std::move(name), i);
    }
    if (!columns.contains("domain")) return {{"domain", 0}};
    return columns;
}

std::string field(const web::CsvRow& row, const Columns& columns, const char* name) {
    const auto column = columns.find(name);
    if (column == columns.end() || column->second >= row.fields.size()) return {};
    auto text = std::string(base::trim(row.fields[column->second]));
    // The apostrophe that keeps a spreadsheet from reading a formula (E9).
    if (text.size() > 1 && text[0] == '\'' && std::string_view("=+-@").contains(text[1]))
        text.erase(0, 1);
    return text;
}

PolicyLevel severity(const std::string& name, PolicyLevel otherwise) {
    if (name.empty()) return otherwise;
    if (name == "suspend" || name == "block") return PolicyLevel::Block;
    if (name == "silence" || name == "limit") return PolicyLevel::Silence;
    if (name == "allow") return PolicyLevel::Allow;
    return PolicyLevel::None;  // "noop": media only, of which we keep none
}

// Why a row changes nothing; none if it does.
std::optional<Skipped> reason_to_skip(const ListedDomain& row, const DomainRules& current) {
    if (row.domain.empty()) return Skipped::NotADomain;
    const bool ourselves = covers(row.domain, without_port(current.own_host()));
    if (ourselves) return row.level == PolicyLevel::Allow ? Skipped::Already : Skipped::Ourselves;
    if (row.level == PolicyLevel::None) return Skipped::Nothing;
    const auto own = current.of(row.domain);
    if (own == row.level) return Skipped::Already;
    if (own == PolicyLevel::Allow || own == PolicyLevel::Block) return Skipped::KeptOurs;
    if (own == PolicyLevel::Silence) {
        return row.level == PolicyLevel::Block ? std::nullopt : std::optional(Skipped::KeptOurs);
    }
    // By a rule about a domain above it. That only listed ones are heard is no such rule.
    auto rules = current;
    rules.set_listed_only(false);
    const auto inherited = rules.level(row.domain);
    if (inherited == row.level) return Skipped::Already;
    if (inherited == PolicyLevel::Block) return Skipped::KeptOurs;
    return std::nullopt;
}

}  // namespace

Result<std::vector<ListedDomain>> read_domain_list(std::string_view csv, PolicyLevel otherwise) {
    const auto rows = web::read_csv(csv);
    if (!rows) return refuse(Fault::Unprocessable, "Ce n’est pas un fichier CSV lisible.");
    if (rows->size() > kMostRows) {
        return refuse(Fault::Unprocessable, "Ce fichier est trop long : 20 000 lignes au plus.");
    }
    std::vector<ListedDomain> listed;
    if (rows->empty()) return listed;
    const auto columns = columns_of(rows->front());
    const bool header = base::ascii_lower(base::trim(rows->front().fields[columns.at("domain")]))
                            .ends_with("domain") &&
                        !domain_in(rows->front().fields[columns.at("domain")]);
    for (std::size_t i = header ? 1 : 0; i < rows->size(); ++i) {
        const auto& row = (*rows)[i];
        ListedDomain one;
        one.line = row.line;
        one.typed = field(row, columns, "domain");
        one.domain = domain_in(one.typed).value_or("");
        one.level = severity(base::ascii_lower(field(row, columns, "severity")), otherwise);
        one.comment = base::truncate_utf8(field(row, columns, "public_comment"), kCommentBytes);
        one.obfuscate = base::ascii_lower(field(row, columns, "obfuscate")) == "true";
        listed.push_back(std::move(one));
    }
    return listed;
}

std::string write_domain_list(const std::vector<DomainRule>& rules) {
    auto csv = web::csv_row({"#domain", "#severity", "#reject_media", "#reject_reports",
                             "#public_comment", "#obfuscate"});
    for (const auto& rule : rules) {
        const auto* level = rule.level == PolicyLevel::Block     ? "suspend"
                            : rule.level == PolicyLevel::Silence ? "silence"
                                                                 : "allow";
        const auto* reports = rule.level == PolicyLevel::Block ? "true" : "false";
        csv += web::csv_row(
            {rule.domain, level, reports, reports, rule.reason, rule.obfuscate ? "true" : "false"});
    }
    return csv;
}

bool ImportPlan::names_us() const {
    return std::ranges::any_of(skipped,
                               [](const auto& one) { return one.why == Skipped::Ourselves; });
}

ImportPlan plan_import(const std::vector<ListedDomain>& rows, const DomainRules& current,
                       const Moderation& moderation, const std::string& source) {
    ImportPlan plan;
    std::map<std::string, DomainRule> wanted;  // of two rows the stricter one
    for (const auto& row : rows) {
        if (const auto why = reason_to_skip(row, current)) {
            plan.skipped.push_back({row, *why});
            continue;
        }
        auto& rule = wanted[row.domain];
        if (rule.level >= row.level) continue;
        rule = {.domain = row.domain,
                .level = row.level,
                .reason = row.comment.empty() ? source : row.comment,
                .obfuscate = row.obfuscate};
    }
    auto then = current;
    for (const auto& [domain, rule] : wanted) then.put(domain, rule.level);
    plan.cut = moderation.cut_by(then);
    const auto loses_someone = [&](const std::string& domain) {
        const auto there = [&](const std::string& actor) {
            return covers(domain, without_port(activitypub::host_of(actor)));
        };
        return std::ranges::any_of(plan.cut.followers, there) ||
               std::ranges::any_of(plan.cut.following, there);
    };
    for (const auto& [domain, rule] : wanted) {
        const bool links = rule.level == PolicyLevel::Block && loses_someone(domain);
        (links ? plan.linked : plan.rules).push_back(rule);
    }
    return plan;
}

}  // namespace essaim::federation
