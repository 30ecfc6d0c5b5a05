#include "node/web/request_limits.h"

#include <string>

#include "node/web/client_address.h"
#include "node/web/problem.h"

namespace essaim::web {

namespace {

using namespace std::chrono_literals;

constexpr int kMinutesAtOnce = 5;

struct Limit {
    std::string_view method;
    std::string_view begins;  // the path, or one below it
    std::string_view ends;
    const char* name;
    int burst;
    std::chrono::milliseconds refill;
};

// Paths as the router reads them: raw, never decoded, so that no other spelling
// leads to the same page. What fits no row is a page or a form.
constexpr Limit kLimits[] = {
    {"POST", "", "/inbox", "inbox", 600, 200ms},      // a server; further in: inbox_limits.h
    {"POST", "/connexion", "", "sign-in", 30, 30s},   // and ten tries per account
    {"POST", "/bienvenue", "", "welcome", 30, 2min},  // guessing of invitations
    {"GET", "/bienvenue", "", "welcome page", 60, 1min},
    {"POST", "/signaler", "", "report", 5, 12min},  // M9: five an hour
};
constexpr Limit kForm = {"POST", "", "", "form", 60, 1s};

bool fits(const Limit& limit, std::string_view method, std::string_view path) {
    if (method != limit.method || !path.ends_with(limit.ends)) return false;
    if (!path.starts_with(limit.begins)) return false;
    const auto below = path.substr(limit.begins.size());
    return limit.begins.empty() || below.empty() || below.starts_with('/');
}

RateRule rule_of(const Limit& limit) { return {limit.name, limit.burst, limit.refill}; }

}  // namespace

std::optional<RateRule> RequestLimits::rule_for(std::string_view method,
                                                std::string_view path) const {
    for (const auto& limit : kLimits) {
        if (fits(limit, method, path)) return rule_of(limit);
    }
    if (method == "GET" || method == "HEAD") {
        if (path.starts_with("/static/")) return std::nullopt;  // kept by browsers for a year
        return RateRule{"page", options_.pages_per_minute * kMinutesAtOnce,
                        std::chrono::milliseconds(1min) / options_.pages_per_minute};
    }
    return rule_of(kForm);
}

std::optional<Response> RequestLimits::refuse(const Request& request) {
    if (options_.pages_per_minute <= 0) return std::nullopt;
    if (!options_.count_loopback && is_loopback(request.client)) return std::nullopt;
    const auto rule = rule_for(request.method == "HEAD" ? "GET" : request.method, request.path);
    if (!rule) return std::nullopt;
    const auto verdict = limiter_.take(*rule, request.client, clock_.ticks());
    if (verdict.allowed) return std::nullopt;
    auto response = plain_problem(429);
    std::erase_if(response.headers,
                  [](const auto& header) { return header.first == "Retry-After"; });
    response.with("Retry-After", std::to_string(verdict.retry_after.count()));
    return response;
}

}  // namespace essaim::web
