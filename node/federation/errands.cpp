#include "node/federation/errands.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "node/base/log.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
constexpr std::size_t kMostWaiting = 1000;
constexpr auto kLook = 5s;  // how often the clock is looked at

struct Recurring {
    std::chrono::milliseconds period{};
    std::chrono::milliseconds due{};  // ticks
    Errands::Task task;
};

void run(const Errands::Task& task, const std::stop_token& stop) {
    try {
        task(stop);
    } catch (const std::exception& failure) {  // the table cannot be read, or our own fault
        base::log::error("an errand failed", {{"why", failure.what()}});
    }
}

}  // namespace

struct Errands::State {
    explicit State(const base::Clock& the_clock) : clock(the_clock) {}

    const base::Clock& clock;
    std::vector<Recurring> recurring;  // the thread's alone once it runs
    std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<std::pair<std::string, Task>> waiting;
    std::set<std::string> keys;  // of those that wait
    std::jthread thread;

    Task next() {
        const std::lock_guard lock(mutex);
        if (waiting.empty()) return nullptr;
        auto [key, task] = std::move(waiting.front());
        waiting.pop_front();
        keys.erase(key);
        return task;
    }

    void run_recurring(const std::stop_token& stop) {
        for (auto& one : recurring) {
            if (stop.stop_requested()) return;
            if (clock.ticks() < one.due) continue;
            one.due = clock.ticks() + one.period;
            run(one.task, stop);
        }
    }

    void loop(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            while (const auto task = next()) {
                run(task, stop);
                if (stop.stop_requested()) return;
            }
            run_recurring(stop);
            std::unique_lock lock(mutex);
            changed.wait_for(lock, stop, kLook, [this] { return !waiting.empty(); });
        }
    }
};

Errands::Errands(const base::Clock& clock) : state_(std::make_unique<State>(clock)) {}

Errands::~Errands() { stop(); }

void Errands::every(std::chrono::milliseconds period, Task task) {
    state_->recurring.push_back({period, {}, std::move(task)});
}

bool Errands::add(const std::string& key, Task task) {
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->waiting.size() >= kMostWaiting) return false;
        if (!state_->keys.insert(key).second) return true;
        state_->waiting.emplace_back(key, std::move(task));
    }
    state_->changed.notify_one();
    return true;
}

void Errands::start() {
    for (auto& one : state_->recurring) one.due = state_->clock.ticks() + one.period;
    state_->thread = std::jthread([this](const std::stop_token& stop) { state_->loop(stop); });
}

void Errands::stop() {
    if (!state_->thread.joinable()) return;
    state_->thread.request_stop();
    state_->thread.join();
}

}  // namespace essaim::federation
