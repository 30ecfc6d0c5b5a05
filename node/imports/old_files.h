// Files of the old site, fetched one at a time through the node's one client,
// which guards addresses; bounded in size and time.
#pragma once

#include <string>

#include "node/base/error.h"
#include "node/net/http_client.h"

namespace essaim::imports {

// Unavailable: the site does not answer, or says to come back; Unprocessable: it
// has no such file for us. Details are French source texts.
Result<std::string> fetch_file(net::HttpClient& http, const std::string& url, std::size_t most);

inline constexpr std::size_t kMostPicture = 24'000'000;  // bytes
inline constexpr std::size_t kMostDocument = 64'000'000;

}  // namespace essaim::imports
