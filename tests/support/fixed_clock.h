// A clock that tells what the test says, and moves when the test says so.
// Any thread may read it while the test moves it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "node/base/clock.h"

namespace essaim::test {

class FixedClock final : public base::Clock {
  public:
    // 2026-06-01T12:00:00Z unless said otherwise.
    explicit FixedClock(base::Instant start = base::from_millis(1'780'315'200'000))
        : millis_(base::to_millis(start)) {}

    base::Instant now() const override { return base::from_millis(millis_); }
    std::chrono::milliseconds ticks() const override { return std::chrono::milliseconds(ticks_); }

    void advance(std::chrono::milliseconds by) {
        millis_ += by.count();
        ticks_ += by.count();
    }
    // The wall clock jumps; the ticks do not.
    void set(base::Instant now) { millis_ = base::to_millis(now); }

  private:
    std::atomic<std::int64_t> millis_;
    std::atomic<std::int64_t> ticks_ = 0;
};

}  // namespace essaim::test
