// Time as an argument: the one place that reads the system's clocks. Tests
// pass tests/support/fixed_clock.h. Stored times are Instants in UTC; timers
// use ticks(), which never jumps.
#pragma once

#include <chrono>
#include <cstdint>

namespace essaim::base {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual std::chrono::milliseconds ticks() const = 0;
};

class SystemClock final : public Clock {
  public:
    Instant now() const override {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(
            std::chrono::system_clock::now());
    }
    std::chrono::milliseconds ticks() const override {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    }
};

// Milliseconds since 1970, as every time is stored in the database.
inline std::int64_t to_millis(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant from_millis(std::int64_t millis) {
    return Instant(std::chrono::milliseconds(millis));
}

}  // namespace essaim::base
