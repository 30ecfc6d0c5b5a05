#include "node/net/ascii_host.h"

#include <idn2.h>

#include "node/base/text.h"

namespace essaim::net {

Result<std::string> ascii_host(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.empty() || name.size() > 1000 || name.find('\0') != std::string_view::npos ||
        !base::is_valid_utf8(name)) {
        return refuse(Fault::Malformed, "not a host name");
    }
    char* ascii = nullptr;
    const int status =
        idn2_to_ascii_8z(std::string(name).c_str(), &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (status != IDN2_OK) return refuse(Fault::Malformed, idn2_strerror(status));
    const std::string host = base::ascii_lower(ascii);
    idn2_free(ascii);
    return host;
}

}  // namespace essaim::net
