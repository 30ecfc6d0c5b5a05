#include "node/federation/delivery_settling.h"

namespace essaim::federation {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kKeepFailed = 24h * 30;

}  // namespace

void write(DeliveryStore& store, Settling& settling) {
    const auto& delivery = settling.attempt.delivery;
    settling.host = store.host(delivery.host);
    if (settling.about_host) {
        const auto before = settling.host;
        settling.host =
            after_answer(before, settling.status, settling.attempt.scheme, settling.now);
        if (settling.host != before) store.save_host(delivery.host, settling.host);
        const bool nobody = settling.status == 0 && is_open(settling.host);
        if (nobody) settling.verdict = Verdict::Held;
    }
    switch (settling.verdict) {
        case Verdict::Delivered:
            store.done(delivery.id);
            break;
        case Verdict::OtherScheme:
        case Verdict::Later:
            store.later(delivery.id, settling.again, settling.why);
            break;
        case Verdict::Held:
            store.hold(delivery.id, settling.again, settling.why);
            break;
        case Verdict::Failed:
            store.failed(delivery.id, settling.now, settling.why);
            break;
    }
    if (is_given_up(settling.host)) {
        store.all_failed(delivery.host, settling.now, "silent for 90 days: " + settling.why);
    }
    if (settling.verdict != Verdict::Failed) return;
    store.forget_failed(settling.now - kKeepFailed);
    // An inbox that is gone: whoever had it is asked for soon, and dropped if
    // gone too (federation.md §7, case 61).
    if (settling.status == 404 || settling.status == 410) store.suspect(delivery.inbox);
}

}  // namespace essaim::federation
