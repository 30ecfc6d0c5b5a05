// Whose card is an initiative's own word (domain.md §2.6): of the node that stands
// at the site it names, or of one that this site's front page names as its own by a
// link with rel="me" (microformats.org/wiki/rel-me; Mastodon verifies links so).
// Every node asks the site itself, by a job; nobody is believed that it was asked.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "node/directory/card.h"
#include "node/feature.h"
#include "node/net/http_client.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

inline constexpr const char* kSitesJob = "directory.sites";

// Of a card that says it is its own. Self for one card an author.
Method method_of(storage::Connection& connection, const nlohmann::json& document,
                 const std::string& author, const std::string& iri);

// A card that says it is its own came in, or was said here: its site will be asked,
// if that would make a difference. In the caller's transaction.
void ask_its_site(Services& services, storage::Connection& connection,
                  const nlohmann::json& document, const std::string& author);

// Whether the page links to one of the addresses with rel="me". Pure.
bool names_as_own(std::string_view html, std::span<const std::string> addresses);

// Asks the sites whose time has come, and files the cards anew. Waits for the network.
Result<void> ask_sites(Services& services, net::HttpClient& http);

void add_sites_job(Services& services, net::HttpClient& http);

}  // namespace essaim::directory
