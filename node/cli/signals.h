// SIGINT and SIGTERM as something to wait for. Made before any thread starts,
// so that every thread inherits the mask. SIGPIPE is ignored.
#pragma once

#include <csignal>

namespace essaim::cli {

class Signals {
  public:
    Signals() {
        std::signal(SIGPIPE, SIG_IGN);
        sigemptyset(&set_);
        sigaddset(&set_, SIGINT);
        sigaddset(&set_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    }
    // Returns at the first signal; a second one ends the program at once.
    void wait() const {
        int which = 0;
        sigwait(&set_, &which);
        std::signal(SIGINT, SIG_DFL);
        std::signal(SIGTERM, SIG_DFL);
        pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
    }

  private:
    sigset_t set_{};
};

}  // namespace essaim::cli
