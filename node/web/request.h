// One HTTP request as the strict front received it: raw target and raw header
// values (cpp-httplib would decode both, stack.md §0.4), the whole body.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/web/multipart.h"
#include "node/web/spool.h"

namespace essaim::web {

struct Request {
    std::string method;  // upper case; HEAD is routed as GET
    std::string target;  // exactly as on the wire, query included
    std::string path;    // raw path, still percent-encoded, without the query
    std::string query;   // raw query, without '?'
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, values raw
    std::string body;
    std::shared_ptr<const Spool> spool;  // the body instead, where it is an upload
    std::string client;  // address of the client (behind a configured proxy: what the proxy said)
    std::map<std::string, std::string> parameters;  // from the route's {name}, percent-decoded

    std::optional<std::string_view> header(std::string_view lower_case_name) const;  // first one
    std::string parameter(const std::string& name) const;  // "" when absent
    std::string_view payload() const;                      // the body, wherever it is
    // Decoded value of one field of the query or of a form's body.
    std::optional<std::string> query_value(std::string_view name) const;
    std::optional<std::string> form_value(std::string_view name) const;
    // The file chosen in this field of a form; none: nobody chose one, or the
    // form was not sent as multipart/form-data. Valid as long as the request.
    std::optional<FormPart> file(std::string_view name) const;
    bool is_broken_form() const;  // says it is multipart/form-data, and cannot be read as such
    std::optional<std::string> cookie(std::string_view name) const;

  private:
    // Read once, when first asked for; by one thread, as the rest.
    const std::optional<std::vector<FormPart>>& parts() const;
    // Points into the body: a copy of the request reads its own.
    struct Parts {
        Parts() = default;
        Parts(const Parts&) {}
        Parts& operator=(const Parts&) {
            read.reset();
            return *this;
        }
        ~Parts() = default;
        std::optional<std::optional<std::vector<FormPart>>> read = std::nullopt;
    };
    mutable Parts parts_ = {};
};

}  // namespace essaim::web
