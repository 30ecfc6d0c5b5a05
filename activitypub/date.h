// The two date grammars of federation: xsd:dateTime (RFC 3339 profile, with a
// time zone) in documents, IMF-fixdate (RFC 9110 §5.6.7) in headers. Anything
// else is Malformed, leap seconds included. Fractions are cut to milliseconds.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "activitypub/result.h"

namespace activitypub {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

Result<Time> parse_date_time(std::string_view text);
std::string format_date_time(Time time);  // "2026-03-01T18:00:00Z", ".123" only if needed

Result<Time> parse_http_date(std::string_view text);
std::string format_http_date(Time time);  // "Sun, 06 Nov 1994 08:49:37 GMT"

}  // namespace activitypub
