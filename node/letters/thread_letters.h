// Replies in a thread of ours by mail, to who has an account and follows it:
// those of a minute in one letter, each with its text, and a link that stops it.
#pragma once

#include <memory>

#include "node/letters/desk.h"

namespace essaim::letters {

void add_thread_letters(const std::shared_ptr<Desk>& desk, web::Router& router);

// What waits, now.
Result<void> send_thread_letters(Services& services);

// The text that a thread of ours began with: its title and its page here.
struct Beginning {
    std::string title;
    std::string path;
};
Beginning beginning_of(Services& services, storage::Connection& connection,
                       const std::string& thread);

}  // namespace essaim::letters
