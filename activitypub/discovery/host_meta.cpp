#include "activitypub/discovery/host_meta.h"

#include <nlohmann/json.hpp>

namespace activitypub {

using nlohmann::json;

namespace {

std::string address(std::string_view base) {
    return std::string(base) + "/.well-known/webfinger?resource={uri}";
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace

std::string make_host_meta(std::string_view base) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n"
           "  <Link rel=\"lrdd\" template=\"" +
           escaped(address(base)) + "\"/>\n</XRD>\n";
}

json make_host_meta_json(std::string_view base) {
    return {{"links", json::array({{{"rel", "lrdd"}, {"template", address(base)}}})}};
}

}  // namespace activitypub
