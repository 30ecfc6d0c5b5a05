#include "node/feature/imported.h"

#include <chrono>
#include <future>
#include <memory>

namespace essaim {

namespace {

using namespace std::chrono_literals;

constexpr auto kAtMost = 120s;  // for one file: essaim-media itself stops long before

}  // namespace

Result<media::Picture> when_read(const std::function<media::Media::Taken()>& take) {
    const auto end = std::chrono::steady_clock::now() + kAtMost;
    while (std::chrono::steady_clock::now() < end) {
        auto taken = take();
        if (taken.outcome) return std::move(*taken.outcome);
        if (!taken.waiting.wait) break;
        using Outcome = web::Wait::Outcome;
        const auto told = std::make_shared<std::promise<Outcome>>();
        auto outcome = told->get_future();
        taken.waiting.wait->when_finished([told](Outcome what) { told->set_value(what); });
        if (outcome.wait_until(end) != std::future_status::ready) break;
        if (outcome.get() != Outcome::Retry) break;  // the node stops
    }
    return refuse(Fault::Unavailable, "the file was not read in time");
}

}  // namespace essaim
