// Data and its mutex as one object: the data is reachable only inside the
// lambda given to with(). Never call out (network, database) from within.
#pragma once

#include <mutex>
#include <utility>

namespace essaim::base {

template <class T>
class Guarded {
  public:
    Guarded() = default;
    explicit Guarded(T value) : value_(std::move(value)) {}

    template <class F>
    decltype(auto) with(F&& use) {
        const std::lock_guard lock(mutex_);
        return std::forward<F>(use)(value_);
    }
    template <class F>
    decltype(auto) with(F&& use) const {
        const std::lock_guard lock(mutex_);
        return std::forward<F>(use)(value_);
    }

  private:
    mutable std::mutex mutex_;
    T value_;
};

}  // namespace essaim::base
