// The way back to an object from callbacks of other threads, some of which
// come after it is gone: they pass through here, and find it closed. Any thread.
#pragma once

#include <mutex>
#include <shared_mutex>

namespace essaim::federation {

template <class State>
class Gate {
  public:
    explicit Gate(State* state) : state_(state) {}
    template <class F>
    void enter(F&& use) {
        const std::shared_lock lock(mutex_);
        if (state_ != nullptr) use(*state_);
    }
    void close() {
        const std::unique_lock lock(mutex_);
        state_ = nullptr;
    }

  private:
    std::shared_mutex mutex_;
    State* state_;
};

}  // namespace essaim::federation
