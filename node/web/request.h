// One HTTP request as the strict front received it: raw target and raw header
// values (cpp-httplib would decode both, stack.md §0.4), the whole body.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace essaim::web {

struct Request {
    std::string method;  // upper case; HEAD is routed as GET
    std::string target;  // exactly as on the wire, query included
    std::string path;    // raw path, still percent-encoded, without the query
    std::string query;   // raw query, without '?'
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, values raw
    std::string body;
    std::string client;  // address of the client (behind a configured proxy: what the proxy said)
    std::map<std::string, std::string> parameters;  // from the route's {name}, percent-decoded

    std::optional<std::string_view> header(std::string_view lower_case_name) const;  // first one
    std::string parameter(const std::string& name) const;  // "" when absent
    // Decoded value of one field of the query or of a urlencoded form body.
    std::optional<std::string> query_value(std::string_view name) const;
    std::optional<std::string> form_value(std::string_view name) const;
    std::optional<std::string> cookie(std::string_view name) const;
};

}  // namespace essaim::web
