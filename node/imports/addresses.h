// Addresses of the site that was here before: as they are kept and asked for.
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace essaim::imports {

// "https://ancien.example/2019/05/f%C3%AAte/?p=1#x" gives "/2019/05/fête?p=1";
// "" for the front page alone, and for what is no address.
std::string old_address_of(std::string_view url);

// By which two addresses of one picture or document are the same: without scheme,
// query, and the size that WordPress puts behind a name ("-300x200", "-scaled").
std::string file_key(std::string_view url);

}  // namespace essaim::imports
