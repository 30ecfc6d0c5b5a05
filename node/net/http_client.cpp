#include "node/net/http_client.h"

namespace essaim::net {

std::string_view HttpAnswer::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace essaim::net
