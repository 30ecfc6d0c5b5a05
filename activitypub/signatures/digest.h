// The body's digest in a header: Digest (RFC 3230, as cavage peers send it) and
// Content-Digest (RFC 9530). Only SHA-256 counts; another algorithm is as none.
#pragma once

#include <string>
#include <string_view>

#include "activitypub/result.h"
#include "activitypub/signatures/http_message.h"

namespace activitypub {

std::string sha256(std::string_view bytes);              // 32 bytes
std::string make_digest(std::string_view body);          // "SHA-256=…"
std::string make_content_digest(std::string_view body);  // "sha-256=:…:"

// Exactly one such header, with a SHA-256 that is the body's.
Result<void> check_digest(const HttpMessage& message);
Result<void> check_content_digest(const HttpMessage& message);

}  // namespace activitypub
