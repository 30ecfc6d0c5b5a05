// What somebody may do, each role including those before it.
#pragma once

#include <optional>
#include <string_view>

namespace essaim::accounts {

enum class Role { Reader, Member, Writer, Moderator, Manager };

std::string_view role_name(Role role);  // as stored: "reader" …
std::optional<Role> parse_role(std::string_view name);

}  // namespace essaim::accounts
