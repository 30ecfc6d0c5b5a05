#include "node/federation/inbox_registry.h"

namespace essaim::federation {

void InboxRegistry::on(std::string activity_type, std::string object_type, InboxHandler handler) {
    handlers_.insert_or_assign({std::move(activity_type), std::move(object_type)},
                               std::move(handler));
}

void InboxRegistry::also(std::string activity_type, std::string object_type, InboxHandler handler) {
    auto& known = handlers_[{std::move(activity_type), std::move(object_type)}];
    if (!known) {
        known = std::move(handler);
        return;
    }
    known = [first = std::move(known), then = std::move(handler)](
                storage::Connection& connection, const Incoming& incoming) -> Result<void> {
        TRY(first(connection, incoming));
        return then(connection, incoming);
    };
}

const InboxHandler* InboxRegistry::find(std::string_view activity_type,
                                        std::string_view object_type) const {
    for (const auto wanted : {object_type, std::string_view("*")}) {
        const auto found = handlers_.find({std::string(activity_type), std::string(wanted)});
        if (found != handlers_.end()) return &found->second;
    }
    return nullptr;
}

}  // namespace essaim::federation
