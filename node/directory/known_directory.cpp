#include "node/directory/known_directory.h"

namespace essaim::directory {

std::shared_ptr<const KnownDirectory::Whole> KnownDirectory::of(storage::Connection& connection) {
    CardStore store(connection);
    const auto changes = store.changes();
    auto known = known_.with([](const auto& one) { return one; });
    if (known != nullptr && known->changes == changes) return known;
    const auto fresh = std::make_shared<const Whole>(
        Whole{changes, store.towns(false), store.countries(), store.set_hash()});
    known_.with([&](auto& one) { one = fresh; });
    return fresh;
}

}  // namespace essaim::directory
