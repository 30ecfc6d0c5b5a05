// What is said by mail, before it waits: whom to, what, and how one stops it.
#pragma once

#include <chrono>
#include <string>

namespace essaim::mail {

struct Content {
    std::string subject;  // one line
    std::string text;     // plain
    std::string html;     // the same as a page
};

// What stands in a content for the address to unsubscribe at, each recipient's own.
inline constexpr const char* kUnsubscribeMark = "https://unsubscribe.invalid/";

struct Letter {
    std::string kind;  // "test", "invitation", "passphrase", "weekly" …: for who manages
    std::string to;    // address
    std::string
        unsubscribe;      // address of one click; empty: it was asked for, there is nothing to stop
    bool urgent = false;  // somebody waits for it; nothing of it is kept when it fails
    std::chrono::hours valid{24 * 5};  // not sent later (RFC 5321 §4.5.4.1)
};

}  // namespace essaim::mail
