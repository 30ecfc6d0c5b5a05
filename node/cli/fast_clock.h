// A clock of the demo in which time passes several times faster, so that what
// waits for its hour can be watched: `essaim demo --speed 60`. Timers (ticks)
// stay as they are: how long a server may take to answer is no story.
#pragma once

#include "node/base/clock.h"

namespace essaim::cli {

class FastClock final : public base::Clock {
  public:
    explicit FastClock(int speed) : speed_(speed), start_(base::SystemClock().now()) {}
    base::Instant now() const override {
        return start_ + (base::SystemClock().now() - start_) * speed_;
    }
    std::chrono::milliseconds ticks() const override { return base::SystemClock().ticks(); }

  private:
    int speed_;
    base::Instant start_;
};

}  // namespace essaim::cli
