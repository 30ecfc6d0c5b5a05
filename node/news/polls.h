// Questions of others (federation.md §3): their numbers as they change, and the
// association's answer, a Note with the answer's name to the author alone
// (Mastodon's form), once.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "node/feature.h"
#include "node/news/post_details.h"

namespace essaim::news {

class PollStore {  // SQL only; borrows a connection, the caller commits
  public:
    explicit PollStore(storage::Connection& connection) : connection_(connection) {}
    std::vector<std::string> answers_of(const std::string& question, const std::string& actor);
    void add(const std::string& question, const std::string& actor, const std::string& answer,
             base::Instant at);
    void set_details(const std::string& post, const std::string& details);

  private:
    storage::Connection& connection_;
};

// Numbers only grow: an older message does not set them back. False: another question.
bool take_numbers(Poll& held, const Poll& told);

class Polls {
  public:
    explicit Polls(Services& services) : services_(services) {}

    // `choices` are positions among the answers. Errors are French sentences:
    // NotFound, Conflict (answered or over), Unprocessable (which ones?),
    // Unavailable (the author's server is not known yet).
    Result<void> answer(const std::string& question, const std::vector<std::size_t>& choices,
                        const federation::Sight& sight);

  private:
    Services& services_;
};

void register_polls(federation::InboxRegistry& registry);

}  // namespace essaim::news
