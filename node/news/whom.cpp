#include "node/news/whom.h"

#include "node/federation/handles.h"

namespace essaim::news {

WhoIs who_is(Services& services) {
    return [&services](const std::string& handle) -> std::optional<Mention> {
        const auto owner = services.federation.handles().owner(handle);
        if (!owner) return std::nullopt;
        return Mention{.handle = handle,
                       .actor = owner->local ? std::string() : owner->actor,
                       .url = owner->url};
    };
}

void meet_mentioned(Services& services, const std::string& source) {
    const auto unknown = render_text(source, who_is(services), {}).unknown;
    if (!unknown.empty()) services.federation.handles().look_up(unknown);
}

}  // namespace essaim::news
