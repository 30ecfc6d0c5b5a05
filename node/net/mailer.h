// Handing mail to the server that the configuration names, over libcurl: STARTTLS
// or TLS, unless that server is on this machine. One letter after the other, over
// one connection while there is one. Blocks, a minute at most; one thread.
//
// SMTP cannot tell whether a letter arrived when the connection breaks between
// its last byte and the answer (RFC 1047). `before_last` is called just before
// that byte: what the caller wrote down then, it knows after a crash.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "node/base/config.h"
#include "node/net/mail_header.h"

namespace essaim::net {

struct MailOutcome {
    enum class Kind {
        Sent,     // the server took it
        Refused,  // 5xx to this recipient or letter: trying again would change nothing
        Later,    // 4xx: greylisting, a full mailbox …
        NoWay,    // no connection, no TLS, no sign-in, sender not allowed: none would leave
        Unsure    // everything was handed over and no answer came
    };
    Kind kind = Kind::NoWay;
    std::string said;  // the server's last line, or what went wrong; one line
};

class Mailer {
  public:
    // `name` is how we greet: the public host. `stop` ends a transfer that is under way.
    Mailer(const base::Config::Mail& config, const std::string& name,
           const std::atomic<bool>* stop = nullptr);
    ~Mailer();
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;

    // `before_last` false: the letter is not sent.
    MailOutcome send(const MailMessage& message, const std::function<bool()>& before_last = {});
    // Signs in and says nothing: Sent when letters would be taken.
    MailOutcome probe();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace essaim::net
