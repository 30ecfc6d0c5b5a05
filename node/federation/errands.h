// Work that no request waits for, one piece after the other on a thread of its
// own: now and then, or once when asked for. What must survive a crash stands in
// a table, and the errand looks there; one that takes long looks at its token,
// too, so that the node stops soon. Any thread may add.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "node/base/clock.h"

namespace essaim::federation {

class Errands {
  public:
    using Task = std::function<void(const std::stop_token& stop)>;

    explicit Errands(const base::Clock& clock);
    ~Errands();
    // Before start(); the first time one period after it.
    void every(std::chrono::milliseconds period, Task task);
    // Once, soon; nothing if one of that key is waiting already. False when too many are.
    bool add(const std::string& key, Task task);
    void start();
    void stop();  // waits for the one that runs; those that wait are dropped

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::federation
