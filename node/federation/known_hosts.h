// One inbox of every server whose actors we know: where news about ourselves
// goes, beside those who follow us, and the end of a public text, because
// whoever fetched or was passed it holds a copy (federation.md §2, case 47).
// SQL only; borrows a connection.
#pragma once

#include <map>
#include <string>

namespace essaim::storage {
class Connection;
}

namespace essaim::federation {

inline constexpr int kMostKnownHosts = 5000;

// Host → inbox, the shared one where there is one; nobody who is gone.
std::map<std::string, std::string> known_hosts(storage::Connection& connection);

}  // namespace essaim::federation
