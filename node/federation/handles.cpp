#include "node/federation/handles.h"

#include <chrono>

#include "activitypub/discovery/webfinger.h"
#include "node/federation/visibility.h"
#include "node/storage/connection.h"
#include "node/storage/database.h"

namespace essaim::federation {

namespace {

constexpr std::size_t kMostAsked = 5;         // for one text
constexpr std::chrono::seconds kPatience{4};  // after which none more is asked
constexpr std::chrono::minutes kNotAgain{10};
constexpr std::size_t kMostRemembered = 1000;

}  // namespace

std::optional<HandleOwner> Handles::owner(const std::string& typed) const {
    const auto handle = activitypub::parse_handle(typed);
    if (!handle) return std::nullopt;
    if (handle->host == actors_.host()) {
        const auto* actor = actors_.by_name(handle->user);
        if (actor == nullptr || !actor->can_be_followed()) return std::nullopt;
        return HandleOwner{.actor = actor->id, .url = actor->id, .local = true};
    }
    auto reader = database_.read();
    auto query = reader->query(
        "SELECT id, url FROM remote_actor WHERE handle = ? AND gone_at IS NULL LIMIT 10");
    query.arg(activitypub::to_string(*handle));
    while (query.step()) {
        const auto id = query.text(0);
        if (!visibility_.can_see_actor(Viewer::Anyone, id)) continue;
        const auto url = query.text(1);
        return HandleOwner{.actor = id, .url = url.empty() ? id : url};
    }
    return std::nullopt;
}

bool Handles::is_worth_asking(const std::string& handle) {
    const auto now = clock_.now();
    return asked_.with([&](auto& asked) {
        std::erase_if(asked, [&](const auto& one) { return one.second + kNotAgain < now; });
        if (asked.size() >= kMostRemembered) return false;
        return asked.emplace(handle, now).second;
    });
}

void Handles::look_up(const std::vector<std::string>& handles) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    std::size_t asked = 0;
    for (const auto& handle : handles) {
        if (asked == kMostAsked || std::chrono::steady_clock::now() > end) return;
        const auto parsed = activitypub::parse_handle(handle);
        if (!parsed || parsed->host == actors_.host() || owner(handle)) continue;
        if (!is_worth_asking(activitypub::to_string(*parsed))) continue;
        ++asked;
        std::ignore = follows_.find(handle);  // kept by whoever finds them
    }
}

}  // namespace essaim::federation
