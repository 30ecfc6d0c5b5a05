// A server of mail that answers as its test says, one connection after another.
// Commands are looked for by their first word; what has no answer gets "250 ok".
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "node/base/config.h"
#include "node/base/guarded.h"

namespace essaim::test {

class SmtpScript {
  public:
    // "RCPT" → "550 no such mailbox"; "." is the end of a letter; "" hangs up.
    explicit SmtpScript(std::map<std::string, std::string> answers = {});
    ~SmtpScript();
    int port() const { return port_; }
    std::vector<std::string> letters() const;  // as they came, dots and all
    void answer(std::map<std::string, std::string> answers);
    base::Config::Mail config() const;

  private:
    void serve();
    void talk(int socket);
    std::string answer_to(const std::string& command) const;

    base::Guarded<std::map<std::string, std::string>> answers_;
    base::Guarded<std::vector<std::string>> letters_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace essaim::test
