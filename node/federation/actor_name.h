// What a member's address in the fediverse may be called: short, in plain
// letters, and not to be taken for the association or for one of its offices
// (security.md B8, A12). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace essaim::federation {

// A French sentence that says what is wrong with it, or nothing. `association`
// is the name of the association, `taken` every name that is or was in use.
std::optional<std::string_view> problem_of_name(std::string_view name, std::string_view association,
                                                const std::vector<std::string>& taken);

// What is left of a name when look-alikes are taken for the same: "Tres0rier" → "tresorler".
std::string skeleton(std::string_view name);

// A first proposal: "Camille Duval-Ortiz" → "camille_duval_ortiz".
std::string proposed_name(std::string_view person);

}  // namespace essaim::federation
