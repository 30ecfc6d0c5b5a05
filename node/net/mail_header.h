// The header of a message of mail (RFC 5322): text of any language as encoded
// words (RFC 2047), folded, and no line end that somebody else chose. Bodies
// are libcurl's business (mailer.cpp). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"

namespace essaim::net {

struct MailMessage {
    std::string from_name;   // any text
    std::string from;        // address
    std::string to;          // address
    std::string reply_to{};  // address; may be empty
    std::string subject;     // any text, one line
    std::string text;        // UTF-8, \n
    std::string html{};      // may be empty
    std::string id;          // "01J…@lanoisette.example": the same at every try
    base::Instant date;
    std::string unsubscribe{};  // https address that takes one POST (RFC 8058); may be empty
    std::string list{};         // "lettre.lanoisette.example": which list (RFC 2919); may be empty
};

// "=?UTF-8?B?…?=" words of at most 75 characters, or the text itself when it
// is short and plain. Line ends and control characters become spaces.
std::string header_text(std::string_view text);
std::string header_date(base::Instant date);  // "Wed, 25 Nov 2026 12:00:00 +0000"

// "Name: value" each; without the fields that say how the body is built.
std::vector<std::string> header_of(const MailMessage& message);

}  // namespace essaim::net
