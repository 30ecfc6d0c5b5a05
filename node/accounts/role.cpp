#include "node/accounts/role.h"

#include <array>

namespace essaim::accounts {

namespace {
constexpr std::array<std::string_view, 5> kNames = {"reader", "member", "writer", "moderator",
                                                    "manager"};
}

std::string_view role_name(Role role) { return kNames.at(static_cast<std::size_t>(role)); }

std::optional<Role> parse_role(std::string_view name) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == name) return static_cast<Role>(i);
    }
    return std::nullopt;
}

}  // namespace essaim::accounts
