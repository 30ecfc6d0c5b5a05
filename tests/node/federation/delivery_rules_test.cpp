#include "node/federation/delivery_rules.h"

#include <doctest/doctest.h>

#include <vector>

using namespace std::chrono_literals;
using activitypub::Scheme;
using essaim::base::from_millis;
using essaim::base::to_millis;
using namespace essaim::federation;

TEST_CASE("every answer has one meaning for a delivery") {
    struct Case {
        int status;
        std::int64_t tries;
        bool second;
        Verdict verdict;
    };
    const std::vector<Case> cases = {
        {200, 1, false, Verdict::Delivered},   {202, 9, true, Verdict::Delivered},
        {401, 1, false, Verdict::OtherScheme}, {400, 1, false, Verdict::OtherScheme},
        {403, 3, true, Verdict::Later},        {401, 4, true, Verdict::Failed},
        {404, 1, false, Verdict::Failed},      {405, 1, false, Verdict::Failed},
        {406, 1, false, Verdict::Failed},      {410, 1, false, Verdict::Failed},
        {413, 1, false, Verdict::Failed},      {415, 1, false, Verdict::Failed},
        {422, 1, false, Verdict::Failed},      {501, 1, false, Verdict::Failed},
        {408, 1, false, Verdict::Later},       {425, 1, false, Verdict::Later},
        {429, 12, false, Verdict::Later},      {500, 12, false, Verdict::Later},
        {503, 13, false, Verdict::Failed},     {0, 1, false, Verdict::Later},
    };
    for (const auto& c : cases) {
        CAPTURE(c.status);
        CAPTURE(c.tries);
        CHECK(judge(c.status, c.tries, c.second) == c.verdict);
    }
}

TEST_CASE("the schedule is 1, 2, 4 … 32 minutes, 1 … 12 hours, spread by a fifth") {
    const std::vector<std::chrono::milliseconds> schedule = {1min, 2min, 4min, 8min, 16min, 32min,
                                                             1h,   2h,   4h,   8h,   12h,   12h};
    for (std::size_t i = 0; i < schedule.size(); ++i) {
        CAPTURE(i);
        const auto tries = static_cast<std::int64_t>(i) + 1;
        CHECK(delay_after(500, tries, 0.5) == schedule[i]);
        CHECK(delay_after(500, tries, 0.0) == schedule[i] * 8 / 10);
        CHECK(delay_after(500, tries, 0.999) <= schedule[i] * 12 / 10);
        CHECK(delay_after(500, tries, 0.999) > schedule[i] * 119 / 100);
    }
    CHECK(delay_after(401, 1, 0.5) == 1h);
    CHECK(delay_after(401, 2, 0.5) == 7h);
    CHECK(delay_after(401, 3, 0.5) == 24h);
}

TEST_CASE("Retry-After is honoured as seconds and as a date, for a day at most") {
    const auto now = from_millis(1'780'315'200'000);  // 2026-06-01T12:00:00Z
    CHECK(asked_to_wait_until(429, "120", now).value() == now + 2min);
    CHECK(asked_to_wait_until(503, "Mon, 01 Jun 2026 13:00:00 GMT", now).value() == now + 1h);
    CHECK(asked_to_wait_until(503, "9999999", now).value() == now + 24h);
    CHECK(asked_to_wait_until(503, "Wed, 01 Jul 2026 13:00:00 GMT", now).value() == now + 24h);
    for (const auto* nonsense : {"", "0", "-5", "soon", "12 minutes", "99999999999999999999",
                                 "Mon, 01 Jun 2020 13:00:00 GMT"}) {
        CAPTURE(nonsense);
        CHECK_FALSE(asked_to_wait_until(429, nonsense, now).has_value());
    }
    CHECK_FALSE(asked_to_wait_until(404, "120", now).has_value());
}

TEST_CASE("five failures in a row pause a host, a week makes it daily, ninety days end it") {
    const auto start = from_millis(1'780'315'200'000);
    PeerHost host;
    for (int i = 1; i <= 4; ++i) host = after_answer(host, 500, Scheme::Cavage, start);
    CHECK_FALSE(is_open(host));
    CHECK(host.retry_at == 0);
    host = after_answer(host, 0, Scheme::Cavage, start);
    CHECK(is_open(host));
    CHECK(host.retry_at == to_millis(start + 30min));
    const auto week = after_answer(host, 0, Scheme::Cavage, start + 24h * 8);
    CHECK(week.retry_at == to_millis(start + 24h * 9));
    // A clock that jumps gives nobody up: too few probes were made.
    CHECK_FALSE(is_given_up(after_answer(host, 0, Scheme::Cavage, start + 24h * 91)));
    host.failures = 100;
    const auto gone = after_answer(host, 0, Scheme::Cavage, start + 24h * 91);
    CHECK(is_given_up(gone));
    // Any answer at all is a sign of life; only a success teaches the scheme.
    CHECK(after_answer(gone, 404, Scheme::Rfc9421, start) == PeerHost{"cavage", 0, 0, 0});
    CHECK(after_answer(gone, 202, Scheme::Rfc9421, start) == PeerHost{"rfc9421", 0, 0, 0});
}
